"""The certificate on paper: names in all scripts, a code that leads to its check, and the badge inside."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit

import pypdfium2
import pytest
import zxingcpp

from ambassador.certificates.printing import can_print
from tests.browser import Browser
from tests.certificates.conftest import NAME, Holder

A4_LANDSCAPE = (842, 595)
NAMES = {
    "Norwegian": "Åse Ødegård Bjørnstjerne Næss",
    "Polish": "Zażółć Gęślą-Jaźń Łęcka",
    "Vietnamese": "Nguyễn Thị Ánh",
    "Greek": "Ελευθερία Παπαδοπούλου",
    "Cyrillic": "Владимир Щёголев Їжакевич",
    "Arabic": "محمد بن عبد الله",
    "Persian": "شیرین گلپایگانی",
    "Hebrew": "שלום כהן",
    "Chinese": "王小明",
    "Japanese": "山田 はなこ",
    "Korean": "김민수",
    "Hindi": "अनुष्का शर्मा",
    "Bengali": "অনন্যা দাস",
    "Tamil": "கமலா",
    "Thai": "สมชาย ใจดี",
    "Khmer": "សុខា",
    "Amharic": "አበበ",
    "Georgian": "სოფიო",
    "Armenian": "Աննա",
    "emoji": "Ola 🚀 Nordmann",
    "markup": '#strong[x] $a$ *b* _c_ "d" \\ #{panic()}',
    "long": "W" * 100,
}
LACKING = {"Tibetan": "བོད", "Mongolian": "ᠮᠣᠩᠭᠣᠯ", "Adlam": "𞤀𞤁𞤂"}
"""Scripts that no font of the app has: such a name is refused with a sentence before it is published."""


def pdf(holder: Holder) -> bytes:
    return bytes(holder.browser.get(f"{holder.page}.pdf").body)


def text_of(content: bytes) -> str:
    with pypdfium2.PdfDocument(content) as document:
        assert len(document) == 1
        return str(document[0].get_textpage().get_text_range())


def letters(text: str) -> list[str]:
    """Return the letters of a text, sorted: shaping changes the order in which they are drawn."""
    plain = unicodedata.normalize("NFKD", text)
    return sorted(each for each in plain if unicodedata.category(each)[0] == "L")


@pytest.mark.parametrize("script", NAMES)
@pytest.mark.parametrize("backend", ["sqlite"])
def test_names_print_in_all_these_scripts(holder: Holder, script: str) -> None:
    holder.publish(NAMES[script])
    content = pdf(holder)
    # Both standards refuse a letter that no font has, so each of them was drawn.
    assert b"<pdfuaid:part>1<" in content
    assert b"<pdfaid:part>3<" in content
    assert set(letters(NAMES[script])) <= set(letters(text_of(content)))


@pytest.mark.parametrize("script", LACKING)
def test_scripts_that_can_not_be_printed_are_known(script: str) -> None:
    assert not can_print(LACKING[script])


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_name_in_latin_letters_stands_there_as_it_was_chosen(holder: Holder) -> None:
    holder.publish()
    said = re.sub(r"\s+", " ", text_of(pdf(holder)))
    until = holder.passed_at.replace(year=holder.passed_at.year + 1)
    for needed in (
        NAME,
        "Nordlys",
        f"{holder.passed_at.day} ",
        str(until.year),
        f"http://localhost{holder.address}",
    ):
        assert needed in said


@pytest.mark.parametrize("backend", ["sqlite"])
def test_it_is_one_landscape_page_whose_code_leads_to_the_check(holder: Holder, browser: Browser) -> None:
    holder.publish()
    with pypdfium2.PdfDocument(pdf(holder)) as document:
        assert tuple(round(side) for side in document[0].get_size()) == A4_LANDSCAPE
        [code] = zxingcpp.read_barcodes(document[0].render(scale=3).to_pil())
    assert code.text == f"http://localhost{holder.address}"
    assert NAME in browser.get(urlsplit(code.text).path)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_it_carries_the_badge(holder: Holder, browser: Browser) -> None:
    holder.publish()
    with pypdfium2.PdfDocument(pdf(holder)) as document:
        attached = document.get_attachment(0)
        assert attached.get_name() == "certificate.jwt"
        assert bytes(attached.get_data()) == browser.get(f"{holder.address}/badge").body


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize(("language", "title"), [("nb", "Kursbevis: "), ("en", "Certificate: ")])
def test_it_is_tagged_and_in_the_chosen_language_whatever_the_page_is_in(
    holder: Holder, language: str, title: str
) -> None:
    holder.publish(language=language)
    content = pdf(holder)
    with pypdfium2.PdfDocument(content) as document:
        assert document.get_metadata_value("Title").startswith(title)
        assert document.is_tagged()
    assert f"/Lang({language})".encode() in content


@pytest.mark.parametrize("backend", ["sqlite"])
def test_there_is_none_while_its_code_would_lead_nowhere(holder: Holder) -> None:
    holder.publish()
    holder.take_back()
    holder.browser.get(f"{holder.page}.pdf", status=404)
    holder.publish()
    holder.withdraw()
    holder.browser.get(f"{holder.page}.pdf", status=404)
