"""Knows how many colleagues are drawn for counting contacts in common, and when there are too few."""

from __future__ import annotations

OFFERED = 3
"""Colleagues that somebody is shown."""

FEWEST_OTHERS = 5
"""Nobody is shown before so many others have agreed: of fewer, a draw would hide nobody."""

MOST_SHOWN_TO = 10
"""To so many colleagues a name is shown at most; the consent says so."""


def most_mutual(audience: int, other_audience: int) -> int:
    """Return how many contacts two people can have in common at most: all of the smaller audience."""
    return min(audience, other_audience)
