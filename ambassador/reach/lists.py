"""Shared follower lists: how many different people they hold, and how many of those were found once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .curve import Floats

Ids = NDArray[Any]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

HALF_OF_BITS = 32
LOWER_HALF = (1 << HALF_OF_BITS) - 1


@dataclass(frozen=True)
class Tally:
    """What a group of lists amounts to, in ids: all, the different ones, and those found in one list only."""

    follows: float
    people: float
    found_once: float

    def scaled(self, factor: float) -> "Tally":
        """Return the tally that all ids would give, where only one in `factor` was kept."""
        return Tally(self.follows * factor, self.people * factor, self.found_once * factor)


@dataclass(frozen=True)
class Beyond:
    """What groups of lists amount to, in ids, one entry for each group.

    `union` are the different ids in the certain lists, `union_once` those in one of them only. `left`,
    `people` and `once` count what the drawn lists hold beyond the union: all, the different ones, and those
    in one drawn list only.
    """

    union: Ints
    union_once: Ints
    left: Ints
    people: Ints
    once: Ints


@dataclass(frozen=True)
class SharedLists:
    """Lists laid side by side, each id once per list, ready to be counted whole or in part.

    `lengths[i]` is the number of different ids in list i, `alone[i]` of those that no other list holds.
    `members` names, id after id, the lists that hold each id found more than once; an id's run begins at
    `starts`.
    """

    lengths: Ints
    alone: Ints
    members: Ints
    starts: Ints

    def tally(self) -> Tally:
        """Count all the lists together."""
        once = int(self.alone.sum())
        return Tally(follows=int(self.lengths.sum()), people=once + self.starts.size, found_once=once)

    def tallies(self, chosen: Flags) -> tuple[Ints, Ints, Ints]:
        """Return follows, people and found once for each row of `chosen`, a (groups, lists) table."""
        once = chosen @ self.alone
        people = once.copy()
        if self.starts.size:
            for group, flags in enumerate(chosen.astype(np.int32)):
                found = np.add.reduceat(flags[self.members], self.starts)
                once[group] += np.count_nonzero(found == 1)
                people[group] += np.count_nonzero(found)
        return chosen @ self.lengths, people, once

    def beyond(self, certain: Flags, *, drawn: Flags) -> Beyond:
        """Count what drawn lists add to certain ones, for each row of the two (groups, lists) tables."""
        sure, chance = certain @ self.alone, drawn @ self.alone
        counts = np.stack([sure, sure, chance, chance, chance])
        if self.starts.size:
            # Because one pass is the dear part, the drawn lists are counted in the upper half of each number.
            for group, weights in enumerate(certain + (drawn.astype(np.int64) << HALF_OF_BITS)):
                found = np.add.reduceat(weights[self.members], self.starts)
                counts[:, group] += _counted(found & LOWER_HALF, found >> HALF_OF_BITS)
        return Beyond(*counts)


def side_by_side(lists: Sequence[Ids]) -> SharedLists:
    """Return the lists ready for counting; an id repeated within one list counts once there."""
    if not lists:
        none = np.zeros(0, dtype=np.int64)
        return SharedLists(lengths=none, alone=none, members=none, starts=none)
    ids = np.concatenate([np.asarray(ids).ravel() for ids in lists])
    owners = np.repeat(np.arange(len(lists)), [np.size(ids) for ids in lists])
    order = np.argsort(ids, kind="stable")
    ids, owners = ids[order], owners[order]
    follows_same = _same_as_before(ids)
    kept = ~(follows_same & _same_as_before(owners))
    ids, owners = ids[kept], owners[kept]
    starts = np.flatnonzero(~_same_as_before(ids))
    held_by = np.diff(starts, append=ids.size)
    repeated = np.repeat(held_by > 1, held_by)
    runs = held_by[held_by > 1]
    return SharedLists(
        lengths=np.bincount(owners, minlength=len(lists)),
        alone=np.bincount(owners[~repeated], minlength=len(lists)),
        members=owners[repeated],
        starts=np.cumsum(runs) - runs,
    )


def half_samples(lists: int, *, draws: int, generator: np.random.Generator) -> Flags:
    """Return a (draws, lists) table of flags: half of the lists each time, never one list twice."""
    places = np.argsort(generator.random((draws, lists)), axis=1)
    return np.asarray(places < lists // 2)


def without(lists: Sequence[Ids], *, ids: Ids) -> tuple[list[Ids], float]:
    """Take these ids out of every list and return what is left, with its share, 0 to 1, of what there was.

    For people outside the company: take the employees' own ids out, and scale the counts of those who
    shared no list by the share.
    """
    left = [kept[~np.isin(kept, ids)] for kept in (np.unique(each) for each in lists)]
    before = sum(np.unique(each).size for each in lists)
    return left, (sum(each.size for each in left) / before if before else 1.0)


def _counted(certain: Ints, drawn: Ints) -> list[int]:
    """Count the ids found so often in certain and in drawn lists, in the order of `Beyond`."""
    new = drawn[certain == 0]
    marked = (certain > 0, certain == 1, new > 0, new == 1)
    union, union_once, people, once = (int(np.count_nonzero(each)) for each in marked)
    return [union, union_once, int(new.sum()), people, once]


def _same_as_before(values: Ids) -> Flags:
    same = np.zeros(values.shape, dtype=np.bool_)
    same[1:] = values[1:] == values[:-1]
    return same


def spread(estimates: Floats) -> float:
    """Return the standard deviation of the logs of the positive estimates, 0 where there are not two."""
    positive = estimates[estimates > 0]
    return float(np.std(np.log(positive), ddof=1)) if positive.size > 1 else 0.0
