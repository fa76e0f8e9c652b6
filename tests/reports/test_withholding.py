"""What is held back: tried by a reader who knows every shown number and the rule itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import product

import pytest

from ambassador.reports.policy import (
    FEW,
    FEWEST,
    Count,
    Presence,
    exactly,
    expiring,
    funnel,
    grouping,
    has_room,
    lists_are_used,
    presence,
    shown,
)


def steps(invited: int, opted_in: int, trained: int, acknowledged: int, cleared: int) -> dict[str, Count]:
    made = funnel(
        invited=invited, opted_in=opted_in, trained=trained, acknowledged=acknowledged, cleared=cleared
    )
    return vars(made)


def small_and_certain(values: Iterable[int]) -> bool:
    """Say whether all that a reader could still believe is one number of one to four people."""
    possible = set(values)
    return len(possible) == 1 and 0 < min(possible) < FEWEST


def test_no_group_between_two_steps_of_the_funnel_can_be_worked_out() -> None:
    believed = defaultdict(list)
    for opted_in, trained, acknowledged in product(range(26), repeat=3):
        if max(trained, acknowledged) > opted_in:
            continue
        for cleared in range(max(0, trained + acknowledged - opted_in), min(trained, acknowledged) + 1):
            made = funnel(
                invited=90, opted_in=opted_in, trained=trained, acknowledged=acknowledged, cleared=cleared
            )
            believed[made].append((opted_in, trained, acknowledged, cleared))
    assert len(believed) > 1000
    for made, possible in believed.items():
        groups = zip(*(_groups(*each) for each in possible), strict=True)
        assert not any(small_and_certain(group) for group in groups), made


def _groups(opted_in: int, trained: int, acknowledged: int, cleared: int) -> tuple[int, ...]:
    return (
        opted_in, trained, acknowledged, cleared,
        opted_in - cleared, opted_in - trained, opted_in - acknowledged,
        trained - cleared, acknowledged - cleared, opted_in - trained - acknowledged + cleared,
    )  # fmt: skip


def test_no_group_on_a_channel_or_beside_it_can_be_worked_out() -> None:
    believed = defaultdict(list)
    for cleared in range(FEWEST, 24):
        for here in range(FEWEST, cleared + 1):
            for missing, shared in product(range(here), range(here + 1)):
                if missing + shared <= here:
                    for grade, made, groups in _shown(cleared, here, missing, shared):
                        believed[cleared, grade, made].append(groups)
    assert len(believed) > 1000
    assert {grade for _cleared, grade, _made in believed} == {"A", "B", "D"}
    for shown_as, possible in believed.items():
        for group in zip(*possible, strict=True):
            assert not small_and_certain(group), shown_as


def _shown(
    cleared: int, here: int, missing: int, shared: int
) -> Iterator[tuple[str, Presence, tuple[int, ...]]]:
    """Yield what is shown for every number of "at least", with the groups that nobody may work out."""
    are_used = lists_are_used(cleared=cleared, ambassadors=here, shared=shared, missing=missing)
    grade = ("A" if shared == here else "B") if are_used else "D"
    told = here - missing
    counted = told - shared if are_used else told
    for least in range(counted + 1):
        made = presence(
            cleared=cleared, ambassadors=here, missing=missing, at_least=least,
            shared=shared if are_used else None,
        )  # fmt: skip
        yield grade, made, (
            cleared - here, missing, told, shared, told - shared, here - shared,
            least, counted - least, told - least, here - least,
        )  # fmt: skip


def test_fewer_than_five_lists_look_like_none() -> None:
    assert not any(
        lists_are_used(cleared=90, ambassadors=80, shared=shared, missing=0) for shared in range(FEWEST)
    )
    assert lists_are_used(cleared=90, ambassadors=80, shared=FEWEST, missing=0)


def test_of_fewer_than_ten_lists_are_used_once_all_are_in() -> None:
    used = [
        shared for shared in range(10) if lists_are_used(cleared=30, ambassadors=9, shared=shared, missing=0)
    ]
    assert used == [9]


def test_every_part_of_a_channel_lies_in_the_range_that_is_shown() -> None:
    for here, missing, shared in product(range(FEWEST, 31), range(30), (None, *range(FEWEST, 31))):
        if missing + (shared or 0) <= here and missing < here:
            least = here - missing - (shared or 0)
            made = presence(cleared=30, ambassadors=here, missing=missing, at_least=least, shared=shared)
            numbers = [(here, made.ambassadors), (missing, made.missing), (here - missing, made.told)]
            numbers += [(least, made.at_least), (shared or 0, made.shared or exactly(0))]
            for number, part in numbers:
                assert part.low <= number <= part.high, (here, missing, shared)


def test_the_one_who_is_not_on_a_channel_is_hidden_in_a_range() -> None:
    made = presence(cleared=73, ambassadors=72, missing=2, at_least=6)
    assert (made.ambassadors, made.missing, made.told) == (Count(69, 73), FEW, Count(65, 73))
    assert made.at_least == exactly(6)


def test_teams_of_at_least_five_leave_the_number_in_all_open() -> None:
    assert not has_room(Count(7, 11), rows=2)
    assert has_room(Count(8, 12), rows=2)


@pytest.mark.parametrize(("most", "teams"), [(9, 4), (7, 5)])
def test_no_small_team_can_be_found_by_subtracting_the_shown_from_the_whole(most: int, teams: int) -> None:
    believed = defaultdict(list)
    for sizes in product(range(1, most + 1), repeat=teams):
        made = grouping(dict(enumerate(sizes)))
        if made is not None:
            assert all(sizes[team] >= FEWEST for team in made.alone)
            alone = tuple((team, sizes[team]) for team in made.alone)
            believed[sum(sizes), made.together, alone].append(sizes)
    for (whole, together, alone), possible in believed.items():
        rest = whole - sum(size for _team, size in alone)
        assert rest == 0 or (rest >= FEWEST and len(together) > 1)
        for team in together:
            assert not small_and_certain(sizes[team] for sizes in possible), (whole, alone, together)


def test_a_lone_small_team_takes_a_larger_one_with_it() -> None:
    made = grouping({1: 40, 2: 3, 3: 12, 4: 20})
    assert made is not None
    assert (made.together, made.alone) == ((2, 3), (1, 4))


def test_two_teams_of_four_are_not_told_by_their_sum() -> None:
    made = grouping({1: 4, 2: 4, 3: 30, 4: 40})
    assert made is not None
    assert made.together == (1, 2, 3)


def test_teams_of_five_and_more_are_all_shown() -> None:
    made = grouping({1: 5, 2: 5, 3: 0})
    assert made is not None
    assert (made.alone, made.together) == ((1, 2), ())


def test_teams_that_cannot_be_told_apart_safely_are_not_shown() -> None:
    assert grouping({1: 3, 2: 40}) is None
    assert grouping({1: 2, 2: 2}) is None
    assert grouping({}) is None


def test_fewer_than_five_look_the_same_whatever_they_are() -> None:
    assert {shown(number) for number in range(5)} == {FEW}
    assert shown(5) == Count(5, 5)


def test_a_large_funnel_is_shown_as_it_is() -> None:
    assert [step.low for step in steps(213, 144, 126, 119, 110).values()] == [213, 144, 126, 119, 110, 34]
    assert all(step.is_exact for step in steps(213, 144, 126, 119, 110).values())


def test_two_who_are_left_behind_are_hidden_in_a_range() -> None:
    made = steps(100, 52, 51, 52, 50)
    assert made["cleared"] == Count(50, 50)
    assert made["opted_in"] == made["trained"] == made["acknowledged"] == Count(50, 54)
    assert made["on_their_way"] == FEW


def test_refusers_are_hidden_when_nearly_everyone_said_yes() -> None:
    assert steps(52, 50, 40, 30, 20)["invited"] == Count(46, 54)


def test_neither_those_who_run_out_soon_nor_those_who_stay_can_be_worked_out() -> None:
    for cleared in range(FEWEST, 31):
        believed = defaultdict(list)
        for soon in range(cleared + 1):
            made = expiring(soon, cleared=exactly(cleared))
            assert made.low <= soon <= made.high
            believed[made].append(soon)
        for possible in believed.values():
            assert not small_and_certain(possible)
            assert not small_and_certain(cleared - soon for soon in possible)
