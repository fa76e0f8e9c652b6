"""Knows the rules of answering a guideline: how it is done, and how long an exception lasts."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

MOST_YEARS = 2
"""How far ahead the end of an exception may lie."""


class Method(StrEnum):
    """How somebody acknowledged."""

    SELF = "self"
    ON_BEHALF = "on_behalf"
    """Recorded by the programme manager, with a note."""
    PAPER = "paper"
    """Signed on paper, recorded with a scan."""


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


def is_signing_day(day: date, *, published: date, today: date) -> bool:
    """Say whether a paper of this day may attest to a version: published by then, not in the future."""
    return published <= day <= today
