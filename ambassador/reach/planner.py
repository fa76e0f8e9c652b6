"""What further ambassadors would add."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

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
