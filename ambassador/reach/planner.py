"""What further ambassadors would add."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .curve import Curve
from .estimate import Estimate
from .rungs import Rung


@dataclass(frozen=True)
class Step:
    """The programme with `more` further ambassadors: everyone reached, and how many of them are new."""

    more: int
    people: Rung
    added: float


def grow(estimate: Estimate, *, more: Sequence[int]) -> list[Step]:
    """Return the people reached with so many more ambassadors: the curve at S + k * mean audience.

    `added` are the people beyond today's estimate. Raises ValueError for a negative number, or a programme
    without ambassadors, whose mean audience is unknown.
    """
    ambassadors = estimate.coverage.ambassadors
    if ambassadors == 0:
        raise ValueError("Without an ambassador there is no mean audience to go by.")
    if min(more, default=0) < 0:
        raise ValueError("Further ambassadors cannot be fewer than none.")
    lines = estimate.people_at(estimate.follows * (1 + np.asarray(more, dtype=np.float64) / ambassadors))
    return [
        Step(number, Rung(float(people), float(low), float(high)), float(people) - estimate.people)
        for number, low, people, high in zip(more, *lines, strict=True)
    ]


@dataclass(frozen=True)
class Needed:
    """The further ambassadors a goal takes; None where the curve never gets there.

    `low` is the fewest, at the high end of the range, and `high` the most, at its low end.
    """

    more: int | None
    low: int | None
    high: int | None


def needed(estimate: Estimate, *, goal: float) -> Needed:
    """Return how many further ambassadors a goal in people takes, 0 where it is reached.

    Raises ValueError for a programme without ambassadors, whose mean audience is unknown.
    """
    ambassadors = estimate.coverage.ambassadors
    if ambassadors == 0:
        raise ValueError("Without an ambassador there is no mean audience to go by.")
    curves = (estimate.curve, estimate.curve_high, estimate.curve_low)
    return Needed(*(_until(curve, estimate.follows / ambassadors, ambassadors, goal) for curve in curves))


def _until(curve: Curve, each: float, ambassadors: int, goal: float) -> int | None:
    most = 10_000_000
    if each <= 0 or curve.people_at(each * (ambassadors + most)) < goal:
        return None
    low, high = 0, most
    while low < high:
        middle = (low + high) // 2
        if curve.people_at(each * (ambassadors + middle)) < goal:
            low = middle + 1
        else:
            high = middle
    return low
