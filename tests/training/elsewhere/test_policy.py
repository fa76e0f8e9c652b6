"""Which days can be recorded, until when they count, and how a day in a list is read."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from ambassador.training.cycles.policy import Held
from ambassador.training.elsewhere.policy import (
    Column,
    Days,
    RowFault,
    Term,
    counts,
    day_in,
    days_at,
    recognise,
)

OSLO = ZoneInfo("Europe/Oslo")


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("passed_on", "until", "months", "began", "end"),
    [
        # In winter a day begins in Oslo an hour before it does in UTC, in summer two.
        (date(2026, 1, 15), None, 12, "2026-01-14T23:00", "2027-01-15T22:59:59.999999"),
        (date(2026, 1, 15), None, 6, "2026-01-14T23:00", "2026-07-15T21:59:59.999999"),
        # The months are those of the company's calendar: in UTC it is still February.
        (date(2026, 3, 1), None, 1, "2026-02-28T23:00", "2026-04-01T21:59:59.999999"),
        (date(2024, 2, 29), None, 12, "2024-02-28T23:00", "2025-02-28T22:59:59.999999"),
        (date(2026, 3, 28), date(2026, 3, 29), 12, "2026-03-27T23:00", "2026-03-29T21:59:59.999999"),
    ],
)
def test_from_when_and_until_when_a_pass_counts(
    passed_on: date, until: date | None, months: int, began: str, end: str
) -> None:
    at, own = counts(passed_on, until, Term(months, 10, OSLO))
    assert (at, own.until) == (moment(began), moment(end))
    assert own.cleared_until.astimezone(OSLO).date() == own.until.astimezone(OSLO).date() + timedelta(days=10)


def test_one_made_in_time_keeps_the_anniversary_of_the_pass_before() -> None:
    held = Held(moment("2025-02-14T12:00"), moment("2026-02-14T22:59:59.999999"), anchor_day=14)
    early, own = counts(date(2026, 1, 15), None, Term(12, 0, OSLO), [held])
    assert early == moment("2026-01-14T23:00")
    assert own.until == moment("2027-02-14T22:59:59.999999")
    told_later = counts(date(2025, 1, 15), None, Term(12, 0, OSLO), [held])[1]
    assert told_later.until == moment("2026-01-15T22:59:59.999999")


def test_today_is_the_company_s() -> None:
    assert days_at(moment("2026-03-28T23:30"), OSLO).today == date(2026, 3, 29)
    assert days_at(moment("2024-02-29T12:00"), OSLO) == Days(
        date(2014, 2, 28), date(2024, 2, 29), date(2034, 2, 28)
    )


DAYS = Days(date(2016, 5, 1), date(2026, 5, 1), date(2036, 5, 1))


@pytest.mark.parametrize(
    ("passed_on", "until", "fault"),
    [
        (date(2026, 5, 1), None, None),
        (date(2026, 5, 2), None, RowFault.TO_COME),
        (date(2016, 5, 1), date(2016, 5, 1), None),
        (date(2016, 4, 30), None, RowFault.TOO_LONG_AGO),
        (date(2026, 4, 1), date(2026, 3, 31), RowFault.END_BEFORE),
        (date(2026, 4, 1), date(2036, 5, 1), None),
        (date(2026, 4, 1), date.max, RowFault.END_TOO_FAR),
    ],
)
def test_which_days_can_be(passed_on: date, until: date | None, fault: RowFault | None) -> None:
    assert DAYS.fault_of(passed_on, until) is fault


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-03-01", date(2026, 3, 1)),
        ("2026-03-01T10:30:00", date(2026, 3, 1)),
        ("1.3.2026", date(2026, 3, 1)),
        ("01.03.2026", date(2026, 3, 1)),
        ("3/4/2026", None),
        ("31.02.2026", None),
        ("1.3.26", None),
        ("20260301", None),
        ("", None),
    ],
)
def test_how_a_day_is_read(text: str, day: date | None) -> None:
    assert day_in(text) == day


@pytest.mark.parametrize(
    "headings",
    [["email", "date", "valid until", "proof"], ["E-post", "Dato", "Gyldig til", "Bevis"]],
)
def test_headings_are_known_in_both_languages(headings: list[str]) -> None:
    assert recognise(headings) == {
        Column.EMAIL: 0, Column.PASSED_ON: 1, Column.UNTIL: 2, Column.PROOF: 3,
    }  # fmt: skip
