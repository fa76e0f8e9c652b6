"""A figure with its range, and how it is presented."""

from dataclasses import dataclass
from math import floor, log10


@dataclass(frozen=True)
class Rung:
    """One figure, in people or follows, which cannot be had without its range.

    `is_open` says that `high` is no sure end, because a count was missing or only "at least".
    Raises ValueError unless low <= value <= high.
    """

    value: float
    low: float
    high: float
    is_open: bool = False

    def __post_init__(self) -> None:
        if not self.low <= self.value <= self.high:
            raise ValueError("A figure lies within its range.")

    def presented(self) -> tuple[int, int, int]:
        """Return value, low and high as they are shown, to two significant digits."""
        return two_digits(self.value), two_digits(self.low), two_digits(self.high)


def two_digits(number: float) -> int:
    """Round to two significant digits, below ten to whole ones: more would claim what nobody knows."""
    if abs(number) < 1:
        return round(number)
    unit: int = 10 ** max(floor(log10(abs(number))) - 1, 0)
    return floor(abs(number) / unit + 0.5) * unit * (1 if number > 0 else -1)
