"""Knows the rules of what was passed elsewhere: which days can be, until when it counts, and lists."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from enum import StrEnum

from ambassador.clock import add_months, end_of_day, start_of_day
from ambassador.people.roster.policy import KNOWN as ROSTER
from ambassador.people.roster.policy import Field as RosterField
from ambassador.people.roster.policy import columns_among, heading_key
from ambassador.training.cycles import policy as cycles
from ambassador.training.cycles.policy import Counts, Held

YEARS = 10
"""How far back the day may lie, and how far ahead the end."""
MOST_PROOF = 1000
"""Characters in the proof."""
MOST_ROWS = 20_000
"""Passes in a list: they are read while the browser waits."""


class Column(StrEnum):
    """What a column of a list of passes may hold."""

    EMAIL = "email"
    PASSED_ON = "passed_on"
    UNTIL = "until"
    PROOF = "proof"


class RowFault(StrEnum):
    """Why a row of a list is not recorded."""

    MORE_CELLS = "more_cells"
    NO_EMAIL = "no_email"
    BAD_EMAIL = "bad_email"
    NO_DAY = "no_day"
    BAD_DAY = "bad_day"
    TO_COME = "to_come"
    TOO_LONG_AGO = "too_long_ago"
    BAD_END = "bad_end"
    END_BEFORE = "end_before"
    END_TOO_FAR = "end_too_far"
    NO_PROOF = "no_proof"
    LONG_PROOF = "long_proof"
    SAME_ROW = "same_row"
    UNKNOWN = "unknown"
    LEFT = "left"
    ONESELF = "oneself"


KNOWN: Mapping[Column, Sequence[str]] = {
    Column.EMAIL: ROSTER[RosterField.EMAIL],
    Column.PASSED_ON: (
        *("passedon", "date", "passed", "day", "completedon", "completed", "completiondate", "completedat"),
        *("beståttdato", "dato", "bestått", "dag", "fullførtdato", "fullført", "gjennomført"),
        "gjennomførtdato",
    ),
    Column.UNTIL: (
        *("validuntil", "until", "expireson", "expires", "expirydate", "expirationdate", "validto"),
        *("gyldigtil", "gyldigtilogmed", "utløper", "utløpsdato", "til"),
    ),
    Column.PROOF: (
        *("proof", "evidence", "reference", "note", "notes", "comment"),
        *("bevis", "dokumentasjon", "referanse", "merknad", "kommentar", "kursbevis"),
    ),
}
"""The headings of each column, squeezed, the best first."""

NEEDED = (Column.EMAIL, Column.PASSED_ON, Column.PROOF)

_YEAR_FIRST = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[T ][0-9:.]+)?")
_DAY_FIRST = re.compile(r"([0-9]{1,2})\.\s?([0-9]{1,2})\.\s?([0-9]{4})")


@dataclass(frozen=True)
class Days:
    """Which days can be recorded today: the first and the last of a pass, and the last of an end."""

    oldest: date
    today: date
    furthest: date

    def fault_of(self, passed_on: date, until: date | None) -> RowFault | None:
        """Return why a pass of this day, with this last day, can't be; None for one that can."""
        if passed_on > self.today:
            return RowFault.TO_COME
        if passed_on < self.oldest:
            return RowFault.TOO_LONG_AGO
        if until is not None and until < passed_on:
            return RowFault.END_BEFORE
        return RowFault.END_TOO_FAR if until is not None and until > self.furthest else None


def days_at(at: datetime, zone: tzinfo) -> Days:
    """Return which days can be recorded at a moment, by the company's calendar."""
    today = at.astimezone(zone).date()
    return Days(add_months(today, -12 * YEARS), today, add_months(today, 12 * YEARS))


@dataclass(frozen=True)
class Term:
    """How long the passes of a course count, the grace after it, and the company's time zone."""

    months: int
    grace_days: int
    zone: tzinfo


def counts(
    passed_on: date, until: date | None, term: Term, held: Iterable[Held] = ()
) -> tuple[datetime, Counts]:
    """Return from when a pass counts, the beginning of its day, and until when.

    Without a last day it counts as a pass of the course made at that moment would, given what is `held`.
    """
    began = start_of_day(passed_on, term.zone)
    if until is None:
        own = cycles.counts(
            began,
            months=term.months,
            zone=term.zone,
            grace_days=term.grace_days,
            held=cycles.lasting(held, began),
        )
    else:
        grace = timedelta(days=term.grace_days)
        own = Counts(end_of_day(until, term.zone), end_of_day(until + grace, term.zone), passed_on.day)
    return began.astimezone(UTC), own


def recognise(headings: Sequence[str]) -> dict[Column, int]:
    """Return the columns of a list of passes, by their headings."""
    return columns_among([heading_key(heading) for heading in headings], KNOWN)


def day_in(text: str) -> date | None:
    """Return the day in a cell, year-month-day or day.month.year; None for what can't be told for certain.

    3/4/2026 is two days, by who wrote it.
    """
    if found := _YEAR_FIRST.fullmatch(text):
        year, month, day = found.groups()
    elif found := _DAY_FIRST.fullmatch(text):
        day, month, year = found.groups()
    else:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
