"""Knows what is shared for which purpose, how much of a list is kept, and what is too much to read."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum


class Purpose(StrEnum):
    """What a consent to share is for."""

    LIST = "list"
    MUTUAL = "mutual"


MANY, SOME = 700, 300
"""From how many different ids on one key in 16, and one in 4, is kept; of shorter lists all keys are."""

OFFER_HOLDS = timedelta(hours=2)
"""How long a preview can be confirmed. Until then nothing is stored; afterwards the file is chosen anew."""

MEGABYTE = 1024 * 1024
MOST_BYTES = 100 * MEGABYTE
"""The largest file that is read, in bytes."""
MOST_PEOPLE = 1_500_000
"""People in one list, so that the kept keys fit into a form."""
MOST_PASTED = 1_000_000
"""Characters in a pasted list."""


def one_in(people: int) -> int:
    """Return how many keys stand behind each kept one in a list of so many different people: 1, 4 or 16."""
    if people >= MANY:
        return 16
    return 4 if people >= SOME else 1
