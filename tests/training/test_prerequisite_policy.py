"""The order that courses give themselves, as what always holds."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ambassador.training.prerequisite_policy import circle, in_order

COURSES = st.integers(1, 6)
NEEDS = st.dictionaries(COURSES, st.sets(COURSES, max_size=3), max_size=6)


@pytest.mark.parametrize(
    ("needs", "expected"),
    [
        ({}, ()),
        ({1: {2}}, ()),
        ({1: {1}}, (1,)),
        ({1: {2}, 2: {1}}, (1, 2)),
        ({1: {2}, 2: {3}, 3: {1}}, (1, 2, 3)),
        ({1: {2, 3}, 2: {4}, 4: {1}, 3: {1}}, (1, 3)),
        ({1: {2}, 2: {3}, 3: {2}}, ()),
    ],
    ids=["none", "one after another", "itself", "two", "three", "the shorter of two", "a circle without it"],
)
def test_a_circle_is_found_where_there_is_one(
    needs: Mapping[int, set[int]], expected: tuple[int, ...]
) -> None:
    assert circle(1, needs) == expected


@given(COURSES, NEEDS)
def test_a_circle_leads_from_course_to_course_and_back(course: int, needs: dict[int, set[int]]) -> None:
    found = circle(course, needs)
    if found:
        assert found[0] == course
        assert all(other in needs[one] for one, other in pairwise((*found, course)))


@given(NEEDS)
def test_whatever_is_added_one_by_one_without_a_circle_can_be_put_in_order(
    needs: dict[int, set[int]],
) -> None:
    kept: dict[int, set[int]] = {}
    for course, before in needs.items():
        if not circle(course, kept | {course: before}):
            kept[course] = before
    order = in_order(range(1, 7), kept)
    assert sorted(order) == list(range(1, 7))
    assert all(order.index(before) < order.index(course) for course in kept for before in kept[course])


def test_courses_keep_their_order_where_nothing_else_is_said() -> None:
    assert in_order((3, 1, 2), {}) == (3, 1, 2)
    assert in_order((1, 2, 3), {1: {3}}) == (3, 1, 2)


def test_what_comes_before_counts_through_a_course_that_is_not_listed() -> None:
    assert in_order((1, 3), {1: {2}, 2: {3}}) == (3, 1)


@given(st.permutations([1, 2, 3]), NEEDS)
def test_also_in_a_circle_each_course_is_listed_once(courses: list[int], needs: dict[int, set[int]]) -> None:
    assert sorted(in_order(courses, needs)) == [1, 2, 3]
