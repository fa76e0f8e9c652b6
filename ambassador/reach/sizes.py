"""The sizes of many lists, told apart in classes."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from .curve import Floats
from .draws import Flags

# Up to so many lists are counted one by one; sizes of more are told apart by a fifth, which gives the
# people to about one in 1,000.
FEW, STEP = 32, 1.2


@dataclass(frozen=True)
class Sizes:
    """Lists in classes of nearly one size: (groups, classes) tables of how many there are, and their mean."""

    number: Floats
    mean: Floats

    def total(self) -> Floats:
        """Return the ids of all lists together, by group."""
        return np.asarray((self.number * self.mean).sum(axis=1))

    def times(self, share: ArrayLike) -> "Sizes":
        """Return the lists with this share of their ids left, one share for all or for each group."""
        return Sizes(self.number, self.mean * np.asarray(share, dtype=np.float64).reshape(-1, 1))

    def beside(self, others: "Sizes") -> "Sizes":
        """Return the lists of both, group by group."""
        groups = max(len(self.number), len(others.number))
        both = [(each.number, each.mean) for each in (self, others)]
        number, mean = (
            np.concatenate([np.broadcast_to(part, (groups, part.shape[1])) for part in parts], axis=1)
            for parts in zip(*both, strict=True)
        )
        return Sizes(number, mean)


def in_classes(sizes: Floats, *, chosen: Flags | None = None) -> Sizes:
    """Return lists of these sizes in classes, those in each group where a table of `chosen` is given.

    A few lists are a class each. Of many, each counts in part as a list of the next smaller and in part as
    one of the next larger of some fixed sizes, so that their number and ids are kept, and a further list
    never takes any effort away.
    """
    order = np.argsort(sizes, kind="stable")[np.count_nonzero(sizes <= 0) :]
    sizes = sizes[order]
    groups = np.ones((1, sizes.size)) if chosen is None else chosen[:, order].astype(np.float64)
    if sizes.size <= FEW:
        return Sizes(groups, np.broadcast_to(sizes, groups.shape))
    first, last = np.floor(np.log(sizes[[0, -1]]) / np.log(STEP))
    fixed = STEP ** np.arange(first - 1, last + 1)
    # Because there are no fewer people than in the largest list, none larger may stand for it.
    steps = np.append(fixed[fixed < sizes[-1]], sizes[-1])
    below = np.clip(np.searchsorted(steps, sizes, side="right") - 1, 0, steps.size - 2)
    above = np.clip((sizes - steps[below]) / np.diff(steps)[below], 0.0, 1.0)
    places, starts = np.unique(below, return_index=True)
    number = np.zeros((len(groups), steps.size))
    number[:, places] += np.add.reduceat(groups * (1.0 - above), starts, axis=1)
    number[:, places + 1] += np.add.reduceat(groups * above, starts, axis=1)
    return Sizes(number, np.broadcast_to(steps, number.shape))
