"""How many ambassadors a goal takes, and how far further shared lists would narrow the range."""

from dataclasses import astuple, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ambassador.reach import Needed, estimate_people, grow, narrow, needed
from ambassador.reach.curve import Curve

quickly = settings(derandomize=True, deadline=None, max_examples=60)
COUNTS = st.lists(st.integers(1, 5000), min_size=1, max_size=30)


def shared_by(lists, *, of=40, size=60, people=900, **options):
    generator = np.random.default_rng(4)
    drawn = [generator.choice(people, size=size, replace=False) for _ in range(lists)]
    return estimate_people(shared=drawn, counts=[size] * (of - lists), **options)


def test_a_goal_that_is_reached_needs_nobody():
    assert needed(estimate_people(counts=[100] * 100), goal=1000) == Needed(0, 0, 0)


def test_the_range_says_how_few_and_how_many_a_goal_may_take():
    told = needed(estimate_people(counts=[100] * 100), goal=5000)
    # 5,000 people at 100 follows and n^0.80 are 133 ambassadors.
    assert told.more == pytest.approx(33, abs=2)
    assert told.low == 0
    assert told.high > told.more


def test_a_goal_beyond_the_end_of_the_curve_takes_more_than_anybody():
    estimate = replace(
        estimate_people(counts=[100] * 10),
        curve=Curve(scale=1000, k=1.0),
        curve_low=Curve(scale=500, k=1.0),
        curve_high=Curve(scale=4000, k=1.0),
    )
    assert needed(estimate, goal=2000) == Needed(None, 30, None)
    assert needed(estimate, goal=9000) == Needed(None, None, None)


def test_ambassadors_without_an_audience_never_reach_a_goal():
    assert needed(estimate_people(counts=[0, 0]), goal=1) == Needed(None, None, None)


def test_without_an_ambassador_nobody_knows():
    with pytest.raises(ValueError, match="no mean audience"):
        needed(estimate_people(counts=[]), goal=5)


@quickly
@given(counts=COUNTS, times=st.floats(0.1, 4))
def test_so_many_ambassadors_reach_the_goal_and_one_fewer_do_not(counts, times):
    estimate = estimate_people(counts=counts)
    goal = estimate.people * times
    more = needed(estimate, goal=goal).more
    if more is None:
        assert grow(estimate, more=[10**6])[0].people.value < goal
        return
    steps = grow(estimate, more=[max(more - 1, 0), more])
    assert steps[1].people.value >= goal * (1 - 1e-6)
    assert more == 0 or steps[0].people.value <= goal * (1 + 1e-6)


@quickly
@given(counts=COUNTS, first=st.floats(0.1, 4), second=st.floats(0.1, 4))
def test_a_higher_goal_never_takes_fewer(counts, first, second):
    estimate = estimate_people(counts=counts)
    less, more = (needed(estimate, goal=estimate.people * each) for each in sorted((first, second)))
    for fewer, others in zip(astuple(less), astuple(more), strict=True):
        assert others is None or (fewer is not None and fewer <= others)


@quickly
@given(follows=st.floats(1, 1e6), scale=st.floats(1, 1e6), k=st.floats(-0.95, 20))
def test_a_curve_says_how_many_follows_so_many_people_are(follows, scale, k):
    curve = Curve(scale=scale, k=k)
    people = curve.people_at(follows)
    if curve.slope_at(follows) > 1e-4:
        assert curve.follows_for(people) == pytest.approx(follows, rel=1e-6)


@pytest.mark.parametrize(
    ("curve", "people", "follows"),
    [
        (Curve(scale=np.inf, k=np.inf), 70, 70),
        (Curve(scale=100, k=np.inf), 100, None),
        (Curve(scale=100, k=2.0), 50, None),
        (Curve(scale=100, k=0.0), 100 * np.log(3), 200),
        (Curve(scale=1e-3, k=0.0), 1e6, None),
    ],
)
def test_a_curve_with_an_end_has_no_follows_beyond_it(curve, people, follows):
    told = curve.follows_for(people)
    assert told is follows if follows is None else told == pytest.approx(follows)


@pytest.mark.parametrize("options", [{}, {"is_designed": True}, {"is_designed": True, "has_refusals": False}])
@pytest.mark.parametrize("lists", [0, 3, 5, 20, 40])
def test_further_lists_narrow_the_range_and_all_leave_none(lists, options):
    estimate = shared_by(lists)
    steps = narrow(estimate, more=[0, 2, 5, 10, 20, 40, 90], **options)
    widths = [step.high - step.low for step in steps]
    assert (steps[0].low, steps[0].high) == (estimate.low, estimate.high)
    assert widths == sorted(widths, reverse=True)
    assert widths[-1] == pytest.approx(0)
    assert all(estimate.low <= step.low <= estimate.people <= step.high <= estimate.high for step in steps)


def test_twice_as_many_lists_of_few_narrow_the_range_by_the_root_of_two():
    estimate = shared_by(10, of=100_000)
    (step,) = narrow(estimate, more=[10])
    assert np.log(step.high / estimate.people) == pytest.approx(
        np.log(estimate.high / estimate.people) / np.sqrt(2), rel=1e-3
    )


def test_so_few_lists_that_they_would_not_count_change_nothing():
    estimate = estimate_people(counts=[100] * 50)
    (step,) = narrow(estimate, more=[4])
    assert (step.low, step.high) == (estimate.low, estimate.high)


def test_counts_alone_narrow_to_what_is_usual():
    estimate = estimate_people(counts=[100] * 100)
    chance, designed = (narrow(estimate, more=[20], is_designed=each)[0] for each in (False, True))
    assert chance.high / estimate.people == pytest.approx(np.exp(1.8 * 0.2))
    assert designed.high < chance.high


def test_nobody_narrows_nothing():
    assert [(step.low, step.high) for step in narrow(estimate_people(counts=[]), more=[3])] == [(0, 0)]


def test_fewer_lists_than_none_are_refused():
    with pytest.raises(ValueError, match="fewer than none"):
        narrow(estimate_people(counts=[5]), more=[-1])
