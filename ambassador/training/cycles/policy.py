"""Knows the rules of cycles: until when a pass counts, when it is to be renewed, and by when to pass."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum

from ambassador.clock import add_months, end_of_day

DEFAULT_DAYS = 30
MOST_DAYS = 365
"""Days in which somebody who is asked for a course for the first time is to pass it."""
MOST_GRACE = 90
"""Days after a pass ran out in which its holder stays cleared."""
EARLIEST_RENEWAL = 60
"""Days before a pass runs out from which on it may be renewed without losing any of it."""
MOST_YEARS = 2
"""How far ahead the end of a waiver may lie."""


class Ended(StrEnum):
    """Why a cycle ended."""

    PASSED = "passed"
    LEFT = "left"
    OUTSIDE = "outside"
    """No longer in the audience: opted out, changed team, or is no leader any more."""
    NOT_REQUIRED = "not required"


@dataclass(frozen=True)
class Deadlines:
    """What a course version says of the days before and after a pass."""

    days_to_pass: int = DEFAULT_DAYS
    grace_days: int = 0


USUAL = Deadlines()


@dataclass(frozen=True)
class Counts:
    """Until when a pass counts; every moment is the last of a day in the company's time zone."""

    until: datetime
    cleared_until: datetime
    """The end of the grace after it."""
    anchor_day: int
    """The day of the month that its anniversaries fall on, where the month has it."""


@dataclass(frozen=True)
class Held:
    """The pass that somebody has, the one that lasts longest."""

    at: datetime
    until: datetime
    anchor_day: int | None = None
    """None for one from before it was noted: it counts from its own day."""


def lasting(held: Iterable[Held], at: datetime) -> Held | None:
    """Return which of somebody's passes counts longest of those made by a moment; None for none."""
    return max((own for own in held if own.at <= at), key=lambda own: own.until, default=None)


def renewal_days(months: int) -> int:
    """Return how many days before it runs out a pass is to be renewed: half of a short time at most."""
    return min(EARLIEST_RENEWAL, 15 * months)


def renewal_from(until: datetime, *, months: int) -> datetime:
    """Return from when on a pass is to be renewed."""
    return until - timedelta(days=renewal_days(months))


def counts(
    at: datetime, *, months: int, zone: tzinfo, grace_days: int = 0, held: Held | None = None
) -> Counts:
    """Return until when a pass of a moment counts.

    Until the end of the day so many months later, by the company's calendar; the last day of a month that is
    too short. One made when the one before is soon to run out takes nothing of it away: it counts on from
    there, and its anniversaries stay on the day of the first one, so that 29 February comes back. Any other
    counts from its own day, and never ends before the one that is held.
    """
    own = at.astimezone(zone).date()
    first, anchor_day = own, own.day
    if held is not None and held.until > at >= renewal_from(held.until, months=months):
        first = held.until.astimezone(zone).date()
        anchor_day = held.anchor_day or held.at.astimezone(zone).day
    last = add_months(first, months, day=anchor_day)
    if held is not None and held.until >= end_of_day(last, zone):
        # Never less than one has. Its anniversaries are those of the pass that lasts.
        last = held.until.astimezone(zone).date()
        anchor_day = held.anchor_day or held.at.astimezone(zone).day
    return Counts(
        until=end_of_day(last, zone),
        cleared_until=end_of_day(last + timedelta(days=grace_days), zone),
        anchor_day=anchor_day,
    )


def first_due(at: datetime, *, days: int, zone: tzinfo) -> datetime:
    """Return by when somebody who is asked now is to pass: the end of a day."""
    return end_of_day(at.astimezone(zone).date() + timedelta(days=days), zone)


def latest_waiver_end(today: date) -> date:
    """Return the last day on which a waiver that is given today may end."""
    return add_months(today, 12 * MOST_YEARS)


def is_waiver_end(day: date, *, today: date) -> bool:
    """Say whether a waiver that is given today may end with this day."""
    return today <= day <= latest_waiver_end(today)
