"""Shared follower lists: how many different people they hold, and how many of those were found once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .curve import Floats

Ids = NDArray[Any]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Packed:
    """Lists laid end to end: `lengths[i]` ids of list i follow those of the lists before it in `ids`."""

    ids: Ids
    lengths: Ints

    @classmethod
    def of(cls, lists: Sequence[Ids]) -> "Packed":
        """Lay lists end to end, as they are."""
        lengths = np.array([np.size(each) for each in lists], dtype=np.int64)
        return cls(np.concatenate([np.ravel(each) for each in lists]) if lists else np.zeros(0), lengths)


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
            groups = zip(self._found_in(certain), self._found_in(drawn), strict=True)
            for group, (found, also) in enumerate(groups):
                new = also[found == 0]
                marked = (found > 0, found == 1, new > 0, new == 1)
                union, union_once, people, once = (int(np.count_nonzero(each)) for each in marked)
                counts[:, group] += [union, union_once, int(new.sum()), people, once]
        return Beyond(*counts)

    def _found_in(self, chosen: Flags) -> Iterator[NDArray[np.int32]]:
        """Yield for each row in how many of its lists each id is, of those found more than once."""
        # Because most lists are in no row, or in every one, only the others are looked at again.
        is_counted = (chosen.sum(axis=0) > 0)[self.members]
        held_by = np.add.reduceat(is_counted.astype(np.int32), self.starts)
        members, runs = self.members[is_counted], np.flatnonzero(held_by)
        starts = np.cumsum(held_by[runs]) - held_by[runs]
        found = np.zeros(self.starts.size, dtype=np.int32)
        before = None
        for flags in chosen:
            if runs.size and (before is None or not np.array_equal(flags, before)):
                found[runs] = np.add.reduceat(flags.astype(np.int32)[members], starts)
            before = flags
            yield found


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


def _same_as_before(values: Ids) -> Flags:
    same = np.zeros(values.shape, dtype=np.bool_)
    same[1:] = values[1:] == values[:-1]
    return same


def spread(estimates: Floats) -> float:
    """Return the standard deviation of the logs of the positive estimates, 0 where there are not two."""
    positive = estimates[estimates > 0]
    return float(np.std(np.log(positive), ddof=1)) if positive.size > 1 else 0.0
