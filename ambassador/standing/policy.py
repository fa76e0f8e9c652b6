"""Knows the rule of clearance: opted in, trained, and with the rules in force acknowledged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

RENEW_WITHIN = timedelta(days=30)
"""How long before a pass runs out the checklist offers to renew it."""


@dataclass(frozen=True)
class Requirement:
    """A course to pass or a guideline to acknowledge, and how it stands for one person."""

    id: int
    title: str
    is_met: bool
    met_at: datetime | None = None
    until: datetime | None = None
    """Until when it stays met as far as is known today; None means without an end."""


@dataclass(frozen=True)
class Edition:
    """A published version of a guideline, as far as clearance cares."""

    major: int
    binding_from: datetime | None
    title: str
    acknowledged_at: datetime | None = None


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


def is_cleared(*, is_opted_in: bool, is_trained: bool, has_acknowledged: bool) -> bool:
    """Say whether somebody is a cleared ambassador: all three, at the same moment."""
    return is_opted_in and is_trained and has_acknowledged


def earliest(requirements: Sequence[Requirement]) -> datetime | None:
    """Return when the first of the requirements runs out, or None if none does."""
    ends = [requirement.until for requirement in requirements if requirement.until is not None]
    return min(ends, default=None)


def is_due_soon(requirement: Requirement, *, at: datetime) -> bool:
    """Say whether a requirement that is met runs out within a month."""
    return requirement.is_met and requirement.until is not None and requirement.until - at <= RENEW_WITHIN


def course_requirement(
    course_id: int, title: str, *, passed_at: datetime | None, valid_until: datetime | None, at: datetime
) -> Requirement:
    """Return how a course stands: met while the longest-lasting pass counts, its last moment excluded."""
    is_met = valid_until is not None and valid_until > at
    return Requirement(
        course_id,
        title,
        is_met=is_met,
        met_at=passed_at if is_met else None,
        until=valid_until if is_met else None,
    )


def guideline_requirement(guideline_id: int, editions: Sequence[Edition], *, at: datetime) -> Requirement:
    """Return how a guideline stands: met while no newer material version binds than the one acknowledged.

    A version that is published and does not bind yet leaves the earlier acknowledgement in force, and says
    when that ends. `editions` are those published by `at`, the newest last.
    """
    signed = [edition for edition in editions if edition.acknowledged_at is not None]
    held = max((edition.major for edition in signed), default=0)
    newer = [edition.binding_from for edition in editions if edition.major > held and edition.binding_from]
    is_met = not any(binding_from <= at for binding_from in newer)
    return Requirement(
        guideline_id,
        editions[-1].title,
        is_met=is_met,
        met_at=max((e.acknowledged_at for e in signed if e.acknowledged_at), default=None)
        if is_met
        else None,
        until=_first_after(newer, at) if is_met else None,
    )


def _first_after(moments: Iterable[datetime], at: datetime) -> datetime | None:
    return min((moment for moment in moments if moment > at), default=None)
