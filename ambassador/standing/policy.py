"""Knows the rule of clearance: opted in, trained, and with the rules in force acknowledged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from ambassador.clock import end_of_day
from ambassador.standing.reasons import Reason, Why

RENEW_WITHIN = timedelta(days=30)
"""How long before a pass runs out the checklist offers to renew it."""


@dataclass(frozen=True)
class Needed:
    """Whether a guideline or a course is required at the moment asked about."""

    is_so: bool = True
    changed_at: datetime | None = None
    """Since when it is so; None for what nobody changed."""
    again_from: datetime | None = None
    """When it became required later; None if it did not."""

    @property
    def reason_against(self) -> Reason:
        return Reason(Why.NOT_REQUIRED, at=self.changed_at, until=self.again_from)


@dataclass(frozen=True)
class Requirement:
    """A course to pass or a guideline to acknowledge, and how it stands for one person."""

    id: int
    title: str
    is_met: bool
    met_at: datetime | None = None
    until: datetime | None = None
    """Until when it stays met as far as is known today; None means without an end."""
    reasons: tuple[Reason, ...] = ()
    """Why it is met, or why not."""
    is_asked: bool = True
    """Whether it takes anything of this person to be cleared."""
    is_open: bool = False
    """Whether there is a newer version, or a first one, that this person has still to acknowledge."""
    has_task: bool = False
    """Whether this person was asked for it by name, ambassador or not."""
    due_at: datetime | None = None
    """By when what is open is to be done."""
    after: tuple[int, ...] = ()
    """The courses to be passed before this one."""
    waits_for: tuple[str, ...] = ()
    """The titles of those of them that this person has still to pass."""

    def reason(self, why: Why) -> Reason | None:
        """Return the reason of this kind, if it is among them."""
        return next((reason for reason in self.reasons if reason.why is why), None)


@dataclass(frozen=True)
class Standing:
    """How one person stands in the programme at one moment."""

    at: datetime
    opted_in_at: datetime | None
    courses: tuple[Requirement, ...]
    guidelines: tuple[Requirement, ...]
    works_here: bool = True
    channels: int = 0
    """How many channels the person has told about; none is needed to be cleared."""

    @property
    def is_opted_in(self) -> bool:
        return self.opted_in_at is not None

    @property
    def is_trained(self) -> bool:
        return all(course.is_met for course in self.courses)

    @property
    def has_acknowledged(self) -> bool:
        return all(guideline.is_met for guideline in self.guidelines)

    @property
    def is_cleared(self) -> bool:
        return self.works_here and is_cleared(
            is_opted_in=self.is_opted_in, is_trained=self.is_trained, has_acknowledged=self.has_acknowledged
        )

    @property
    def cleared_until(self) -> datetime | None:
        """The first moment at which something runs out; None when cleared without an end, or not cleared."""
        return earliest((*self.courses, *self.guidelines)) if self.is_cleared else None

    @property
    def left(self) -> int:
        """How many courses and guidelines are left before the person is cleared."""
        return sum(not requirement.is_met for requirement in (*self.courses, *self.guidelines))

    @property
    def tasks(self) -> tuple[Requirement, ...]:
        """The guidelines that the person was asked for and has still to acknowledge, ambassador or not."""
        return tuple(each for each in self.guidelines if each.is_open and each.has_task)

    @property
    def courses_to_take(self) -> tuple[Requirement, ...]:
        """The courses that the person was asked for and has still to pass, or to renew, ambassador or not."""
        return tuple(each for each in self.courses if each.is_open and each.has_task)


def is_cleared(*, is_opted_in: bool, is_trained: bool, has_acknowledged: bool) -> bool:
    """Say whether somebody is a cleared ambassador: all three, at the same moment."""
    return is_opted_in and is_trained and has_acknowledged


def earliest(requirements: Sequence[Requirement]) -> datetime | None:
    """Return when the first of the requirements runs out, or None if none does."""
    ends = [requirement.until for requirement in requirements if requirement.until is not None]
    return min(ends, default=None)


def is_due_soon(requirement: Requirement, *, at: datetime) -> bool:
    """Say whether a pass runs out within a month, and nobody was let off passing again."""
    passed = requirement.reason(Why.PASSED)
    return passed is not None and passed.until is not None and passed.until - at <= RENEW_WITHIN


def moment_on(day: date, zone: tzinfo, *, now: datetime) -> datetime | None:
    """Return the moment at which a day is judged: its end, or now if it is today; None if it is to come."""
    today = now.astimezone(zone).date()
    if day > today:
        return None
    return now if day == today else end_of_day(day, zone).astimezone(zone)
