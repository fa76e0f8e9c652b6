"""Knows the rule of clearance: opted in, trained, and with the rules in force acknowledged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


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
class Standing:
    """How one person stands in the programme at one moment."""

    at: datetime
    opted_in_at: datetime | None
    courses: tuple[Requirement, ...]
    guidelines: tuple[Requirement, ...]

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
        return is_cleared(
            is_opted_in=self.is_opted_in, is_trained=self.is_trained, has_acknowledged=self.has_acknowledged
        )

    @property
    def cleared_until(self) -> datetime | None:
        """The first moment at which something runs out; None when cleared without an end, or not cleared."""
        return earliest((*self.courses, *self.guidelines)) if self.is_cleared else None


def is_cleared(*, is_opted_in: bool, is_trained: bool, has_acknowledged: bool) -> bool:
    """Say whether somebody is a cleared ambassador: all three, at the same moment."""
    return is_opted_in and is_trained and has_acknowledged


def earliest(requirements: Sequence[Requirement]) -> datetime | None:
    """Return when the first of the requirements runs out, or None if none does."""
    ends = [requirement.until for requirement in requirements if requirement.until is not None]
    return min(ends, default=None)
