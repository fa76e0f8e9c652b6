"""Knows when a public count is asked for again; pure, like policy."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from ambassador.audience.profiles import Fault

WEEK = timedelta(days=7)
FIRST_WAIT = timedelta(hours=1)
SPREAD = timedelta(hours=24)
"""Within so long after a week, so that those asked for in one go are not asked for in one go for ever."""

_SECONDS = re.compile(r"[0-9]{1,9}")


def after_success(at: datetime, *, account_id: int) -> datetime:
    """Return when to ask again after a good answer: in a week, and some hours that differ by account."""
    # Multiples of the golden ratio, taken round a circle, lie evenly on it (Knuth, TAOCP 3, 6.4).
    place = account_id * 0.6180339887498949 % 1
    return at + WEEK + SPREAD * place


def after_failure(at: datetime, *, tries: int, fault: Fault, wait: timedelta | None = None) -> datetime:
    """Return when to try again after `tries` failures in a row: in 1, 2, 4 ... hours, at most a week.

    What is not there is looked for weekly. `wait` is how long the host asked to be left alone; it may make
    the time longer, up to a week, never shorter.
    """
    if fault in (Fault.NOT_FOUND, Fault.NO_WHOLE_NAME):
        return at + WEEK
    doubled = FIRST_WAIT * (1 << min(max(tries - 1, 0), 10))
    return at + min(max(doubled, wait or FIRST_WAIT), WEEK)


def read_retry_after(text: str, *, at: datetime) -> timedelta | None:
    """Return how long a Retry-After header, in seconds or a date, asks to wait; None if it says nothing."""
    text = text.strip()
    if _SECONDS.fullmatch(text):
        return timedelta(seconds=int(text))
    try:
        until = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return max((until if until.tzinfo else until.replace(tzinfo=UTC)) - at, timedelta())
