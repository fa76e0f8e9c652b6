"""Knows what differs between two texts: paragraph by paragraph, and word by word inside a changed one.

Nothing here grows with the square of a long text: where two stretches are too large to be matched word by
word, they are shown as replaced.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from ambassador.guidelines.policy import Words

MOST_PARAGRAPHS = 400_000
MOST_WORDS = 250_000
"""The largest product of two lengths that is matched one by one: about a tenth of a second at worst."""

ALIKE = 0.4
"""From which share of common words on two paragraphs are one that was changed, and not two."""


class Kind(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"
    CHANGED = "changed"
    """Only of a paragraph: some of its words are gone or new."""


@dataclass(frozen=True)
class Piece:
    """Some words of a paragraph that share a fate."""

    kind: Kind
    text: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of the older text, of the newer, or of both."""

    kind: Kind
    pieces: tuple[Piece, ...]

    @property
    def is_heading(self) -> bool:
        """Say whether it begins with Markdown's mark of a heading, in either text."""
        return any(piece.text.startswith("#") for piece in self.pieces[:2])

    @property
    def before(self) -> tuple[Piece, ...]:
        """What stood in the older text."""
        return tuple(piece for piece in self.pieces if piece.kind is not Kind.NEW)

    @property
    def after(self) -> tuple[Piece, ...]:
        """What stands in the newer text."""
        return tuple(piece for piece in self.pieces if piece.kind is not Kind.GONE)


@dataclass(frozen=True)
class Comparison:
    """What differs between two versions in one language."""

    title: Paragraph
    summary: Paragraph
    body: tuple[Paragraph, ...]

    def count(self, kind: Kind) -> int:
        """Return how many paragraphs are of a kind, title and summary among them."""
        return sum(paragraph.kind == kind for paragraph in (self.title, self.summary, *self.body))

    @property
    def is_equal(self) -> bool:
        return self.count(Kind.SAME) == len(self.body) + 2


def compare(older: Words, newer: Words) -> Comparison:
    """Return what differs between two texts: title, summary, and the paragraphs of the text."""
    return Comparison(
        title=_changed(older.title, newer.title),
        summary=_changed(older.summary, newer.summary),
        body=tuple(_aligned(_paragraphs(older.body), _paragraphs(newer.body))),
    )


def _paragraphs(text: str) -> list[str]:
    # Lines of a list and of a table and headings are paragraphs of their own, so that one new line is one.
    lines = re.split(r"\n\s*\n|\n(?=\s*(?:[-*+>|#]|\d+[.)])\s?)", text)
    return [line.strip() for line in lines if line.strip()]


def _aligned(older: Sequence[str], newer: Sequence[str]) -> Iterator[Paragraph]:
    head = _common(older, newer)
    tail = _common(older[head:][::-1], newer[head:][::-1])
    yield from (_whole(Kind.SAME, text) for text in older[:head])
    end, new_end = len(older) - tail, len(newer) - tail
    yield from _matched(older[head:end], newer[head:new_end])
    yield from (_whole(Kind.SAME, text) for text in older[end:])


def _common(older: Sequence[str], newer: Sequence[str]) -> int:
    """Return how many paragraphs two texts begin with alike."""
    pairs = enumerate(zip(older, newer, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(older), len(newer)))


def _matched(older: Sequence[str], newer: Sequence[str]) -> Iterator[Paragraph]:
    if len(older) * len(newer) > MOST_PARAGRAPHS:
        yield from (_whole(Kind.GONE, text) for text in older)
        yield from (_whole(Kind.NEW, text) for text in newer)
        return
    for fate, a, b, c, d in SequenceMatcher(None, older, newer, autojunk=False).get_opcodes():
        if fate == "equal":
            yield from (_whole(Kind.SAME, text) for text in older[a:b])
        else:
            yield from _replaced(older[a:b], newer[c:d])


def _replaced(older: Sequence[str], newer: Sequence[str]) -> Iterator[Paragraph]:
    """Pair each paragraph that is gone with the first later one that has most of its words."""
    waiting = [(text, _counted(text)) for text in newer]
    for text in older:
        words = _counted(text)
        # Among the next few only: a paragraph that moved far is gone here and new there.
        near = waiting[:8]
        place = next((n for n, (_text, other) in enumerate(near) if _alike(words, other) >= ALIKE), None)
        if place is None:
            yield _whole(Kind.GONE, text)
            continue
        yield from (_whole(Kind.NEW, other) for other, _words in waiting[:place])
        yield _changed(text, waiting[place][0])
        waiting = waiting[place + 1 :]
    yield from (_whole(Kind.NEW, text) for text, _words in waiting)


def _counted(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.casefold()))


def _alike(one: Counter[str], other: Counter[str]) -> float:
    whole = one.total() + other.total()
    return 2 * (one & other).total() / whole if whole else 0.0


def _whole(kind: Kind, text: str) -> Paragraph:
    return Paragraph(kind, (Piece(kind, text),))


def _changed(older: str, newer: str) -> Paragraph:
    """Return one paragraph that has the words of both."""
    if older == newer:
        return _whole(Kind.SAME, older)
    if not older or not newer:
        return _whole(Kind.NEW, newer) if newer else _whole(Kind.GONE, older)
    return Paragraph(Kind.CHANGED, tuple(_pieces(_words(older), _words(newer))))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+\s*|[^\w\s]\s*|\s+", text)


def _pieces(older: Sequence[str], newer: Sequence[str]) -> Iterator[Piece]:
    head = _common(older, newer)
    tail = _common(older[head:][::-1], newer[head:][::-1])
    if head:
        yield Piece(Kind.SAME, "".join(older[:head]))
    yield from _middle(older[head : len(older) - tail], newer[head : len(newer) - tail])
    if tail:
        yield Piece(Kind.SAME, "".join(older[len(older) - tail :]))


def _middle(older: Sequence[str], newer: Sequence[str]) -> Iterator[Piece]:
    if len(older) * len(newer) > MOST_WORDS:
        yield from (Piece(Kind.GONE, "".join(older)), Piece(Kind.NEW, "".join(newer)))
        return
    # In a long paragraph its most frequent words anchor no match: they would cost the most and say the least.
    for fate, a, b, c, d in SequenceMatcher(None, older, newer).get_opcodes():
        if fate == "equal":
            yield Piece(Kind.SAME, "".join(older[a:b]))
            continue
        if b > a:
            yield Piece(Kind.GONE, "".join(older[a:b]))
        if d > c:
            yield Piece(Kind.NEW, "".join(newer[c:d]))
