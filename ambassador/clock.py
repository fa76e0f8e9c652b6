"""Knows what time it is, and names months and quarters as plain values."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Self, TypeVar

Day = TypeVar("Day", bound=date)
"""A day, or a moment on one."""


def now() -> datetime:
    """Return the present moment in UTC; only the rim (views, commands, jobs) asks for it."""
    return datetime.now(UTC)


def add_months(start: Day, months: int, *, day: int | None = None) -> Day:
    """Return the same day of the month so many months later, or another; of a moment the same time of day.

    A `day` that the month lacks becomes its last. `months` may be negative.
    """
    index = start.year * 12 + start.month - 1 + months
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return start.replace(year=year, month=month + 1, day=min(day or start.day, last))


def start_of_day(day: date, zone: tzinfo) -> datetime:
    """Return the first moment of a day in a time zone, in that zone."""
    return datetime.combine(day, time.min, zone)


def end_of_day(day: date, zone: tzinfo) -> datetime:
    """Return the last moment of a day in a time zone, in UTC; the later, if the clock is put back then."""
    return datetime.combine(day, time.max, zone).replace(fold=1).astimezone(UTC)


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month in UTC."""

    year: int
    month: int

    @classmethod
    def of(cls, moment: datetime) -> Self:
        """Return the month that `moment` falls in."""
        return cls(moment.year, moment.month)

    @property
    def start(self) -> datetime:
        return datetime(self.year, self.month, 1, tzinfo=UTC)

    @property
    def end(self) -> datetime:
        """The last moment that still belongs to the month."""
        return self.plus(1).start - timedelta(microseconds=1)

    def plus(self, months: int) -> Month:
        year, month = divmod(self.year * 12 + self.month - 1 + months, 12)
        return Month(year, month + 1)


def months_until(last: Month, *, count: int) -> tuple[Month, ...]:
    """Return the `count` months that end with `last`, the oldest first."""
    return tuple(last.plus(offset) for offset in range(1 - count, 1))


@dataclass(frozen=True, order=True)
class Quarter:
    """Three months of a calendar year, from January, April, July or October on."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Self:
        """Return the quarter a day falls in; of a moment, the day in the moment's own time zone."""
        return cls(day.year, (day.month + 2) // 3)

    def __str__(self) -> str:
        return f"{self.year}Q{self.number}"
