"""Knows for whom something can be: a guideline to acknowledge, a course to pass."""

from __future__ import annotations

from enum import StrEnum


class Audience(StrEnum):
    """Whom a version asks, as long as its guideline or course is required."""

    ALL = "all"
    """Everyone who works here."""
    AMBASSADORS = "ambassadors"
    TEAMS = "teams"
    LEADERS = "leaders"


BROAD = frozenset({Audience.ALL, Audience.AMBASSADORS})
"""Audiences that every ambassador belongs to; the roster says who belongs to the others."""
