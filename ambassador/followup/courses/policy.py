"""Knows how somebody stands with a course, and what is told of many numbers without telling one of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate

from ambassador.people.withholding_policy import FEWEST


class Stand(StrEnum):
    """How somebody stands with a course: each who has to do with it in exactly one way."""

    PASSED = "passed"
    """With a pass that counts now."""
    UNDER_WAY = "under way"
    """Has begun, never passed, and is not late."""
    NOT_BEGUN = "not begun"
    """Is asked for it and not late."""
    RUN_OUT = "run out"
    """Has passed before, no pass counts now, and is not late."""
    LATE_UNDER_WAY = "late under way"
    LATE_NOT_BEGUN = "late not begun"
    LATE_RUN_OUT = "late run out"
    WAIVED = "waived"
    """Need not pass it for now, and has no pass that counts."""


STANDS = tuple(Stand)

STARTED = frozenset(STANDS) - {Stand.NOT_BEGUN, Stand.LATE_NOT_BEGUN, Stand.WAIVED}
EVER_PASSED = frozenset({Stand.PASSED, Stand.RUN_OUT, Stand.LATE_RUN_OUT})
OVERDUE = frozenset({Stand.LATE_UNDER_WAY, Stand.LATE_NOT_BEGUN, Stand.LATE_RUN_OUT})


def stand(*, is_passed: bool, is_waived: bool, is_late: bool, has_passed: bool, has_begun: bool) -> Stand:
    """Return how somebody stands who was asked for a course, has begun, passed or need not pass it."""
    if is_passed:
        return Stand.PASSED
    if is_waived:
        return Stand.WAIVED
    if has_passed:
        return Stand.LATE_RUN_OUT if is_late else Stand.RUN_OUT
    if has_begun:
        return Stand.LATE_UNDER_WAY if is_late else Stand.UNDER_WAY
    return Stand.LATE_NOT_BEGUN if is_late else Stand.NOT_BEGUN


@dataclass(frozen=True)
class Spread:
    """The middle of many numbers, and between which the middle half of them lies."""

    middle: int
    half: tuple[int, int] | None
    """None for fewer than twenty people: a quarter of them must be five."""


def spread(counts: Mapping[int, int], *, people: int) -> Spread | None:
    """Return the median and the quartiles of numbers, given how often each occurs, and from how many people.

    Each is the smallest number that so many do not exceed. On either side of it there are at least five
    people, or it is not told: so None for fewer than ten.
    """
    total = min(sum(counts.values()), people)
    if total < 2 * FEWEST:
        return None
    half = (_quantile(counts, 1), _quantile(counts, 3)) if total >= 4 * FEWEST else None
    return Spread(_quantile(counts, 2), half)


def _quantile(counts: Mapping[int, int], quarters: int) -> int:
    """Return the smallest number that at least so many quarters do not exceed."""
    numbers, total = sorted(counts), sum(counts.values())
    up_to = accumulate(counts[number] for number in numbers)
    reached = (4 * so_far >= quarters * total for so_far in up_to)
    return next(number for number, is_reached in zip(numbers, reached, strict=True) if is_reached)


class Missed(StrEnum):
    """What may be told of how often a question was missed."""

    SHARE = "share"
    """The share of attempts."""
    NEVER = "never"
    FEW = "few"
    """Fewer than five people missed it."""
    NEARLY_ALL = "nearly all"
    """Fewer than five people ever answered it rightly."""
    ALWAYS = "always"
    WITHHELD = "withheld"
    """Fewer than five people answered it."""


def missed(*, people: int, people_right: int, people_missed: int) -> Missed:
    """Return what may be told, given how many people answered a question, and how many ever so."""
    if people < FEWEST:
        return Missed.WITHHELD
    if people_missed == 0:
        return Missed.NEVER
    if people_missed < FEWEST:
        return Missed.FEW
    if people_right == 0:
        return Missed.ALWAYS
    if people_right < FEWEST:
        return Missed.NEARLY_ALL
    return Missed.SHARE
