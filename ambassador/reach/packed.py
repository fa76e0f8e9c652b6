"""Lists of ids laid end to end: how they come from the database, and how they are put in order."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .draws import Flags, Ints

Ids = NDArray[Any]


@dataclass(frozen=True, eq=False)
class Packed:
    """Lists laid end to end: `lengths[i]` ids of list i follow those of the lists before it in `ids`."""

    ids: Ids
    lengths: Ints

    @classmethod
    def of(cls, lists: Sequence[Ids]) -> "Packed":
        """Lay lists end to end, as they are."""
        lengths = np.array([np.size(each) for each in lists], dtype=np.int64)
        return cls(
            np.concatenate([np.ravel(each) for each in lists]) if lists else np.zeros(0, np.uint64), lengths
        )

    def __len__(self) -> int:
        """Return the number of lists."""
        return int(self.lengths.size)

    def owners(self) -> Ints:
        """Return for each id the place of its list."""
        return np.repeat(np.arange(len(self)), self.lengths)

    def may_repeat(self) -> bool:
        """Say whether an id may be in one list twice; in lists that rise, as they are kept, none is."""
        falls = self.ids[1:] <= self.ids[:-1]
        ends = np.cumsum(self.lengths)
        falls[ends[(ends > 0) & (ends < self.ids.size)] - 1] = False
        return bool(falls.any())

    def of_different_ids(self) -> "Packed":
        """Return the lists with each id once, in rising order."""
        if not self.may_repeat():
            return self
        owners = self.owners()
        order = np.lexsort((self.ids, owners))
        rising = Packed(self.ids[order], self.lengths)
        return rising.where(~(same_as_before(rising.ids) & same_as_before(owners)))

    def where(self, kept: Flags) -> "Packed":
        """Return the lists with those ids only that are flagged."""
        return Packed(self.ids[kept], np.bincount(self.owners()[kept], minlength=len(self)))

    def one_by_one(self) -> list[Ids]:
        """Return each list as an array of its own."""
        return np.split(self.ids, np.cumsum(self.lengths)[:-1]) if len(self) else []


def same_as_before(values: Ids) -> Flags:
    """Say of each value whether it is the one before it again."""
    same = np.zeros(values.shape, dtype=np.bool_)
    same[1:] = values[1:] == values[:-1]
    return same
