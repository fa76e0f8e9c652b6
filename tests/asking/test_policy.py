"""What is held back and what is doubted: tried by a reader who knows every shown count and the rule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

import pytest

from ambassador.asking.policy import (
    FEWEST_LISTS,
    STEP,
    Answers,
    Came,
    Doubt,
    answers,
    doubts,
    most_lists,
    names_shown,
)

Parts = tuple[int, int, int, int]
"""Lists in, noes, questions open, and those who opted out."""


def compositions(whole: int) -> Iterator[Parts]:
    for lists in range(whole + 1):
        for noes in range(whole - lists + 1):
            for waiting in range(whole - lists - noes + 1):
                yield lists, noes, waiting, whole - lists - noes - waiting


def believed(wanted: int, *, exhausted: bool) -> dict[tuple[object, ...], list[Parts]]:
    """Return what each page may stand for, to a reader who knows whether there is still somebody to ask.

    As long as there is, each no and each who left has been replaced. Afterwards the reader may know how many
    there were in all, and so exactly how many have been asked.
    """
    found: dict[tuple[object, ...], list[Parts]] = defaultdict(list)
    for asked in range(wanted, wanted + 9):
        for parts in compositions(asked):
            lists, noes, _waiting, left = parts
            unreplaced = noes + left - (asked - wanted)
            if unreplaced < 0 or (unreplaced and not exhausted):
                continue
            page = answers(wanted=wanted, asked=asked, lists_in=lists, declined=noes)
            found[(page, asked) if exhausted else (page,)].append(parts)
    return found


GROUPS = [group for size in (1, 2, 3) for group in combinations(range(4), size)]


@pytest.mark.parametrize("wanted", range(FEWEST_LISTS, FEWEST_LISTS + STEP + 1))
@pytest.mark.parametrize("exhausted", [False, True])
def test_no_small_group_and_nobodys_answer_can_be_worked_out(wanted: int, exhausted: bool) -> None:
    pages = believed(wanted, exhausted=exhausted)
    assert len(pages) > 5
    for page, possible in pages.items():
        for group in GROUPS:
            sizes = {sum(parts[each] for each in group) for parts in possible}
            assert len(sizes) > 1 or not 0 < min(sizes) < STEP, (page, group)
        # It must never be certain that everyone shared, that everyone said no, or did that or left.
        for group in ((0,), (1,), (1, 3)):
            assert any(sum(parts[each] for each in group) < sum(parts) for parts in possible), (page, group)


def test_every_count_lies_in_the_range_that_is_shown() -> None:
    for asked in range(10, 19):
        for parts in compositions(asked):
            page = answers(wanted=10, asked=asked, lists_in=parts[0], declined=parts[1])
            for number, count in zip(parts, (page.lists_in, page.declined), strict=False):
                assert count.low <= number
                assert count.high is None or number <= count.high


def test_a_single_no_changes_nothing_on_the_page() -> None:
    def page(noes: int) -> Answers:
        return answers(wanted=20, asked=20 + noes, lists_in=6, declined=noes)

    assert page(0) == page(1) == page(4)
    assert page(5).names == 25


@pytest.mark.parametrize(("asked", "names"), [(10, 10), (14, 10), (15, 15), (21, 20)])
def test_names_join_five_at_a_time(asked: int, names: int) -> None:
    assert names_shown(wanted=10, asked=asked) == names


@pytest.mark.parametrize(("ambassadors", "most"), [(0, 0), (9, 0), (10, 10), (14, 10), (38, 35)])
def test_the_most_lists_tell_the_number_of_ambassadors_in_steps_of_five(ambassadors: int, most: int) -> None:
    assert most_lists(ambassadors) == most


SIZES = list(range(100, 2100, 100))
TEAMS: list[int | None] = [1, 2, 3, 4] * 5


def came(audiences: list[int], teams: list[int | None], *, asked: int) -> list[Came]:
    pairs = zip(audiences, teams, strict=True)
    return [Came(size, team, place < asked) for place, (size, team) in enumerate(pairs)]


def doubted(lists: list[Came], teams: list[int | None] = TEAMS) -> tuple[Doubt, ...]:
    return doubts(lists, audiences=SIZES, teams=teams)


def test_lists_like_the_design_are_not_doubted() -> None:
    assert doubted(came([300, 900, 1500, 1900, 2000, 1800], [1, 2, 3, 4, 1, 2], asked=6)) == ()


def test_half_of_the_lists_from_one_team_are_doubted() -> None:
    lists = came([300, 900, 1500, 1900, 2000, 1800], [1, 1, 1, 4, 3, 2], asked=6)
    assert doubted(lists) == (Doubt.ONE_TEAM,)
    assert doubted(lists, teams=[1] * 15 + [2] * 5) == ()


def test_lists_without_a_team_are_no_team() -> None:
    assert doubted(came([300, 900, 1500, 1900, 2000], [None] * 5, asked=5), teams=[None] * 20) == ()


def test_small_lists_are_doubted() -> None:
    assert doubted(came([100, 200, 300, 400, 1900], [1, 2, 3, 4, 1], asked=5)) == (Doubt.SMALL,)


@pytest.mark.parametrize(("asked", "found"), [(3, ()), (2, (Doubt.VOLUNTEERS,)), (0, (Doubt.VOLUNTEERS,))])
def test_lists_that_mostly_came_unasked_are_doubted(asked: int, found: tuple[Doubt, ...]) -> None:
    assert doubted(came([300, 900, 1500, 1900, 2000, 1800], [1, 2, 3, 4, 1, 2], asked=asked)) == found


def test_nothing_is_said_about_fewer_than_five_lists() -> None:
    assert doubted(came([100] * 4, [1] * 4, asked=0)) == ()
