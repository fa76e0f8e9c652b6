"""When a public count is asked for again."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest

from ambassador.audience.pacing import WEEK, after_failure, after_success, read_retry_after
from ambassador.audience.profiles import Fault
from tests.factories import LONG_AGO

HOUR = timedelta(hours=1)


def test_failures_wait_twice_as_long_each_time_up_to_a_week() -> None:
    waits = [after_failure(LONG_AGO, tries=n, fault=Fault.UNREACHABLE) - LONG_AGO for n in range(1, 12)]
    assert (
        waits
        == [HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, 16 * HOUR, 32 * HOUR, 64 * HOUR, 128 * HOUR] + [WEEK] * 3
    )


@pytest.mark.parametrize("fault", [Fault.NOT_FOUND, Fault.NO_WHOLE_NAME])
def test_what_is_not_there_is_looked_for_weekly(fault: Fault) -> None:
    assert after_failure(LONG_AGO, tries=1, fault=fault) == LONG_AGO + WEEK


@pytest.mark.parametrize(
    ("wait", "until"), [(3 * HOUR, 3 * HOUR), (timedelta(), HOUR), (timedelta(days=4000), WEEK), (None, HOUR)]
)
def test_a_host_may_ask_for_more_time_but_not_for_ever(wait: timedelta | None, until: timedelta) -> None:
    assert after_failure(LONG_AGO, tries=1, fault=Fault.BUSY, wait=wait) == LONG_AGO + until


@pytest.mark.parametrize(
    ("text", "wait"),
    [
        ("120", timedelta(seconds=120)),
        (" 0 ", timedelta()),
        ("Wed, 01 Jan 2025 12:00:00 GMT", 3 * HOUR),
        ("Wed, 01 Jan 2025 12:00:00", 3 * HOUR),
        ("Wed, 01 Jan 2020 12:00:00 GMT", timedelta()),
        *((text, None) for text in ("", "soon", "-5", "1.5", "9" * 400, "1e9", "٣")),
    ],
)
def test_retry_after_is_read_in_both_its_forms(text: str, wait: timedelta | None) -> None:
    assert read_retry_after(text, at=LONG_AGO) == wait


def test_good_answers_are_asked_for_again_in_a_week_spread_over_a_day() -> None:
    again = sorted(after_success(LONG_AGO, account_id=n) - LONG_AGO for n in range(1, 25))
    assert again[0] >= WEEK
    assert again[-1] <= WEEK + 24 * HOUR
    assert max(b - a for a, b in pairwise(again)) < 2.5 * HOUR
