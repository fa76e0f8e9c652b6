"""Knows the rules of questions: how many, who reads an answer in which language, and what erasing leaves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from statistics import median

LONGEST_QUESTION = 2000
LONGEST_ANSWER = 4000
"""Characters."""
MOST_OPEN = 20
"""Questions that one person may have waiting, about everything together."""
MEASURED = timedelta(days=90)
"""How far back the time to answer is measured."""


class Subject(StrEnum):
    """What a question stands beside."""

    GUIDELINE = "guideline"
    LESSON = "lesson"


class Verdict(StrEnum):
    """What becomes of a question that somebody sent."""

    DONE_BEFORE = "done before"
    TOO_MANY = "too many"
    ACCEPTED = "accepted"


@dataclass(frozen=True)
class Shared:
    """What everybody reads in one language: a question without whose it was, and its answer."""

    question: str = ""
    answer: str = ""

    @property
    def is_whole(self) -> bool:
        return bool(self.question.strip() and self.answer.strip())

    @property
    def is_half(self) -> bool:
        return bool(self.question.strip()) != bool(self.answer.strip())


def judge(*, text: str, newest_waiting: str | None, waiting: int) -> Verdict:
    """Say what becomes of a question.

    `newest_waiting` is the person's newest question in the same place that has no answer yet: the same words
    sent twice in a row are one question. `waiting` counts all of theirs, wherever they asked.
    """
    if newest_waiting == text:
        return Verdict.DONE_BEFORE
    return Verdict.TOO_MANY if waiting >= MOST_OPEN else Verdict.ACCEPTED


def whole_languages(shared: Mapping[str, Shared]) -> tuple[str, ...]:
    """Return the languages in which there is both a question and an answer."""
    return tuple(language for language, words in shared.items() if words.is_whole)


def half_language(shared: Mapping[str, Shared]) -> str | None:
    """Return a language with a question and no answer, or the other way round; None if there is none."""
    return next((language for language, words in shared.items() if words.is_half), None)


def language_read(shared: Mapping[str, Shared], reader: str) -> str | None:
    """Return the one language a reader is shown: their own where it is whole, else another that is."""
    whole = whole_languages(shared)
    return reader if reader in whole else next(iter(whole), None)


def kept_when_erased(shared: Mapping[str, Shared], *, asked: str) -> dict[str, Shared]:
    """Return what stays of a shared answer when whoever asked is erased: only words that are not theirs.

    A language whose question is the one asked, word for word, is emptied, its answer as well.
    """
    return {
        language: Shared() if _folded(words.question) == _folded(asked) else words
        for language, words in shared.items()
    }


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def median_time(waits: Sequence[timedelta]) -> timedelta | None:
    """Return the time within which half of the questions were answered; None for no questions."""
    return timedelta(seconds=median(wait.total_seconds() for wait in waits)) if waits else None
