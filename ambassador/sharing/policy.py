"""Knows what is shared for which purpose, and how much of a list is kept."""

from __future__ import annotations

from enum import StrEnum


class Purpose(StrEnum):
    """What a consent to share is for."""

    LIST = "list"
    MUTUAL = "mutual"


MANY, SOME = 700, 300
"""From how many different ids on one key in 16, and one in 4, is kept; of shorter lists all keys are."""


def one_in(people: int) -> int:
    """Return how many keys stand behind each kept one in a list of so many different people: 1, 4 or 16."""
    if people >= MANY:
        return 16
    return 4 if people >= SOME else 1
