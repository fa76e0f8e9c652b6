"""Knows how answers are added up: in how many attempts, and by how many different people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from ambassador.training.policy import is_right

MOST_MINUTES = 24 * 60
"""From here on an attempt took a day or more: whoever left it lying is not told from who left it longer."""


@dataclass(frozen=True)
class Answered:
    """What somebody answered in one attempt."""

    person_id: int
    answers: Mapping[str, Sequence[int]]
    """As a result keeps them: question id (as text) to the places of the chosen options."""


@dataclass
class QuestionCounts:
    """How a question was answered."""

    asked: int = 0
    missed: int = 0
    people: int = 0
    people_right: int = 0
    people_missed: int = 0

    def __add__(self, other: QuestionCounts) -> QuestionCounts:
        return QuestionCounts(
            *(getattr(self, each.name) + getattr(other, each.name) for each in fields(QuestionCounts))
        )


def added(
    new: Iterable[Answered], *, before: Iterable[Answered], right: Mapping[int, Sequence[int]]
) -> dict[int, QuestionCounts]:
    """Return by how much these attempts raise the counts of each question.

    `before` is what the same people answered in attempts that are counted already: who answered a question
    rightly, or wrongly, before is no further person. `right` has the right options of every question.
    """
    known = {
        (question, each.person_id, is_right(places, right[question]))
        for each in before
        for question, places in _answers(each)
    }
    found: dict[int, QuestionCounts] = {}
    for each in new:
        for question, places in _answers(each):
            counts = found.setdefault(question, QuestionCounts())
            is_hit = is_right(places, right[question])
            this, other = ((question, each.person_id, way) for way in (is_hit, not is_hit))
            counts.asked += 1
            counts.missed += not is_hit
            if this not in known:
                counts.people += other not in known
                counts.people_right += is_hit
                counts.people_missed += not is_hit
                known.add(this)
    return found


def _answers(each: Answered) -> Iterable[tuple[int, Sequence[int]]]:
    return ((int(question), places) for question, places in each.answers.items())


def minutes_between(started_at: datetime, at: datetime) -> int:
    """Return how many whole minutes an attempt took, as they are tallied."""
    return min(max(int((at - started_at).total_seconds()) // 60, 0), MOST_MINUTES)
