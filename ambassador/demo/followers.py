"""Makes up who follows whom: colleagues, the world of a team, people known in the trade, and strangers."""

from __future__ import annotations

import numpy as np

COLLEAGUES, TRADE, STRANGERS = 0.12, 0.38, 0.18
"""Shares of an audience; the rest comes from the world of one's own team, such as its customers."""

STAFF, WORLD, KNOWN = 240, 900, 12_000
"""People in the company, in the world of a team, and in the trade."""

PROFILE = "person"
"""What the profiles of the staff begin with; the person's number follows."""

POPULAR = 0.9
"""How much better known the first in the trade is than the next: 1 / place to this power."""


def followers(person: int, *, team: str, size: int) -> list[str]:
    """Return the profile names of so many different followers, the same for the same person every time."""
    chance = np.random.default_rng([person, size])
    # Because a small world can't hold a large audience, what is missing is made up of strangers.
    colleagues = _some(chance, PROFILE, among=STAFF, wanted=size * COLLEAGUES)
    world = _some(chance, f"{team}-", among=WORLD, wanted=size * (1 - COLLEAGUES - TRADE - STRANGERS))
    trade = _known(chance, wanted=size * TRADE)
    known = [*colleagues, *world, *trade]
    return [*known, *(f"ukjent{person}-{each}" for each in range(max(size - len(known), 0)))]


def _some(chance: np.random.Generator, world: str, *, among: int, wanted: float) -> list[str]:
    return [f"{world}{each}" for each in chance.permutation(among)[: int(wanted)]]


def _known(chance: np.random.Generator, *, wanted: float) -> list[str]:
    places = np.arange(1, KNOWN + 1, dtype=np.float64)
    # Because waiting times at these rates end in the order of weighted draws without replacement.
    waiting = chance.exponential(size=KNOWN) * places**POPULAR
    return [f"kjent{each}" for each in np.argpartition(waiting, int(wanted))[: int(wanted)]]
