"""Knows how many colleagues are drawn for counting contacts in common, and when there are too few."""

from __future__ import annotations

OFFERED = 3
"""Colleagues that somebody is shown."""

FEWEST_OTHERS = 5
"""Nobody is shown before so many others have agreed: of fewer, a draw would hide nobody."""

MOST_SHOWN_TO = 10
"""To so many colleagues a name is shown at most; the consent says so."""


def is_possible(mutual: int, *, audience: int, other_audience: int) -> bool:
    """Say whether two people can have so many contacts in common: at most all of the smaller audience.

    For the reports alone: whoever counts is only held against their own audience, because a refusal would
    tell them the size of a colleague's.
    """
    return mutual <= min(audience, other_audience)
