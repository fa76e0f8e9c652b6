"""The ladder, its rungs, and what further ambassadors add."""

import numpy as np
import pytest

from ambassador.reach import (
    Bounds,
    Rung,
    across_channels,
    active_in_a_month,
    estimate_people,
    grow,
    ladder,
    seen_by,
    two_digits,
)
from ambassador.reach.ladder import outside_by_headcount

CHOICES = {"headcount": 240, "posts": 3, "seen": seen_by("linkedin"), "active": active_in_a_month("linkedin")}


def test_a_hundred_by_a_hundred_is_four_thousand_people():
    rungs = ladder(estimate_people(counts=[100] * 100), **CHOICES)
    assert rungs.follows.presented() == (10000, 10000, 10000)
    assert rungs.people.presented() == (4000, 1200, 7200)


def test_every_rung_holds_its_value_within_its_range():
    rungs = ladder(estimate_people(counts=[100] * 100), **CHOICES)
    for rung in (rungs.follows, rungs.people, rungs.outside, rungs.campaign):
        assert rung.low <= rung.value <= rung.high


def test_without_lists_the_headcount_bounds_the_people_outside():
    outside = outside_by_headcount(estimate_people(counts=[100] * 100), headcount=240)
    assert outside.value == pytest.approx(3981.07 - 120, abs=0.01)
    assert outside.low == pytest.approx(1202.26 - 240, abs=0.01)
    assert outside.high == pytest.approx(7244.36, abs=0.01)


def test_a_company_larger_than_its_reach_may_have_nobody_outside():
    outside = outside_by_headcount(estimate_people(counts=[10, 10]), headcount=5000)
    assert outside.low == 0
    assert outside.value > 0


def test_with_lists_the_rung_outside_is_what_was_measured():
    estimate = estimate_people(counts=[100] * 100)
    rungs = ladder(estimate, **CHOICES, outside=estimate_people(counts=[80] * 100))
    assert rungs.outside.value == pytest.approx(0.8 * rungs.people.value)
    assert not rungs.is_outside_assumed


def test_an_imputed_audience_opens_the_range_of_follows():
    follows = ladder(estimate_people(counts=[100, 100, None]), **CHOICES).follows
    assert (follows.low, follows.value) == (200, 300)
    assert follows.is_open


def test_a_negative_headcount_is_refused():
    with pytest.raises(ValueError, match="negative number of employees"):
        outside_by_headcount(estimate_people(counts=[1]), headcount=-1)


def test_a_rung_outside_its_range_is_refused():
    with pytest.raises(ValueError, match="within its range"):
        Rung(value=1, low=2, high=3)


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (0, 0),
        (0.4, 0),
        (7.6, 8),
        (99.6, 100),
        (125, 130),
        (3981.07, 4000),
        (1202.3, 1200),
        (9960, 10000),
        (-125, -130),
    ],
)
def test_a_figure_is_shown_with_two_digits(number, shown):
    assert two_digits(number) == shown


def test_channels_are_bounded_and_never_added():
    together = across_channels([Bounds(low=100, high=400), Bounds(low=250, high=300)])
    assert together == Bounds(low=250, high=700)


def test_channels_have_no_upper_bound_where_one_has_none():
    assert across_channels([Bounds(low=100, high=None), Bounds(low=250, high=300)]).high is None


def test_each_further_ambassador_adds_less():
    steps = grow(estimate_people(counts=[100] * 100), more=[0, 50, 100, 150])
    added = np.diff([step.people.value for step in steps])
    assert steps[0].added == pytest.approx(0)
    assert np.all(added > 0)
    assert np.all(np.diff(added) < 0)


def test_counts_alone_grow_about_as_the_power_law_says():
    (step,) = grow(estimate_people(counts=[100] * 100), more=[50])
    assert step.people.value == pytest.approx(100 * 150**0.8, rel=0.01)


@pytest.mark.parametrize(
    ("counts", "more", "sentence"), [([], [1], "no mean audience"), ([5], [-1], "fewer than none")]
)
def test_growth_that_cannot_be_told_is_refused(counts, more, sentence):
    with pytest.raises(ValueError, match=sentence):
        grow(estimate_people(counts=counts), more=more)
