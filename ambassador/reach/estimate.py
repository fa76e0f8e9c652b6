"""What an estimate of reach says, and how sure it is."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

from .audiences import Coverage
from .curve import EVERYONE_IS_NEW, Curve, Floats, reach, through

TWO_SIDED_90 = 1.645


class Grade(StrEnum):
    """How good the evidence is, from everything shared (A) to counts alone (D)."""

    ALL_SHARED = "A"
    SHARED_LISTS = "B"
    MUTUAL_COUNTS = "C"
    COUNTS_ONLY = "D"


@dataclass(frozen=True)
class Estimate:
    """Different people, never without the 90 % range `low` to `high`.

    `follows` counts people as often as they are found, `follows_known` leaves imputed audiences out.
    `certain_low` and `certain_high` hold whatever the overlap; `certain_high` is None where a count is
    missing or only "at least", or where lists were sampled. `curve` passes through (follows, people),
    `curve_low` and `curve_high` through the ends of the range.
    """

    follows: float
    follows_known: float
    people: float
    low: float
    high: float
    certain_low: float
    certain_high: float | None
    grade: Grade
    curve: Curve
    curve_low: Curve
    curve_high: Curve
    coverage: Coverage

    @property
    def is_open(self) -> bool:
        """Say whether a count behind it was missing or only "at least", so that the range has no sure end."""
        return self.coverage.at_least > 0 or self.coverage.imputed > 0

    def people_at(self, follows: ArrayLike) -> tuple[Floats, Floats, Floats]:
        """Return low, people and high for other numbers of follows, arrays of their shape."""
        curves = (self.curve_low, self.curve, self.curve_high)
        lines = np.stack([reach(follows, scale=curve.scale, k=curve.k) for curve in curves])
        return lines.min(axis=0), lines[1], lines.max(axis=0)


def curve_through(follows: float, *, people: float, k: float) -> Curve:
    """Return the curve of this k through the point, and the straight line where there are no people."""
    return through(follows, people=people, k=k) if people > 0 else EVERYONE_IS_NEW
