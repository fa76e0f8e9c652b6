"""What is certain about a reach, whatever the overlap may be."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Bounds:
    """The fewest and the most people there can be; `high` is None where nothing is certain upwards."""

    low: float
    high: float | None

    def clamp(self, people: float) -> float:
        """Bring an estimate between the bounds."""
        return max(self.low, people if self.high is None else min(people, self.high))


def certain_bounds(*, largest: float, unshared: float, union: float = 0.0, is_exact: bool = True) -> Bounds:
    """Return max(union, largest) <= people <= union + unshared, all in people or follows.

    `union` is the people found in the shared lists, `largest` the largest audience anyone stated, `unshared`
    the sum of the audiences of those who shared no list. Where a count is missing or only "at least", the sum
    is no ceiling (`is_exact` is False) and the upper bound is None.
    """
    return Bounds(low=max(union, largest), high=union + unshared if is_exact else None)


def across_channels(ranges: Sequence[Bounds]) -> Bounds:
    """Return the bounds for all channels together: from the largest lower bound to the sum of the upper ones.

    People on two channels may be the same people, so channels are never added up to one figure.
    """
    highs = [each.high for each in ranges if each.high is not None]
    return Bounds(
        low=max((each.low for each in ranges), default=0.0),
        high=sum(highs) if len(highs) == len(ranges) else None,
    )
