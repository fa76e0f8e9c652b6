"""Knows the rules of following up: how a task stands, until when one has time, and when one is reminded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

USUAL_TIME = timedelta(days=14)
"""How long one has where a version says nothing of it: it was published before versions had a due date."""
REMINDER = "reminder:"
"""How the keys of reminders begin."""
SATURDAY = 5
"""The first day of the weekend, as Python counts days of the week."""


class State(StrEnum):
    """How a task stands."""

    DONE = "done"
    DUE = "due"
    OVERDUE = "overdue"
    DECLINED = "declined"
    EXCEPTED = "excepted"


def state(*, is_done: bool, is_excepted: bool, has_declined: bool, due_at: datetime, at: datetime) -> State:
    """Return how a task stands: an acknowledgement outweighs an exception, and that a decline."""
    if is_done:
        return State.DONE
    if is_excepted:
        return State.EXCEPTED
    if has_declined:
        return State.DECLINED
    return State.OVERDUE if due_at <= at else State.DUE


def due_at(asked_at: datetime, *, published_at: datetime, version_due_at: datetime | None) -> datetime:
    """Return by when somebody asked now is to have acknowledged a version.

    Who is asked later than the others has as long as they had.
    """
    time = USUAL_TIME if version_due_at is None else max(version_due_at - published_at, timedelta(0))
    return max(version_due_at or asked_at, asked_at + time)


class Kind(StrEnum):
    """A reminder of a task, by its distance from the due date; each is sent at most once."""

    MONTH_BEFORE = "month before"
    WEEK_BEFORE = "week before"
    DAY_BEFORE = "day before"
    DAYS_AFTER = "days after"
    WEEKS_AFTER = "weeks after"


Distances = Mapping[Kind, timedelta]
"""When a kind of task is reminded of, counted from its due date, the earliest first."""

GUIDELINE_DISTANCES: Distances = {
    Kind.WEEK_BEFORE: timedelta(days=-7),
    Kind.DAY_BEFORE: timedelta(days=-1),
    Kind.DAYS_AFTER: timedelta(days=3),
    Kind.WEEKS_AFTER: timedelta(days=14),
}
COURSE_DISTANCES: Distances = {
    Kind.MONTH_BEFORE: timedelta(days=-30),
    Kind.WEEK_BEFORE: timedelta(days=-7),
    Kind.DAY_BEFORE: timedelta(days=-1),
}


@dataclass(frozen=True)
class Window:
    """The due dates of which one kind of reminder is sent today, both ends included."""

    kind: Kind
    first: date
    last: date


def is_reminding_day(today: date) -> bool:
    """Say whether reminders are written on a day: never at a weekend."""
    return today.weekday() < SATURDAY


def windows(today: date, distances: Distances) -> tuple[Window, ...]:
    """Return which due dates, by the company's calendar, are reminded of today; none at a weekend.

    A reminder whose day falls on a weekend comes on Monday, and one whose day passed while no server ran
    comes until the day of the next one; the last within a week. A due date is in one window at a time.
    """
    if not is_reminding_day(today):
        return ()
    days = [distance.days for distance in distances.values()]
    ends = [*days[1:], days[-1] + 7]
    return tuple(
        Window(kind, first=today - timedelta(days=end - 1), last=today - timedelta(days=day))
        for kind, day, end in zip(distances, days, ends, strict=True)
    )
