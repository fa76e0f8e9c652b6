"""Knows how figures about people are withheld: none shows a group under five, and no sum finds one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Flags = NDArray[np.bool_]
Numbers = NDArray[np.int64]

FEWEST = 5
"""The smallest group that a figure may be about."""

SMALLEST_SPREAD = 2
"""How far below the most they could be small teams must be together, or "all under five" would say it all."""


@dataclass(frozen=True)
class Count:
    """A number of people: exact, or as a range where the exact number would show a small group."""

    low: int
    high: int

    @property
    def is_exact(self) -> bool:
        return self.low == self.high

    @property
    def is_few(self) -> bool:
        """Say whether all that is shown is that there are fewer than five."""
        return (self.low, self.high) == (0, FEWEST - 1)


FEW = Count(0, FEWEST - 1)


def exactly(number: int) -> Count:
    """Return the number as it is: for a whole that is shown anyway."""
    return Count(number, number)


def shown(number: int) -> Count:
    """Return a number of people on its own: exact from five."""
    return exactly(number) if number >= FEWEST else FEW


def is_shown(number: int) -> bool:
    """Say whether figures about a group of this size may be shown."""
    return number >= FEWEST


@dataclass(frozen=True)
class Grouping:
    """Which teams are shown one by one, and which are put together."""

    alone: tuple[int, ...]
    together: tuple[int, ...]
    """Team ids; empty, or at least two teams of at least five people in all."""


def grouping(sizes: Mapping[int, int]) -> Grouping | None:
    """Return how teams may be shown, given the ambassadors in each, or None where no way is safe.

    Teams under five are put together. Their sum can always be found, as the whole less the teams that are
    shown, so the smallest of the others join them until the sum tells nothing of a single team, not even to
    somebody who knows this rule. Teams without an ambassador are left out: they would hide nobody. With
    fewer than five people in all nothing is shown.
    """
    by_size = sorted((size, team) for team, size in sizes.items() if size > 0)
    ordered = [size for size, _team in by_size]
    small = together = sum(size < FEWEST for size in ordered)
    while 0 < together < len(ordered) and not _hides(ordered, small=small, together=together):
        together += 1
    if together == len(ordered):
        return None
    ids = [team for _size, team in by_size]
    return Grouping(alone=tuple(sorted(ids[together:])), together=tuple(sorted(ids[:together])))


def _hides(ordered: Sequence[int], *, small: int, together: int) -> bool:
    """Say whether the sum of the first teams leaves the size of each small one open."""
    hidden, smallest_shown = ordered[:together], ordered[together]
    if len(hidden) < 2 or sum(hidden) < FEWEST:  # noqa: PLR2004  (the sum of one team is that team)
        return False
    if together == small:
        # Two teams of together eight, each under five, can only be four and four.
        return small * (FEWEST - 1) - sum(hidden) >= SMALLEST_SPREAD
    # One person more in the largest team that joined, and one fewer in a small one, must be possible, or the
    # other way about: what joined has five people or more, and no more than the smallest team that is shown.
    could_be_larger = hidden[-1] < smallest_shown and hidden[small - 1] > 1
    could_be_smaller = hidden[-1] > max(FEWEST, *hidden[small:-1], 0) and hidden[0] < FEWEST - 1
    return could_be_larger or could_be_smaller


def in_steps(number: int) -> Count:
    """Return a number of people in steps of five: nobody, fewer than five, 5 to 9, and so on."""
    low = number - number % FEWEST
    return exactly(0) if number == 0 else Count(low, low + FEWEST - 1)


def parts(numbers: Sequence[int]) -> tuple[Count, ...]:
    """Return the parts of a whole that is shown: exact, unless one of them is a small group.

    Then all are in steps of five; and where even those, with the whole, would tell how many are in the small
    one, nothing is said of any.
    """
    whole = sum(numbers)
    if not any(0 < number < FEWEST for number in numbers):
        return tuple(exactly(number) for number in numbers)
    if whole >= 2 * FEWEST and _leaves_open_alone(numbers):
        return tuple(in_steps(number) for number in numbers)
    return (Count(0, max(whole, FEWEST - 1)),) * len(numbers)


def table(rows: Mapping[int, Sequence[int]], *, sums_in_steps: bool = False) -> Grouping | None:
    """Return how groups of people may be shown in parts, in steps of five, or None where no way is safe.

    `rows` are the parts of each group, a team for one. Groups under five are put together as `grouping` does;
    and so is every group whose steps, with the sums of its row and of each column, would tell how many are in
    a part under five. The sums may be shown exactly, unless `sums_in_steps` says that they are in steps too.
    """
    found = grouping({team: sum(numbers) for team, numbers in rows.items()})
    while found is not None:
        shown_rows = [rows[team] for team in found.alone]
        if found.together:
            shown_rows.append([sum(part) for part in zip(*(rows[t] for t in found.together), strict=True)])
        is_open = _leave_open(shown_rows, sums_in_steps=sums_in_steps)
        if all(is_open):
            return found
        told = {team for team, one in zip(found.alone, is_open, strict=False) if not one}
        found = _with_more_together(found, told, rows)
    return None


def _with_more_together(
    found: Grouping, told: set[int], rows: Mapping[int, Sequence[int]]
) -> Grouping | None:
    """Put these groups together with those that are, and the smallest of the others where that is too few."""
    by_size = sorted(set(found.alone) - told, key=lambda team: (sum(rows[team]), team))
    together = {*found.together, *told}
    while by_size and (len(together) < 2 or together == set(found.together)):  # noqa: PLR2004  (one is no group)
        together.add(by_size.pop(0))
    if not by_size:
        return None
    return Grouping(alone=tuple(sorted(by_size)), together=tuple(sorted(together)))


def _leaves_open_alone(row: Sequence[int]) -> bool:
    """Say whether each small part of one row could be another number, with its look and sum the same."""
    rises, falls = (flags.tolist() for flags in _may_change(np.array(row, np.int64)))
    return all(
        (rises[part] and any(falls[:part] + falls[part + 1 :]))
        or (falls[part] and any(rises[:part] + rises[part + 1 :]))
        for part, number in enumerate(row)
        if 0 < number < FEWEST
    )


def _leave_open(rows: Sequence[Sequence[int]], *, sums_in_steps: bool) -> list[bool]:
    """Say of each row whether each of its small parts could be another number, all that is shown the same.

    People flow from the whole through the rows to the columns and back to the whole, and each number may
    change as far as its step allows. What is known of a part is the same for every table that is shown alike:
    it could be another number if and only if some of the flow can go round by it (Ford and Fulkerson, Flows
    in Networks, 1962: two flows differ by circles).
    """
    if not rows:
        return []
    numbers, columns = np.array(rows, np.int64), len(rows[0])
    source, sink = columns, columns + 1
    hubs = columns + 2
    # into[row, hub]: a person more can reach the row from a hub; out_of: leave the row for it.
    into, out_of = np.zeros((2, len(rows), hubs), bool)
    out_of[:, :columns], into[:, :columns] = _may_change(numbers)
    between = np.eye(hubs, dtype=bool)
    if sums_in_steps:
        into[:, source], out_of[:, source] = _may_change(numbers.sum(axis=1))
        between[:columns, sink], between[sink, :columns] = _may_change(numbers.sum(axis=0))
        between[sink, source], between[source, sink] = _may_change(numbers.sum())
    through = into[:, :, None] & out_of[:, None, :]
    by_others = through.sum(axis=0) - through > 0
    reach = by_others | between
    for _doubling in range(hubs.bit_length()):
        reach = reach @ reach
    # A part rises if what leaves by its column comes back to the row another way, and falls the other way.
    another = ~np.eye(hubs, dtype=bool)[:columns]
    rises = out_of[:, :columns] & (reach[:, :columns, :] & into[:, None, :] & another).any(axis=2)
    falls = into[:, :columns] & (reach[:, :, :columns].swapaxes(1, 2) & out_of[:, None, :] & another).any(
        axis=2
    )
    is_small = (numbers > 0) & (numbers < FEWEST)
    told: list[bool] = (is_small & ~rises & ~falls).any(axis=1).tolist()
    return [not one for one in told]


def _may_change(numbers: Numbers) -> tuple[Flags, Flags]:
    """Return which of these numbers could be one more, and which one fewer, and look the same."""
    in_step = np.where(numbers == 0, 0, numbers % FEWEST)
    fewest = np.where((numbers > 0) & (numbers < FEWEST), 1, 0)
    return (numbers > 0) & (in_step < FEWEST - 1), (numbers > 0) & (in_step > fewest)
