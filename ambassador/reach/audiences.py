"""The audiences of the ambassadors on one channel: what was shared, stated, or has to be imputed."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .bounds import Bounds
from .curve import Floats
from .draws import Flags


@dataclass(frozen=True)
class Coverage:
    """How much of the programme the estimate has seen, in ambassadors, for the line that says so.

    `stated` counts are numbers, of which `at_least` are only lower limits such as LinkedIn's "500+";
    `imputed` ambassadors gave none and count with the median.
    """

    shared: int
    stated: int
    at_least: int
    imputed: int

    @property
    def ambassadors(self) -> int:
        """Everyone who has an audience on the channel."""
        return self.shared + self.stated + self.imputed

    @property
    def is_known(self) -> bool:
        """Say whether anything at all is known; where it is not, an estimate of 0 only means silence."""
        return self.shared + self.stated > 0 or self.imputed == 0


@dataclass(frozen=True)
class Audiences:
    """The sizes of all audiences, in follows: of the shared lists, and of everyone else.

    `is_listed_exactly` is False where the sizes of the lists are only known from the ids that were kept.
    """

    listed: Floats
    unlisted: Floats
    stated: Floats
    coverage: Coverage
    is_listed_exactly: bool

    @property
    def follows(self) -> float:
        """The sum of all audiences, people counted as often as they are found."""
        return float(self.listed.sum() + self.unlisted.sum())

    @property
    def follows_known(self) -> float:
        """The sum of the audiences that are known, shared or stated."""
        return float(self.listed.sum() + self.stated.sum())

    @property
    def largest_stated(self) -> float:
        """The largest audience that anyone stated."""
        return float(self.stated.max(initial=0.0))

    @property
    def is_exact(self) -> bool:
        """Say whether every audience is a stated number, so that their sum is a ceiling."""
        return self.coverage.at_least == 0 and self.coverage.imputed == 0

    def every(self) -> Floats:
        """Return all audiences in one array."""
        return np.concatenate([self.listed, self.unlisted])

    def bounds(self, *, union: float = 0.0) -> Bounds:
        """Return the bounds that hold for these audiences, were each one exact."""
        largest = max(self.largest_stated, float(self.listed.max(initial=0.0)))
        fewest, most = max(union, largest), union + float(self.unlisted.sum())
        # Because sampled sizes are divided before they are summed, rounding could lift people above follows.
        return Bounds(low=min(fewest, self.follows), high=min(most, self.follows))


def audiences(
    counts: Sequence[int | None] | Floats,
    *,
    listed: Floats,
    at_least: Sequence[bool] | Flags | None = None,
    is_listed_exactly: bool = True,
) -> Audiences:
    """Return all audiences, where a missing count (None) is imputed with the median of the known ones.

    A count that is only "at least 500" is 500 with its flag set in `at_least`. In an array, NaN is a missing
    count. `is_listed_exactly` says that `listed` are no estimates. Nothing known gives zeros. Raises
    ValueError for a negative count, or flags that do not match the counts.
    """
    # Because 100,000 counts in an array need no list of their own, None becomes NaN on the way in.
    given = np.array(counts, dtype=np.float64)
    flags = np.zeros(given.size, dtype=np.bool_) if at_least is None else np.array(at_least, dtype=np.bool_)
    if flags.size != given.size:
        raise ValueError(f"There are {given.size} counts but {flags.size} flags for 'at least'.")
    is_stated = ~np.isnan(given)
    stated = given[is_stated]
    if np.any(stated < 0):
        raise ValueError("An audience cannot be negative.")
    known = np.concatenate([listed, stated])
    median = float(np.median(known)) if known.size else 0.0
    return Audiences(
        listed=listed,
        unlisted=np.where(is_stated, given, median),
        stated=stated,
        coverage=Coverage(
            shared=listed.size,
            stated=stated.size,
            at_least=int(np.count_nonzero(flags & is_stated)),
            imputed=given.size - stated.size,
        ),
        is_listed_exactly=is_listed_exactly,
    )
