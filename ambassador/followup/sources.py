"""Knows what a reminder asks of a subject that gives tasks, so that all of them share one letter."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from ambassador.followup.policy import Distances, Kind


@dataclass(frozen=True)
class Day:
    """One day of due dates that is reminded of now."""

    kind: Kind
    since: datetime
    until: datetime
    """That moment excluded."""
    asked_before: datetime
    """Who was asked later than this reminder's day is not reminded so soon."""


Line = Callable[[str, str, bool], str]
"""Returns the line of a letter for a title and a date in words, and whether the date is over."""


@dataclass(frozen=True)
class Item:
    """Something that waits for a person, as a reminder names it."""

    person_id: int
    titles: Mapping[str, str]
    """By language."""
    path: str
    """Where to do it."""
    due_at: datetime
    line: Line
    """How it is said what to do, and by when."""
    may_decline: bool = False
    """Whether one may say no to it on its page."""


class Source(Protocol):
    """A kind of task that people are reminded of: guidelines to acknowledge, courses to pass."""

    @property
    def DISTANCES(self) -> Distances:  # noqa: N802  (a constant, where a source is a module)
        """When it is reminded of."""

    def people_due(
        self, session: Session, days: Sequence[Day], *, at: datetime, after: int, most: int
    ) -> Sequence[int]:
        """Return the next people, by id from `after` on, with a task to be reminded of."""

    def claim(
        self, session: Session, days: Sequence[Day], *, person_ids: Collection[int], at: datetime
    ) -> set[int]:
        """Note each reminder that is due as sent, and return the people of those nobody noted before.

        The row is the claim: of two workers at once, one gets the person and the other doesn't.
        """

    def open_items(self, session: Session, *, person_ids: Collection[int], at: datetime) -> Iterable[Item]:
        """Return all that waits for people, whether a reminder of it is due or not."""
