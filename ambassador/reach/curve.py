"""The reach curve: how many different people a number of follows amounts to."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

# Because exp(600) still leaves room for a hundredfold larger audience before a float overflows.
STEEPEST = 600.0
SMALLEST = 1e-12
BISECTIONS = 64


@dataclass(frozen=True)
class Curve:
    """A fitted reach curve, which answers in people for any number of follows.

    `scale` is in follows, `k > -1` has no unit; an infinite scale means that nobody is found twice.
    Source: the extended negative binomial of species accumulation (Engen). k = inf is Sainsbury's random
    duplication (scale is then the number of people there are), k = 1 Goerg's, k = 0 Fisher's log-series.
    """

    scale: float
    k: float

    def people_at(self, follows: float) -> float:
        """Say how many different people this many follows are."""
        return float(reach(follows, scale=self.scale, k=self.k))

    def slope_at(self, follows: float) -> float:
        """Say which share of the next follows, from 0 to 1, would be new people."""
        return float(novelty(follows, scale=self.scale, k=self.k))

    def follows_for(self, people: float) -> float | None:
        """Say how many follows are this many different people, or None where no number of follows is.

        With k > 0 a curve ends at scale / k people, with k = inf at its scale. An answer too large for a
        float is None as well.
        """
        if np.isinf(self.scale):
            return people
        share = people / self.scale
        if np.isinf(self.k):
            return float(-self.scale * np.log1p(-share)) if share < 1 else None
        if self.k * share >= 1:
            return None
        grown = share if self.k == 0 else float(-np.log1p(-self.k * share)) / self.k
        return float(self.scale * np.expm1(grown)) if grown < STEEPEST else None


EVERYONE_IS_NEW = Curve(scale=np.inf, k=np.inf)


def reach(follows: ArrayLike, *, scale: ArrayLike, k: ArrayLike) -> Floats:
    """Return the different people among `follows`: scale * (1 - (1 + follows / scale)^-k) / k.

    Arguments are broadcast against each other. The limits are exact: k = 0 gives scale * ln(1 + x),
    k = inf gives scale * (1 - exp(-x)) and scale = inf gives the follows themselves, for x = follows / scale.
    """
    wide, steep = np.isinf(scale), np.isinf(k)
    size = np.where(wide, 1.0, scale)
    ratio = np.asarray(follows, dtype=np.float64) / size
    grown = np.log1p(ratio)
    general = size * grown * _mean_decay(np.where(steep, 0.0, k) * grown)
    limited = np.where(steep, -size * np.expm1(-ratio), general)
    return np.asarray(np.where(wide, follows, limited), dtype=np.float64)


def novelty(follows: ArrayLike, *, scale: ArrayLike, k: ArrayLike) -> Floats:
    """Return the slope at `follows`: the share, 0 to 1, of the next follows that are new people."""
    wide, steep = np.isinf(scale), np.isinf(k)
    ratio = np.asarray(follows, dtype=np.float64) / np.where(wide, 1.0, scale)
    general = np.exp(-(np.where(steep, 0.0, k) + 1.0) * np.log1p(ratio))
    return np.asarray(np.where(wide, 1.0, np.where(steep, np.exp(-ratio), general)), dtype=np.float64)


def fit_many(follows: ArrayLike, *, people: ArrayLike, found_once: ArrayLike) -> tuple[Floats, Floats]:
    """Return the scales and ks of curves through (follows, people) that leave at slope found_once / follows.

    All three are broadcast, in follows and people. Where even k = inf leaves too steeply, the curve keeps the
    point and gives up the slope. The slope at a point as the share found once is Good and Turing's estimate.
    Raises ValueError where no lists could give the numbers: 0 < people <= follows, and found_once < people
    unless everyone was found once.
    """
    total, union, once = (
        np.asarray(a, dtype=np.float64) for a in np.broadcast_arrays(follows, people, found_once)
    )
    distinct = union == total
    if not np.all(distinct | ((union > 0) & (union < total) & (once >= 0) & (once < union))):
        raise ValueError("No lists have these follows, people and people found once.")
    share = np.where(distinct, 0.5, union / np.where(total > 0, total, 1.0))
    slope = np.where(distinct, 0.25, once / np.where(total > 0, total, 1.0))
    decay = -np.log(np.where(slope > 0, slope, 0.5))
    random = (slope <= 0) | (share >= -np.expm1(-decay) / decay)

    def share_at(log: Floats) -> Floats:
        return _share(log, exponent=decay - log)

    grown = _where_falls_to(share, share_at, largest=STEEPEST)
    k = np.where(grown < STEEPEST * (1 - 1e-9), decay / grown - 1.0, _k_at_steepest(share))
    scale = total / np.expm1(grown)
    scale = np.where(random, total / _where_falls_to(share, _mean_decay, largest=1e18), scale)
    return np.where(distinct, np.inf, scale), np.where(distinct | random, np.inf, k)


def fit_two(follows: float, *, people: float, found_once: float) -> Curve:
    """Return the one curve that `fit_many` fits to these three numbers."""
    scale, k = fit_many(follows, people=people, found_once=found_once)
    return Curve(scale=float(scale), k=float(k))


def through(follows: float, *, people: float, k: float) -> Curve:
    """Return the curve of this k through (follows, people), where 0 < people <= follows, else ValueError."""
    if people == follows:
        return EVERYONE_IS_NEW
    if not 0 < people < follows:
        raise ValueError("A curve needs at least one person, and no more people than follows.")
    share = np.asarray(people / follows)
    if np.isinf(k):
        return Curve(scale=float(follows / _where_falls_to(share, _mean_decay, largest=1e18)), k=k)
    grown = _where_falls_to(share, lambda log: _share(log, exponent=k * log), largest=STEEPEST)
    return Curve(scale=float(follows / np.expm1(grown)), k=k)


def _mean_decay(exponent: Floats) -> Floats:
    """Return (1 - exp(-y)) / y, which is 1 at y = 0."""
    flat = exponent == 0
    return np.asarray(np.where(flat, 1.0, -np.expm1(-exponent) / np.where(flat, 1.0, exponent)))


def _share(grown: Floats, *, exponent: Floats) -> Floats:
    """Return people / follows where ln(1 + follows / scale) is `grown` and k times that is `exponent`."""
    return grown / np.expm1(grown) * _mean_decay(exponent)


def _where_falls_to(target: Floats, falling: Callable[[Floats], Floats], *, largest: float) -> Floats:
    """Return where a falling function of a positive number meets `target`, by halving on a log scale."""
    low = np.full(target.shape, np.log(SMALLEST))
    high = np.full(target.shape, np.log(largest))
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        above = falling(np.exp(middle)) > target
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    return np.asarray(np.exp(high))


def _k_at_steepest(share: Floats) -> Floats:
    """Return the k that keeps the point when one person is in nearly every list and the scale is tiny."""
    strength = np.ones_like(share)
    for _ in range(8):
        strength = 1.0 + (np.log(share) + np.log(strength)) / STEEPEST
    return -strength
