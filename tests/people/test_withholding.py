"""No part of a table under five can be worked out, not even by somebody who knows how it is withheld."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import product
from typing import Any

import pytest

from ambassador.people.withholding_policy import (
    FEW,
    FEWEST,
    Count,
    Grouping,
    exactly,
    in_steps,
    parts,
    table,
)


def small_and_certain(values: Sequence[int]) -> bool:
    return len(set(values)) == 1 and 0 < values[0] < FEWEST


@pytest.mark.parametrize(
    ("number", "shown"),
    [(0, exactly(0)), (1, FEW), (4, FEW), (5, Count(5, 9)), (9, Count(5, 9)), (10, Count(10, 14))],
)
def test_steps_are_five_wide_and_nobody_is_nobody(number: int, shown: Count) -> None:
    assert in_steps(number) == shown


def test_parts_are_exact_unless_one_is_small() -> None:
    assert parts([100, 0, 7]) == (exactly(100), exactly(0), exactly(7))
    assert parts([100, 0, 3]) == (Count(100, 104), exactly(0), FEW)


@pytest.mark.parametrize("columns", [2, 3, 4])
def test_no_small_part_of_a_whole_can_be_worked_out(columns: int) -> None:
    most = {2: 40, 3: 18, 4: 13}[columns]
    believed = defaultdict(list)
    for numbers in product(range(most), repeat=columns):
        if sum(numbers) >= FEWEST:
            believed[sum(numbers), parts(numbers)].append(numbers)
    # Close to the most that is tried, some of what looks the same was not tried.
    whole = {key: possible for key, possible in believed.items() if key[0] < most}
    assert len(whole) > 20
    for shown_as, possible in whole.items():
        for part in zip(*possible, strict=True):
            assert not small_and_certain(part), shown_as


@pytest.mark.parametrize("sums_in_steps", [False, True])
@pytest.mark.parametrize("most", [(14, 14), (9, 9, 4)])
def test_no_small_part_of_a_table_can_be_worked_out(most: tuple[int, ...], sums_in_steps: bool) -> None:
    believed = defaultdict(list)
    tried = [[row for row in product(range(top + 1), repeat=2) if sum(row) <= top] for top in most]
    for rows in product(*tried):
        shown_as = _as_shown(dict(enumerate(rows)), sums_in_steps=sums_in_steps)
        believed[shown_as].append([number for row in rows for number in row])
    assert len(believed) > 50
    for shown_as, possible in believed.items():
        # Of a group that could be larger than was tried, some of what looks the same was not tried.
        if shown_as is not None and all(line[0].high <= most[team] for team, line in shown_as[-1]):
            for part in zip(*possible, strict=True):
                assert not small_and_certain(part), shown_as


def _as_shown(rows: dict[int, tuple[int, ...]], *, sums_in_steps: bool) -> Any:
    """Return all that a page shows of a table: its rows in steps, their sums, and the sums of the columns."""
    found = table(rows, sums_in_steps=sums_in_steps)
    if found is None:
        return None
    sum_as = in_steps if sums_in_steps else exactly
    columns = [sum(column) for column in zip(*rows.values(), strict=True)]
    sums = (*(sum_as(column) for column in columns), sum_as(sum(columns)))
    return (found, sums, tuple(_lines(rows, found, sum_as)))


def _lines(
    rows: dict[int, tuple[int, ...]], found: Grouping, sum_as: Callable[[int], Count]
) -> Iterator[tuple[int, tuple[Count, ...]]]:
    """Iterate over the last group in each row that is shown, and the row: its sum and its parts."""
    for teams in (*((team,) for team in found.alone), *([found.together] if found.together else ())):
        numbers = [sum(part) for part in zip(*(rows[team] for team in teams), strict=True)]
        yield max(teams), (sum_as(sum(numbers)), *(in_steps(number) for number in numbers))


def test_sums_in_steps_let_groups_be_shown_that_exact_sums_would_tell() -> None:
    rows = {1: (11, 1), 2: (16, 0)}
    assert table(rows) is None
    assert table(rows, sums_in_steps=True) == Grouping(alone=(1, 2), together=())


def test_a_table_of_many_groups_is_shown_whole() -> None:
    rows = {team: (12 + team % 7, team % 6, team % 3) for team in range(1, 200) if team % 6 != 1}
    assert table(rows) == Grouping(alone=tuple(rows), together=())


def test_a_group_whose_steps_would_tell_is_put_with_another() -> None:
    # Of eighteen, in steps "10 to 14" and "fewer than 5", the second can only be four.
    assert table({1: (14, 4), 2: (14, 4)}) is None
    rows = {1: (14, 4), 2: (11, 2), 3: (12, 3), 4: (13, 2)}
    assert table(rows) == Grouping(alone=(3, 4), together=(1, 2))
