"""What differs between two texts: nothing lost, nothing made up, and quick however long they are."""

from __future__ import annotations

import random
from collections.abc import Sequence
from difflib import SequenceMatcher

import pytest

from ambassador.guidelines import comparing
from ambassador.guidelines.comparing import Comparison, Kind, compare
from ambassador.guidelines.policy import Words
from ambassador.web.access import Role
from tests.factories import Factory
from tests.guidelines.publishing import publish_next


def bodies(older: str, newer: str) -> Comparison:
    return compare(Words("T", "S", older), Words("T", "S", newer))


def marked(older: str, newer: str) -> str:
    """Write a comparison as one text, with [-gone-] and {+new+}."""
    marks = {Kind.SAME: "{}", Kind.GONE: "[-{}-]", Kind.NEW: "{{+{}+}}"}
    return " / ".join(
        "".join(marks[piece.kind].format(piece.text) for piece in paragraph.pieces)
        for paragraph in bodies(older, newer).body
    )


@pytest.mark.parametrize(
    ("older", "newer", "expected"),
    [
        ("One.", "One.", "One."),
        ("", "One.", "{+One.+}"),
        ("One.", "", "[-One.-]"),
        ("Ask before you post.", "Ask before you share.", "Ask before you [-post-]{+share+}."),
        ("One.\n\nTwo.", "One.\n\nNew.\n\nTwo.", "One. / {+New.+} / Two."),
        ("One.\n\nTwo.\n\nThree.", "One.\n\nThree.", "One. / [-Two.-] / Three."),
        ("- one\n- two", "- one\n- two\n- three", "- one / - two / {+- three+}"),
        (
            "## Head\nSay hello to all.",
            "## Head\nSay hello to none.",
            "## Head\nSay hello to [-all-]{+none+}.",
        ),
        ("A cat sat here.", "Nothing of that kind.", "[-A cat sat here.-] / {+Nothing of that kind.+}"),
    ],
)
def test_only_the_words_that_differ_are_marked(older: str, newer: str, expected: str) -> None:
    assert marked(older, newer) == expected


def test_a_changed_paragraph_among_new_ones_is_found() -> None:
    older = "Say who you work for when you write about us."
    newer = "Be kind.\n\nSay who you work for whenever you write about us."
    assert (
        marked(older, newer)
        == "{+Be kind.+} / Say who you work for [-when -]{+whenever +}you write about us."
    )


def test_title_and_summary_are_compared_as_well() -> None:
    found = compare(Words("Old title", "Same.", "Text."), Words("New title", "Same.", "Text."))
    assert found.title.kind is Kind.CHANGED
    assert (found.count(Kind.CHANGED), found.is_equal) == (1, False)
    assert bodies("Text.", "Text.").is_equal


def paragraphs(chance: random.Random, words: str, *, count: int, length: int) -> str:
    return "\n\n".join(" ".join(chance.choices(words.split(), k=length)) for _ in range(count))


@pytest.mark.parametrize("seed", range(20))
def test_both_texts_can_be_read_back_from_a_comparison(seed: int) -> None:
    chance = random.Random(seed)
    older = paragraphs(chance, "a b c d e f g", count=12, length=9)
    kept = [part for part in older.split("\n\n") if chance.random() < 0.7]
    newer = "\n\n".join(part.replace("a", "z") if chance.random() < 0.5 else part for part in kept)
    body = bodies(older, newer).body
    before = ["".join(piece.text for piece in one.before) for one in body if one.before]
    after = ["".join(piece.text for piece in one.after) for one in body if one.after]
    assert before == older.split("\n\n")
    assert after == newer.split("\n\n")


@pytest.mark.parametrize(
    ("count", "length", "words"),
    [
        (20_000, 1, "x"),
        (20_000, 1, "x y"),
        (630, 1, "x y"),
        (1, 20_000, "x y"),
        (100, 199, "x y"),
        (40, 490, "x y"),
        (40, 140, " ".join(f"word{number}" for number in range(500))),
    ],
)
def test_the_work_of_comparing_the_longest_texts_is_bounded(
    monkeypatch: pytest.MonkeyPatch, count: int, length: int, words: str
) -> None:
    work = 0

    class Counted(SequenceMatcher[str]):
        def set_seqs(self, a: Sequence[str], b: Sequence[str]) -> None:
            nonlocal work
            work += len(a) * len(b)
            super().set_seqs(a, b)

    monkeypatch.setattr(comparing, "SequenceMatcher", Counted)
    chance = random.Random(1)
    older, newer = (paragraphs(chance, words, count=count, length=length)[:40_000] for _ in range(2))
    bodies(older, newer)
    # 20,000 words, in paragraphs of at most 500 that are matched word by word.
    assert work <= comparing.MOST_PARAGRAPHS + 20_000 / 500 * comparing.MOST_WORDS


ADDRESS = "/guidelines/1/compare"


@pytest.mark.usefixtures("content")
def test_any_two_versions_can_be_compared_in_both_layouts(make: Factory) -> None:
    publish_next(make.database, body="Ask before you post.")
    publish_next(make.database, change="minor", body="Ask before you share.")
    reader = make.browser_of(make.person())
    page = reader.get(f"{ADDRESS}?from=2&to=3")
    assert page.html.h1.text == "From version 2.0 to 2.1"
    assert "changed 1, added 0, removed 0" in page
    assert page.html.find("del").text == "[removed: post]"
    assert page.html.find("ins").text == "[added: share]"
    row = reader.get(f"{ADDRESS}?from=2&to=3&view=beside").html.find("tr", class_="diff-changed")
    assert [cell.get_text() for cell in row.find_all("td")] == [
        "Ask before you [removed: post].",
        "Ask before you [added: share].",
    ]
    in_norwegian = reader.get(f"{ADDRESS}?from=1&to=3&language=nb").html
    assert in_norwegian.find("div", class_="diff-inline")["lang"] == "nb"
    assert in_norwegian.find("option", selected=True).text.startswith("Version 1.0")


@pytest.mark.usefixtures("content")
def test_without_an_address_the_version_in_force_is_compared_with_the_one_before(make: Factory) -> None:
    publish_next(make.database)
    publish_next(make.database)
    reader = make.browser_of(make.person())
    assert reader.get(ADDRESS).html.h1.text == "From version 2.0 to 3.0"
    assert reader.get(f"{ADDRESS}?from=1").html.h1.text == "From version 1.0 to 3.0"
    assert reader.get(f"{ADDRESS}?from=3&to=1").html.h1.text == "From version 1.0 to 3.0"
    assert "Choose two different versions" in reader.get(f"{ADDRESS}?from=1&to=1")


@pytest.mark.usefixtures("content")
def test_the_only_version_has_nothing_to_be_compared_with(make: Factory) -> None:
    reader = make.browser_of(make.person())
    assert "only one version" in reader.get(ADDRESS)
    assert reader.get("/guidelines/1/versions").html.find("select") is None


@pytest.mark.usefixtures("content")
@pytest.mark.parametrize("query", ["from=9", "to=9", "from=x", "to=99999999999999999999", "language=de"])
def test_versions_that_do_not_exist_are_not_compared(make: Factory, query: str) -> None:
    make.browser_of(make.person()).get(f"{ADDRESS}?{query}", status=404)


@pytest.mark.usefixtures("content")
def test_a_language_that_lags_is_not_compared_but_said(make: Factory) -> None:
    publish_next(make.database, lagging="en")
    reader = make.browser_of(make.person())
    page = reader.get(ADDRESS)
    assert "is not in English, so they can't be compared" in page
    assert page.html.find("del") is None
    assert page.click("Compare in Norwegian").html.find("del")


@pytest.mark.usefixtures("content")
def test_who_writes_sees_what_the_draft_changes(make: Factory) -> None:
    editor = make.browser_as(Role.PROGRAMME_MANAGER)
    [form] = [f for f in editor.get("/programme/guidelines").forms.values() if f.action.endswith("/drafts")]
    draft = str(form.submit(status=303).location)
    assert "Nothing differs" in editor.get(f"{draft}/compare")
    editor.submit(draft, summary_en="Quite another summary.")
    page = editor.get(f"{draft}/compare")
    assert "another" in page.html.find("ins").text
    assert "Nothing differs" in page.click("Compare in Norwegian")
    make.browser_of(make.person()).get(f"{draft}/compare", status=403)
