"""What further ambassadors would add, how many a goal takes, and what further shared lists would tell."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np

from .curve import Curve
from .estimate import Estimate
from .rungs import Rung

# Because no company has so many, a goal that takes more is out of reach.
MOST_AMBASSADORS = 10**9
ROUNDING = 1e-9


@dataclass(frozen=True)
class Step:
    """The programme with `more` further ambassadors: everyone reached, and how many of them are new."""

    more: int
    people: Rung
    added: float


@dataclass(frozen=True)
class Needed:
    """How many further ambassadors of mean audience a goal takes: probably `more`, from `low` to `high`.

    `low` is how many where the range's upper end is true, `high` where its lower end is. None is said where
    the curve bends so much that no number would do.
    """

    more: int | None
    low: int | None
    high: int | None


def grow(estimate: Estimate, *, more: Sequence[int]) -> list[Step]:
    """Return the people reached with so many more ambassadors: the curve at S + k * mean audience.

    `added` are the people beyond today's estimate. Raises ValueError for a negative number, or a programme
    without ambassadors, whose mean audience is unknown.
    """
    if min(more, default=0) < 0:
        raise ValueError("Further ambassadors cannot be fewer than none.")
    mean = _mean_audience(estimate)
    lines = estimate.people_at(estimate.follows + mean * np.asarray(more, dtype=np.float64))
    return [
        Step(number, Rung(float(people), float(low), float(high)), float(people) - estimate.people)
        for number, low, people, high in zip(more, *lines, strict=True)
    ]


def needed(estimate: Estimate, *, goal: float) -> Needed:
    """Return how many more ambassadors of mean audience reach `goal` people, on the curves `grow` goes along.

    0 where the goal is reached. None where no number would do: a curve of k > 0 ends at scale / k people,
    and even one that never ends may take more ambassadors than there are people on earth. Raises ValueError
    for a programme without ambassadors, whose mean audience is unknown.
    """
    mean = _mean_audience(estimate)
    ends = [
        _needed_on(curve, follows=estimate.follows, mean=mean, goal=goal)
        for curve in (estimate.curve_low, estimate.curve, estimate.curve_high)
    ]
    numbers = [end for end in ends if end is not None]
    return Needed(
        more=ends[1],
        low=min(numbers, default=None),
        high=max(numbers) if len(numbers) == len(ends) else None,
    )


def _needed_on(curve: Curve, *, follows: float, mean: float, goal: float) -> int | None:
    if curve.people_at(follows) >= goal * (1 - ROUNDING):
        return 0
    wanted = curve.follows_for(goal)
    if wanted is None or mean == 0 or wanted > follows + MOST_AMBASSADORS * mean:
        return None
    # Because the last digits of a float are no further ambassador.
    return max(ceil((wanted - follows) / mean * (1 - ROUNDING)), 1)


def _mean_audience(estimate: Estimate) -> float:
    if estimate.coverage.ambassadors == 0:
        raise ValueError("Without an ambassador there is no mean audience to go by.")
    return estimate.follows / estimate.coverage.ambassadors
