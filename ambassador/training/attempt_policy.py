"""Knows what an attempt asks, in which order, and when the next one may begin."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random

from ambassador.training.policy import QuestionKind

MOST_ATTEMPTS = 20
MOST_PAUSE = 24 * 30
"""Hours."""


@dataclass(frozen=True)
class Limits:
    """What a course version says about attempts; as it is here, there are no limits and no chance."""

    most_attempts: int | None = None
    pause_hours: int = 0
    questions_asked: int | None = None
    is_shuffled: bool = False

    def asks_too_many(self, questions: int) -> bool:
        """Say whether more questions are to be asked than there are."""
        return self.questions_asked is not None and self.questions_asked > questions


UNLIMITED = Limits()

Pinned = tuple[tuple[int, tuple[int, ...]], ...]
"""What an attempt asks, as it is shown: each question's id, and the places of its options as written."""


@dataclass(frozen=True)
class Askable:
    """A question that may be drawn: its options counted, and the lesson it asks about."""

    id: int
    lesson: int
    kind: QuestionKind
    options: int


def shares(sizes: Mapping[int, int], total: int, *, chance: Random) -> dict[int, int]:
    """Return how many questions each lesson gets of a total, by the largest remainder.

    `sizes` is how many it has. Where the total allows, each lesson is asked about at least once, and the rest
    follows the sizes; chance decides between equal remainders. A total of more than there are is all of them.
    """
    total = min(total, sum(sizes.values()))
    lessons = [lesson for lesson, size in sizes.items() if size]
    least = 1 if total >= len(lessons) else 0
    rest, whole = total - least * len(lessons), sum(sizes[lesson] - least for lesson in lessons)
    # In whole numbers: what is divided by is the same for all, so remainders compare as they are.
    quotas = {lesson: divmod(rest * (sizes[lesson] - least), whole or 1) for lesson in lessons}
    found = dict.fromkeys(sizes, 0) | {lesson: least + quota for lesson, (quota, _left) in quotas.items()}
    chance.shuffle(lessons)
    lessons.sort(key=lambda lesson: quotas[lesson][1], reverse=True)
    for lesson in lessons[: total - sum(found.values())]:
        found[lesson] += 1
    return found


def draw(pool: Sequence[Askable], *, count: int | None, is_shuffled: bool, chance: Random) -> Pinned:
    """Return what an attempt asks of a pool in its written order: `count` of it, all where that is None.

    Without shuffling, what is drawn keeps the written order. True and false are never turned around.
    """
    wanted = shares(
        Counter(question.lesson for question in pool),
        len(pool) if count is None else count,
        chance=chance,
    )
    drawn: set[int] = set()
    for lesson, number in wanted.items():
        drawn.update(chance.sample([each.id for each in pool if each.lesson == lesson], number))
    asked = [question for question in pool if question.id in drawn]
    if is_shuffled:
        chance.shuffle(asked)
    return tuple((question.id, _order(question, is_shuffled, chance)) for question in asked)


def _order(question: Askable, is_shuffled: bool, chance: Random) -> tuple[int, ...]:
    places = list(range(question.options))
    if is_shuffled and question.kind is not QuestionKind.TRUE_FALSE:
        chance.shuffle(places)
    return tuple(places)


class Verdict(StrEnum):
    """Whether another attempt may begin."""

    OPEN = "open"
    PAUSED = "paused"
    USED_UP = "used up"


@dataclass(frozen=True)
class Tries:
    """How somebody stands with the attempts at a course version, since they last passed the course."""

    most: int | None
    pause_hours: int
    used: int = 0
    """Attempts that did not pass."""
    last_at: datetime | None = None
    """When the newest of them was handed in."""
    granted: int = 0
    granted_at: datetime | None = None

    @property
    def left(self) -> int | None:
        """How many attempts are left; None is as many as one likes."""
        return None if self.most is None else max(self.most + self.granted - self.used, 0)

    @property
    def opens_at(self) -> datetime | None:
        """The moment from which the next attempt may begin; None if nothing keeps it.

        A pause is so many hours, also where clocks are put forward meanwhile. Whoever was granted an attempt
        after the last one need not wait.
        """
        if not self.pause_hours or self.last_at is None:
            return None
        if self.granted_at is not None and self.granted_at >= self.last_at:
            return None
        return self.last_at + timedelta(hours=self.pause_hours)

    def verdict(self, at: datetime) -> Verdict:
        """Say whether the next attempt may begin at a moment; the last moment of a pause is over it."""
        if self.left == 0:
            return Verdict.USED_UP
        if self.opens_at is not None and at < self.opens_at:
            return Verdict.PAUSED
        return Verdict.OPEN
