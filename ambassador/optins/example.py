"""Works out what so many ambassadors with so many followers each amount to: follows, and people."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from ambassador.reach import (
    Assumption,
    Bounds,
    Rung,
    active_in_a_month,
    campaign,
    estimate_people,
    seen_by,
)

PEOPLE_ON_EARTH = 8_300_000_000
"""About as many as there are (United Nations, World Population Prospects 2024, for 2026)."""


@dataclass(frozen=True)
class Example:
    """Three rungs, each with its range; only the last two are people."""

    ambassadors: int
    followers: int
    follows: int
    people: Rung
    post: Rung
    """Different people who see at least one post, when each ambassador publishes one."""
    certain: Bounds
    seen: Assumption
    active: Assumption

    @property
    def is_certain(self) -> bool:
        """Say whether the people are known, not estimated: of one audience, and of nobody."""
        return self.ambassadors == 1 or self.followers == 0

    @property
    def is_more_than_everyone(self) -> bool:
        """Say whether the range leaves the Earth: no formula of counts knows how many people there are."""
        return self.people.high > PEOPLE_ON_EARTH


@lru_cache(maxsize=256)
def work_out(ambassadors: int, *, followers: int, channel: str) -> Example:
    """Return the example from counts alone; the cache is for a million ambassadors, a third of a second."""
    estimate = estimate_people(counts=[followers] * ambassadors)
    seen, active = seen_by(channel), active_in_a_month(channel)
    return Example(
        ambassadors=ambassadors,
        followers=followers,
        follows=ambassadors * followers,
        people=Rung(estimate.people, estimate.low, estimate.high),
        post=campaign(estimate, posts=1, seen=seen, active=active),
        certain=Bounds(estimate.certain_low, estimate.certain_high),
        seen=seen,
        active=active,
    )
