"""How the range would probably narrow if more ambassadors shared their lists."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .estimate import Estimate, Grade
from .estimators import FEWEST_LISTS


@dataclass(frozen=True)
class Narrowed:
    """The range, in people, that `more` further shared lists would probably leave, around today's figure."""

    more: int
    low: float
    high: float


@dataclass(frozen=True)
class _Law:
    """Half the range, in logs, is `width` * (sqrt((1 - m/n) / m)) ** `rate` for m lists of n ambassadors."""

    width: float
    rate: float


# Medians over 160 programmes of 100 from eight real graphs, 5 to 75 lists shared by each.
BY_CHANCE = _Law(width=1.8, rate=1.0)
DESIGNED = _Law(width=1.1, rate=1.0)
DESIGNED_WITHOUT_REFUSAL = _Law(width=1.5, rate=1.5)


def narrow(
    estimate: Estimate, *, more: Sequence[int], is_designed: bool = False, has_refusals: bool = True
) -> list[Narrowed]:
    """Return the range that each of these numbers of further shared lists would probably leave.

    Where at least 5 lists are shared, today's range shrinks as the error of a sample does: with
    sqrt((1 - m/n) / m) for m lists of n ambassadors, to the power 1.5 where the largest audiences are asked
    for certain and none of them refused. Where fewer are, the range is the usual one for so many lists, as
    measured over eight graphs and programmes of 100. Never wider than today; all shared leaves no width. The
    figure itself will move within the range, which this cannot foresee. Raises ValueError for a negative
    number.
    """
    if min(more, default=0) < 0:
        raise ValueError("Further lists cannot be fewer than none.")
    law = BY_CHANCE if not is_designed else DESIGNED if has_refusals else DESIGNED_WITHOUT_REFUSAL
    return [_narrowed(estimate, number, law=law) for number in more]


def _narrowed(estimate: Estimate, more: int, *, law: _Law) -> Narrowed:
    people, shared = estimate.people, estimate.coverage.shared
    everyone = estimate.coverage.ambassadors
    lists = min(shared + more, everyone)
    if lists == shared or lists < min(FEWEST_LISTS, everyone) or people <= 0:
        return Narrowed(more, estimate.low, estimate.high)
    if estimate.grade is Grade.SHARED_LISTS:
        factor = (
            0.0 if lists == everyone else (_error(lists, everyone) / _error(shared, everyone)) ** law.rate
        )
        low, high = (people * (end / people) ** factor for end in (estimate.low, estimate.high))
        return Narrowed(more, low, high)
    half = law.width * _error(lists, everyone) ** law.rate
    return Narrowed(
        more,
        low=max(people * float(np.exp(-half)), estimate.low),
        high=min(people * float(np.exp(half)), estimate.high),
    )


def _error(lists: int, everyone: int) -> float:
    """Return the error of a sample without replacement, as a multiple of the spread of one list."""
    return float(np.sqrt((1.0 - lists / everyone) / lists))
