"""How somebody stands with a course, and what is told of many numbers."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import product
from statistics import median_low
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ambassador.followup.courses import policy
from ambassador.followup.courses.policy import Missed, Spread, Stand, missed, spread
from ambassador.people.withholding_policy import FEWEST, Count, in_steps, table
from ambassador.training.tallies.policy import Answered, QuestionCounts, added

RIGHT = {1: [0], 2: [0, 2]}


@pytest.mark.parametrize(
    ("told", "stand"),
    [
        ({"is_passed", "is_waived", "is_late", "has_passed", "has_begun"}, Stand.PASSED),
        ({"is_waived", "is_late", "has_passed", "has_begun"}, Stand.WAIVED),
        ({"is_late", "has_passed", "has_begun"}, Stand.LATE_RUN_OUT),
        ({"has_passed"}, Stand.RUN_OUT),
        ({"is_late", "has_begun"}, Stand.LATE_UNDER_WAY),
        ({"has_begun"}, Stand.UNDER_WAY),
        ({"is_late"}, Stand.LATE_NOT_BEGUN),
        (set(), Stand.NOT_BEGUN),
    ],
)
def test_everybody_stands_in_one_way(told: set[str], stand: Stand) -> None:
    names = ("is_passed", "is_waived", "is_late", "has_passed", "has_begun")
    assert policy.stand(**{name: name in told for name in names}) is stand


@given(st.lists(st.integers(0, 50), min_size=20, max_size=60))
def test_the_middle_is_the_median_and_a_half_lies_between_the_ends(numbers: list[int]) -> None:
    found = spread(Counter(numbers), people=len(numbers))
    assert found is not None
    assert found.half is not None
    low, high = found.half
    assert found.middle == median_low(numbers)
    assert 2 * sum(low <= number <= high for number in numbers) >= len(numbers)
    assert 4 * sum(number < low for number in numbers) < len(numbers)


def test_a_median_needs_ten_people_and_its_half_twenty() -> None:
    assert spread({3: 9}, people=9) is None
    assert spread({3: 100}, people=9) is None
    assert spread({3: 10}, people=10) == Spread(3, None)
    assert spread({3: 19}, people=19) == Spread(3, None)
    assert spread({3: 10, 5: 10}, people=20) == Spread(3, (3, 5))


@pytest.mark.parametrize(
    ("people", "right", "wrong", "told"),
    [
        (0, 0, 0, Missed.WITHHELD),
        (4, 4, 4, Missed.WITHHELD),
        (5, 5, 0, Missed.NEVER),
        (9, 9, 4, Missed.FEW),
        (9, 4, 5, Missed.NEARLY_ALL),
        (9, 0, 9, Missed.ALWAYS),
        (10, 5, 5, Missed.SHARE),
    ],
)
def test_a_share_is_told_where_five_people_stand_on_either_side(
    people: int, right: int, wrong: int, told: Missed
) -> None:
    assert missed(people=people, people_right=right, people_missed=wrong) is told


def answers(who: int, first: list[int], second: list[int] | None = None) -> Answered:
    return Answered(who, {"1": first} if second is None else {"1": first, "2": second})


def test_attempts_and_people_are_counted_each_for_itself() -> None:
    new = [answers(1, [1], [2, 0]), answers(1, [0]), answers(2, [1], [0])]
    assert added(new, before=[answers(2, [1])], right=RIGHT) == {
        1: QuestionCounts(asked=3, missed=2, people=1, people_right=1, people_missed=1),
        2: QuestionCounts(asked=2, missed=1, people=2, people_right=1, people_missed=1),
    }


attempt = st.builds(
    answers, st.integers(1, 4), st.sampled_from([[0], [1]]), st.sampled_from([None, [0, 2], [2, 0], [1]])
)


@given(st.lists(attempt, max_size=12), st.lists(attempt, max_size=12))
def test_adding_up_in_two_steps_comes_to_the_same_as_in_one(
    first: list[Answered], second: list[Answered]
) -> None:
    one = added([*first, *second], before=[], right=RIGHT)
    two = added(first, before=[], right=RIGHT)
    for question, counts in added(second, before=first, right=RIGHT).items():
        two[question] = two.get(question, QuestionCounts()) + counts
    assert one == two


def as_shown(numbers: tuple[int, ...]) -> Any:
    """Return all that a page shows of one course: how many there are, and its steps if they are safe."""
    is_safe = table({0: numbers}, sums_in_steps=True) is not None
    steps: tuple[Count, ...] = tuple(in_steps(number) for number in numbers)
    return in_steps(sum(numbers)), steps if is_safe else None


@pytest.mark.parametrize(("parts", "most"), [(2, 30), (3, 16), (4, 8)])
def test_no_small_way_to_stand_can_be_worked_out_of_the_totals(parts: int, most: int) -> None:
    believed = defaultdict(list)
    for numbers in product(range(most), repeat=parts):
        believed[as_shown(numbers)].append(numbers)
    whole = {
        shown: possible
        for shown, possible in believed.items()
        if all(count.high < most for count in shown[1] or ())
    }
    assert len(whole) > 5
    for shown, possible in whole.items():
        for part in zip(*possible, strict=True):
            assert not (len(set(part)) == 1 and 0 < part[0] < FEWEST), shown


def test_where_the_steps_would_tell_nothing_is_said_and_each_part_may_be_any() -> None:
    # Five parts under five of twenty or more in all are four each; which five they are stays open.
    numbers = (4, 4, 4, 4, 4, 0, 0, 0)
    assert as_shown(numbers) == as_shown(numbers[::-1]) == (Count(20, 24), None)
