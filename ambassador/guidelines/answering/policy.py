"""Knows the rules of answering a guideline: how it is done, what a scan is, how long an exception lasts."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

MOST_SCAN = 10 * 1024 * 1024
"""Bytes in the scan of a paper."""

MOST_YEARS = 2
"""How far ahead the end of an exception may lie."""

_BEGINNINGS = {
    b"%PDF-": "application/pdf",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
}

SUFFIXES = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}
"""How a scan's file is named, by its media type."""


class Method(StrEnum):
    """How somebody acknowledged."""

    SELF = "self"
    ON_BEHALF = "on_behalf"
    """Recorded by the programme manager, with a note."""
    PAPER = "paper"
    """Signed on paper, recorded with a scan."""


def media_type(content: bytes) -> str | None:
    """Return what a scan is by its first bytes, whatever its name says; None for anything else."""
    return next((kind for beginning, kind in _BEGINNINGS.items() if content.startswith(beginning)), None)


def latest_end(today: date) -> date:
    """Return the last day on which an exception granted today may end."""
    try:
        return today.replace(year=today.year + MOST_YEARS)
    except ValueError:
        # 29 February has no like in other years.
        return today.replace(year=today.year + MOST_YEARS, day=28)


def is_end(day: date, *, today: date) -> bool:
    """Say whether an exception granted today may end with this day."""
    return today <= day <= latest_end(today)


def end_of(day: date, zone: tzinfo) -> datetime:
    """Return the last moment of a day in a time zone; `day` must not be the calendar's very last."""
    next_midnight = datetime.combine(day + timedelta(days=1), time.min, zone)
    return next_midnight.astimezone(UTC) - timedelta(microseconds=1)


def is_signing_day(day: date, *, published: date, today: date) -> bool:
    """Say whether a paper of this day may attest to a version: published by then, not in the future."""
    return published <= day <= today
