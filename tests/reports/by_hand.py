"""The formulas of the reach report once more, in plain Python, to hold the app's figures against.

Nothing here comes from `ambassador.reach`: a slip there must not be repeated here.
"""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from statistics import stdev

Range = tuple[float, float, float]
"""An estimate, the low end and the high end."""


def shown(number: float) -> int:
    """Return a number with two significant digits, halves rounded up, below ten as a whole one."""
    if number < 10:
        return int(Decimal(number).quantize(Decimal(1), ROUND_HALF_UP))
    unit = Decimal(1).scaleb(int(math.log10(number)) - 1)
    return int((Decimal(number) / unit).quantize(Decimal(1), ROUND_HALF_UP) * unit)


def halved(falling: Callable[[float], float], *, low: float, high: float) -> float:
    """Return where a falling function crosses zero."""
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if falling(middle) > 0 else (low, middle)
    return (low + high) / 2


@dataclass(frozen=True)
class ByHand:
    """R(S) = c (1 - (1 + S/c)^-k) / k, and c ln(1 + S/c) for k = 0."""

    c: float
    k: float

    def __call__(self, follows: float) -> float:
        grown = math.log1p(follows / self.c)
        return self.c * (grown if abs(self.k) < 1e-9 else (1 - math.exp(-self.k * grown)) / self.k)

    def slope(self, follows: float) -> float:
        return (1 + follows / self.c) ** (-self.k - 1)


def curve_of(k: float, follows: float, people: float) -> ByHand:
    """Return the curve of this k through a point."""

    def missing(log: float) -> float:
        return people - ByHand(math.exp(log), k)(follows)

    return ByHand(math.exp(halved(missing, low=math.log(follows) - 60, high=math.log(follows) + 25)), k)


def fitted(follows: float, people: float, *, slope: float) -> ByHand:
    """Return the curve through a point that leaves it at a slope."""

    def too_steep(k: float) -> float:
        return curve_of(k, follows, people).slope(follows) - slope

    return curve_of(halved(too_steep, low=-0.97, high=200.0), follows, people)


def by_counts(sizes: Sequence[int]) -> Range:
    """Return what sizes alone say (D): the mean times n^0.80, n^0.54, n^0.93; the most over the largest j."""
    ordered = sorted(sizes, reverse=True)

    def people(exponent: float) -> float:
        most = max(sum(ordered[:j]) / j * j**exponent for j in range(1, len(ordered) + 1))
        return min(max(most, ordered[0]), sum(ordered))

    return people(0.80), people(0.54), people(0.93)


def by_pairs(sizes: Sequence[int], pairs: Sequence[tuple[int, int, int]]) -> Range:
    """Return what contacts in common say (C): S ln(1 + 2 rho) / (2 rho), and 0.60 to 3.0 times that."""
    follows = sum(sizes)
    overlap = sum(mutual for _, _, mutual in pairs) / sum(one * other for one, other, _ in pairs)
    rho = overlap * (follows**2 - sum(size**2 for size in sizes)) / (2 * follows)
    people = follows * math.log(1 + 2 * rho) / (2 * rho)
    return people, max(0.60 * people, *sizes), min(3.0 * people, follows)


def by_lists(lists: Sequence[set[int]], others: Sequence[int]) -> Range:
    """Return what some lists say (B): the curve through them, at the rate at which they found new people."""
    follows = sum(map(len, lists)) + sum(others)
    people = _read_off(lists, follows)
    chance = random.Random(1)
    halves = [_read_off(chance.sample(list(lists), len(lists) // 2), follows) for _ in range(120)]
    missing = 1 - len(lists) / (len(lists) + len(others))
    factor = math.exp(1.645 * stdev(map(math.log, halves)) * math.sqrt(missing))
    return people, people / factor, people * factor


def _read_off(lists: Sequence[set[int]], follows: float) -> float:
    held = Counter(each for one in lists for each in one)
    gross, once = sum(held.values()), sum(times == 1 for times in held.values())
    return fitted(gross, len(held), slope=once / gross)(follows)


def seen(curve: ByHand, audiences: Sequence[tuple[float, int]], *, share: float, active: float) -> float:
    """Return who sees at least one post: A R(sum of d q), q = 1 - (1 - r/A)^posts, for (audience, posts)."""
    effective = sum(size * (1 - (1 - share / active) ** posts) for size, posts in audiences)
    return active * curve(effective)
