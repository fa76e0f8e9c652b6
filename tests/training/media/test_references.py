"""How a lesson's Markdown shows something: found where it stands, and changed without touching the rest."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ambassador.training.media.policy import Fault
from ambassador.training.media.references import (
    Reference,
    described,
    faults_of,
    parted,
    placed,
    references,
    without,
    written,
)
from ambassador.web.markdown import html_of

WORDS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\\[]()*_`<>&!#~\"' \n"),
    min_size=1,
    max_size=40,
).filter(lambda text: bool(text.split()))


@given(WORDS)
@settings(max_examples=200, deadline=None)
def test_any_words_come_back_as_they_were_written(words: str) -> None:
    plain = " ".join(words.split())
    body = placed("Before.", "desk.png", words)
    assert references(body) == (Reference("desk.png", plain),)
    assert references(described(body, "desk.png", "x ] y")) == (Reference("desk.png", "x ] y"),)
    assert without(body, "desk.png") == "Before."


@given(st.text(max_size=60))
@settings(max_examples=100, deadline=None)
def test_a_text_without_anything_to_show_is_the_html_it_always_was(body: str) -> None:
    if not references(body):
        assert "".join(map(str, parted(body))) == html_of(body).replace("<p></p>\n", "")


def test_a_picture_within_a_paragraph_parts_it() -> None:
    assert parted("One\n![a](media/a.png)\ntwo *three*") == (
        "<p>One</p>\n",
        Reference("a.png", "a"),
        "<p>two <em>three</em></p>\n",
    )


def test_a_picture_within_a_heading_or_a_link_stays_in_its_line() -> None:
    for body in ("## ![a](media/a.png)", "[![a](media/a.png)](https://x.no)", "| ![a](media/a.png) |\n|---|"):
        assert Reference("a.png", "a", is_block=False) in parted(body)


def test_nobody_can_write_a_mark_or_markup() -> None:
    pieces = parted(
        "shown0n0x <img src=x onerror=alert(1)> ![x](https://evil.example/x.png) ![y](media/y.png)"
    )
    html = "".join(piece for piece in pieces if isinstance(piece, str))
    assert "<img" not in html
    assert "evil" not in html
    assert "shown0n0x" in html
    assert Reference("y.png", "y") in pieces


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("![x](media/gone.png)", Fault.NOT_THERE),
        ("![](media/a.png)", Fault.NO_DESCRIPTION),
        ("![ ](media/a.png)", Fault.NO_DESCRIPTION),
        ("![x](https://evil.example/a.png)", Fault.ELSEWHERE),
        ("![x](media/../a.png)", Fault.ELSEWHERE),
        ("## ![x](media/b.mp4)", Fault.NOT_ALONE),
    ],
)
def test_what_a_text_can_not_show_is_said(body: str, fault: Fault) -> None:
    assert [wrong.fault for wrong in faults_of(body, {"a.png", "b.mp4"})] == [fault]


def test_what_is_not_written_as_a_line_of_its_own_stays() -> None:
    body = f"{written('a.png', 'x')}\n\nText ![x](media/a.png)"
    assert without(body, "a.png") == "Text ![x](media/a.png)"
    assert without("Nothing.\n\n\n\nHere.", "a.png") == "Nothing.\n\n\n\nHere."
