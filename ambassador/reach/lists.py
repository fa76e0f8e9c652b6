"""Shared follower lists: how many different people they hold, and how many of those were found once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np

from .draws import Flags, Ints, count, found, in_words
from .packed import Ids, Packed, same_as_before


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
    in one drawn list only. `all_once` are the ids found in one list only, certain or drawn.
    """

    union: Ints
    union_once: Ints
    left: Ints
    people: Ints
    once: Ints
    all_once: Ints


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
        for rows, (words,) in in_words(chosen):
            held, twice = found(words[self.members], starts=self.starts)
            groups = rows.stop - rows.start
            people[rows] += count(held, draws=groups)
            once[rows] += count(held & ~twice, draws=groups)
        return chosen @ self.lengths, people, once

    def beyond(self, certain: Flags, *, drawn: Flags) -> Beyond:
        """Count what drawn lists add to certain ones, for each row of the two (groups, lists) tables."""
        alone, others = certain @ self.alone, drawn @ self.alone
        counts = np.stack([alone, alone, others, others, others, alone + others])
        held_by = np.diff(self.starts, append=self.members.size)
        for rows, (sure, chance) in in_words(certain, drawn):
            union, repeated = found(sure[self.members], starts=self.starts)
            by_chance = chance[self.members]
            people, again = found(by_chance, starts=self.starts)
            left = by_chance & ~np.repeat(union, held_by)
            new, union_once = people & ~union, union & ~repeated
            once = new & ~again
            marked = (union, union_once, left, new, once, once | (union_once & ~people))
            counts[:, rows] += [count(words, draws=rows.stop - rows.start) for words in marked]
        return Beyond(*counts)

    def left_beyond(self, certain: Flags) -> Ints:
        """Return how many ids of each list are in none of the certain ones."""
        held_by = np.diff(self.starts, append=self.members.size)
        held = np.zeros(self.starts.size, dtype=np.int64)
        if self.starts.size:
            held = np.add.reduceat(certain[self.members].astype(np.int64), self.starts)
        is_left = np.repeat(held == 0, held_by)
        return np.bincount(self.members[is_left], minlength=certain.size) + np.where(certain, 0, self.alone)


def side_by_side(lists: Sequence[Ids] | Packed) -> SharedLists:
    """Return the lists ready for counting; an id repeated within one list counts once there."""
    packed = lists if isinstance(lists, Packed) else Packed.of(lists)
    ids, owners = packed.ids, packed.owners()
    if packed.may_repeat():
        order = np.argsort(ids, kind="stable")
        ids, owners = ids[order], owners[order]
        kept = ~(same_as_before(ids) & same_as_before(owners))
        ids, owners = ids[kept], owners[kept]
    else:
        # Because it counts nowhere in which order an id's lists stand, the quicker sort will do.
        order = np.argsort(ids)
        ids, owners = ids[order], owners[order]
    starts = np.flatnonzero(~same_as_before(ids))
    held_by = np.diff(starts, append=ids.size)
    repeated = np.repeat(held_by > 1, held_by)
    runs = held_by[held_by > 1]
    return SharedLists(
        lengths=np.bincount(owners, minlength=len(packed)),
        alone=np.bincount(owners[~repeated], minlength=len(packed)),
        members=owners[repeated],
        starts=np.cumsum(runs) - runs,
    )


@overload
def without(lists: Packed, *, ids: Ids) -> tuple[Packed, float]: ...
@overload
def without(lists: Sequence[Ids], *, ids: Ids) -> tuple[list[Ids], float]: ...
def without(lists: Sequence[Ids] | Packed, *, ids: Ids) -> tuple[list[Ids] | Packed, float]:
    """Take these ids out of every list and return what is left, with its share, 0 to 1, of what there was.

    For people outside the company: take the employees' own ids out, and scale the counts of those who
    shared no list by the share. Lists laid end to end come back so, and others one by one.
    """
    packed = (lists if isinstance(lists, Packed) else Packed.of(lists)).of_different_ids()
    is_left = ~np.isin(packed.ids, ids)
    left = packed.where(is_left)
    share = left.ids.size / packed.ids.size if packed.ids.size else 1.0
    return (left if isinstance(lists, Packed) else left.one_by_one()), share
