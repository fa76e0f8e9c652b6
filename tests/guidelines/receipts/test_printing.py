"""The receipt on paper: it prints all that a checker needs, and its QR code leads to the public page."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pypdfium2
import pytest
import zxingcpp
from flask import Flask

from ambassador.guidelines.receipts.printing import lines_of, pdf_of
from ambassador.guidelines.receipts.receipt import Receipt
from ambassador.trail import notes
from tests.browser import Browser
from tests.factories import TRAIL_KEY, Factory
from tests.guidelines.receipts import checking
from tests.guidelines.receipts.checking import receipt_checked

pytestmark = pytest.mark.usefixtures("content")

KEY = notes.public_bytes(notes.private_key(TRAIL_KEY)).hex()
NAMES = (
    *("Kari Ødegård-Łęcka", "محمد علي", "🧑‍🚀 Ola", "王小明", 'O\'Neill "Bob" \\ née #strong[x] $a$ *b* _c_'),
    *("#{panic()} @ref <label> // /* `raw` ~ -- --- ...", "Z͑ͫ̓ͪa\u202elgo", "W" * 200),
)


@pytest.fixture
def kari(make: Factory) -> Browser:
    """The browser of somebody who acknowledged, among others."""
    people = [make.person(), make.person("Kari Ødegård", email="kari@nordlys.example"), make.person()]
    for who in people:
        make.acknowledge_all(who)
    return make.browser_of(people[1])


def pages(content: bytes) -> list[str]:
    with pypdfium2.PdfDocument(content) as document:
        return [page.get_textpage().get_text_range() for page in document]


def printed_fields(content: bytes, names: list[str]) -> Iterator[tuple[str, str]]:
    """Yield the fields as somebody reads them from the printed page, and from nothing else."""
    found: list[list[str]] = []
    [_before, *rest] = "\n".join(pages(content)).replace("\r", "").split("format ", maxsplit=1)
    for line in ("format " + rest[0]).split("\n"):
        name, _space, text = line.partition(" ")
        if name in names or re.fullmatch(r"(proof|checkpoint)\.\w+", name):
            found.append([name, text])
        elif not line.startswith("http://"):
            # The foot of the page holds the address; all else continues a field.
            found[-1].append(line)
    yield from ((name, "".join(lines)) for name, *lines in found)


def retyped(content: bytes) -> checking.Receipt:
    """Return the receipt as somebody types it in from paper, as the second page says."""
    names = ["format", *Receipt.__dataclass_fields__]
    typed: checking.Receipt = {"proof": []}
    note = []
    for name, text in printed_fields(content, names):
        if name.startswith("proof."):
            typed["proof"].append(text)
        elif name.startswith("checkpoint."):
            note.append(text)
        elif text.startswith('"') or name in {"number", "size", "recorded_by_another"}:
            typed[name] = json.loads(text)
        else:
            typed[name] = text
    return {**typed, "checkpoint": "\n".join(note[:4]) + f"\n\n— {note[4]}\n"}


def test_what_the_pdf_prints_is_enough_to_verify(kari: Browser, tmp_path: Path) -> None:
    typed = retyped(kari.get("/receipts/2.pdf").body)
    code, said = receipt_checked(tmp_path, typed, "--key", KEY)
    assert code == 0, said
    assert "names Kari Ødegård, kari@nordlys.example" in said


def test_one_printed_character_off_does_not_verify(kari: Browser, tmp_path: Path) -> None:
    typed = retyped(kari.get("/receipts/2.pdf").body)
    assert receipt_checked(tmp_path, {**typed, "sentence": typed["sentence"][:-1]})[0] == 1


def test_the_first_page_says_who_what_when_and_which(kari: Browser) -> None:
    held = kari.get("/receipts/2.json").json
    first = re.sub(r"\s+", " ", pages(kari.get("/receipts/2.pdf").body)[0])
    for needed in ("company", "title", "sentence", "name", "email", "acknowledged_at", "document_sha256"):
        assert held[needed] in first
    assert "Version 1.0, published 1 January 2025" in first


def test_the_qr_code_opens_the_public_page(kari: Browser, browser: Browser) -> None:
    with pypdfium2.PdfDocument(kari.get("/receipts/2.pdf").body) as document:
        [code] = zxingcpp.read_barcodes(document[0].render(scale=3).to_pil())
    page = browser.get(urlsplit(code.text).path)
    assert code.text == kari.get("/receipts/2.json").json["check_at"]
    assert "The proof holds" in page
    assert "Kari" not in page
    assert "kari@" not in page


def test_the_pdf_carries_the_json_file(kari: Browser, tmp_path: Path) -> None:
    with pypdfium2.PdfDocument(kari.get("/receipts/2.pdf").body) as document:
        [attached] = [document.get_attachment(0)]
        assert document.count_attachments() == 1
        download = kari.get("/receipts/2.json").headers["Content-Disposition"]
        assert download == f'attachment; filename="{attached.get_name()}"'
        held = json.loads(bytes(attached.get_data()))
    assert receipt_checked(tmp_path, held, "--key", KEY)[0] == 0


def test_the_pdf_is_tagged_titled_and_in_the_reader_s_language(kari: Browser) -> None:
    for language, title in (("nb", "Kvittering: "), ("en", "Receipt: ")):
        content = kari.get("/receipts/2.pdf", headers={"Accept-Language": language}).body
        with pypdfium2.PdfDocument(content) as document:
            assert document.get_metadata_value("Title").startswith(title)
            assert document.is_tagged()
        assert b"<pdfuaid:part>1<" in content
        assert b"<pdfaid:part>3<" in content
        assert f"/Lang({language})".encode() in content


@pytest.mark.parametrize("name", NAMES)
def test_any_name_comes_out_literally(app: Flask, kari: Browser, name: str) -> None:
    fields = {key: value for key, value in kari.get("/receipts/2.json").json.items() if key != "format"}
    receipt = Receipt(**{**fields, "proof": tuple(fields["proof"])})
    odd = replace(receipt, name=name, company=name, title=name, personal=json.dumps({"name": name}))
    with app.test_request_context():
        content = pdf_of(odd)
    typed = retyped(content)
    assert (typed["name"], typed["company"], typed["title"]) == (name, name, name)
    assert json.loads(typed["personal"]) == {"name": name}
    if name.isascii():
        assert re.sub(r"\s", "", name) in re.sub(r"\s", "", pages(content)[0])


def test_a_receipt_of_a_very_large_trail_still_has_two_pages(app: Flask, kari: Browser) -> None:
    fields = {key: value for key, value in kari.get("/receipts/2.json").json.items() if key != "format"}
    with app.test_request_context():
        content = pdf_of(Receipt(**{**fields, "proof": ("0" * 64,) * 20, "size": 1_000_000}))
    assert len(pages(content)) == 2
    assert len(retyped(content)["proof"]) == 20


def test_lines_lose_nothing_when_they_are_copied() -> None:
    text = '{"a":"b - c","what":"guideline acknowledged -- and more"}' * 9
    lines = list(lines_of(text, 10))
    assert "".join(lines) == text
    assert all(len(line) <= 10 and line == line.strip() and not line.endswith("-") for line in lines)
    assert list(lines_of("")) == [""]
    assert "".join(lines_of(" " * 40, 10)) == " " * 40
