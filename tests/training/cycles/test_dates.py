"""Until when a pass counts: in any time zone, over leap days and summer time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from ambassador.clock import add_months, end_of_day
from ambassador.training.cycles.policy import Held, counts, first_due, renewal_from

OSLO = ZoneInfo("Europe/Oslo")
ZONES = [
    "Europe/Oslo",
    "Pacific/Auckland",
    "America/St_Johns",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
    "Australia/Lord_Howe",
    "America/Santiago",
    "Africa/Cairo",
    "Asia/Beirut",
    "Asia/Kathmandu",
    "UTC",
]
"""Far east and west, odd offsets, half an hour of summer time, and clocks that turn at midnight."""
zones = st.sampled_from(ZONES).map(ZoneInfo)
moments = st.floats(0, 1).map(lambda part: datetime(2020, 1, 1, tzinfo=UTC) + part * timedelta(7300))
months = st.integers(1, 60)


def local(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()


def held(at: datetime, zone: ZoneInfo, *, months: int) -> Held:
    made = counts(at, months=months, zone=zone)
    return Held(at, made.until, made.anchor_day)


@pytest.mark.parametrize(
    ("first", "so_many", "last"),
    [
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 24, date(2026, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 1, 31), 2, date(2026, 3, 31)),
        (date(2026, 12, 31), 1, date(2027, 1, 31)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
    ],
)
def test_a_pass_counts_to_the_end_of_its_anniversary(first: date, so_many: int, last: date) -> None:
    at = datetime(first.year, first.month, first.day, 12, tzinfo=OSLO)
    assert counts(at, months=so_many, zone=OSLO).until == end_of_day(last, OSLO)


def test_half_past_midnight_before_summer_time_runs_out_on_the_same_day_after_it() -> None:
    # In Oslo it is 30 March 00:30, in UTC still the day before.
    at = datetime(2026, 3, 29, 22, 30, tzinfo=UTC)
    made = counts(at, months=12, zone=OSLO)
    assert made.until == datetime(2027, 3, 30, 23, 59, 59, 999999, tzinfo=OSLO)
    # And the night when the clock is put forward, and the hour that comes twice.
    for moment, day in (
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), date(2026, 3, 29)),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), date(2026, 10, 25)),
    ):
        assert local(counts(moment, months=6, zone=OSLO).until, OSLO) == add_months(day, 6, day=day.day)


@given(at=moments, zone=zones, so_many=months, grace=st.integers(0, 90))
@example(datetime(2023, 10, 26, 12, tzinfo=UTC), ZoneInfo("Africa/Cairo"), 12, 0)
@example(datetime(2026, 3, 29, 0, 30, tzinfo=UTC), ZoneInfo("Asia/Beirut"), 12, 1)
def test_the_end_is_the_last_moment_of_the_anniversary_wherever_one_is(
    at: datetime, zone: ZoneInfo, so_many: int, grace: int
) -> None:
    made = counts(at, months=so_many, zone=zone, grace_days=grace)
    day = local(at, zone)
    last = local(made.until, zone)
    assert last == add_months(day, so_many, day=day.day)
    assert local(made.cleared_until, zone) == last + timedelta(days=grace)
    for end in (made.until, made.cleared_until):
        # One tick later is another day: the whole day counts, in every zone.
        after = end.astimezone(UTC) + timedelta(microseconds=1)
        assert local(after, zone) > local(end, zone)
    assert made.anchor_day == day.day
    assert last.day == day.day or (last + timedelta(days=1)).day == 1


@given(at=moments, zone=zones, so_many=months, times=st.integers(1, 6), chance=st.data())
@example(datetime(2024, 2, 29, 12, tzinfo=UTC), OSLO, 12, 4, None)
@example(datetime(2026, 1, 31, 12, tzinfo=UTC), OSLO, 1, 6, None)
def test_renewing_early_keeps_the_anniversary_however_often(
    at: datetime, zone: ZoneInfo, so_many: int, times: int, chance: st.DataObject | None
) -> None:
    first = local(at, zone)
    own = held(at, zone, months=so_many)
    for time in range(2, times + 2):
        opens = max(renewal_from(own.until, months=so_many), own.at)
        part = 0.0 if chance is None else chance.draw(st.floats(0, 1))
        again = opens + part * (own.until - opens)
        assume(opens <= again < own.until)
        made = counts(again, months=so_many, zone=zone, held=own)
        assert local(made.until, zone) == add_months(first, so_many * time, day=first.day)
        own = Held(again, made.until, made.anchor_day)


@given(
    at=moments, zone=zones, so_many=months, now_many=months, gap=st.timedeltas(timedelta(0), timedelta(2000))
)
def test_a_new_pass_never_takes_away_what_one_has(
    at: datetime, zone: ZoneInfo, so_many: int, now_many: int, gap: timedelta
) -> None:
    own = held(at, zone, months=so_many)
    again = at + gap
    made = counts(again, months=now_many, zone=zone, held=own)
    alone = counts(again, months=now_many, zone=zone)
    assert made.until >= max(own.until, alone.until)
    # Nobody has more than a whole time, and the days of its renewal, ahead of them.
    assert made.until in (own.until, alone.until) or (
        local(made.until, zone) == add_months(local(own.until, zone), now_many, day=own.anchor_day or 0)
    )
    if own.until <= again:
        assert made == alone


def test_a_pass_long_before_the_end_counts_from_its_own_day() -> None:
    own = held(datetime(2026, 1, 10, 9, tzinfo=UTC), OSLO, months=12)
    early = counts(datetime(2026, 6, 1, 9, tzinfo=UTC), months=12, zone=OSLO, held=own)
    assert local(early.until, OSLO) == date(2027, 6, 1)
    # Sixty days before is early enough, and a moment more is not.
    opens = renewal_from(own.until, months=12)
    kept = counts(opens, months=12, zone=OSLO, held=own)
    lost = counts(opens - timedelta(microseconds=1), months=12, zone=OSLO, held=own)
    assert (local(kept.until, OSLO), local(lost.until, OSLO)) == (date(2028, 1, 10), date(2027, 11, 11))


def test_a_pass_kept_from_before_keeps_its_own_day_as_anniversary() -> None:
    # Until a moment of the day, in UTC: as passes were kept before.
    old = Held(datetime(2026, 1, 30, 23, 30, tzinfo=UTC), datetime(2026, 2, 28, 23, 30, tzinfo=UTC))
    made = counts(datetime(2026, 2, 20, 9, tzinfo=UTC), months=1, zone=OSLO, held=old)
    # On 31 January by Oslo's clock; the old end, 1 March there, is a day past February's last.
    assert local(made.until, OSLO) == date(2026, 4, 30)


@given(at=moments, zone=zones, days=st.integers(1, 365))
def test_who_is_asked_now_has_whole_days(at: datetime, zone: ZoneInfo, days: int) -> None:
    due = first_due(at, days=days, zone=zone)
    assert local(due, zone) - local(at, zone) == timedelta(days=days)
    assert local(due.astimezone(UTC) + timedelta(microseconds=1), zone) > local(due, zone)
