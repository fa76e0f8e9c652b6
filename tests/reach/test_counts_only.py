"""From counts alone: the exact values, the certain bounds, and what a missing count does."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ambassador.reach import Grade, estimate_people, people_by_counts

COUNTS = st.lists(st.integers(0, 100_000), max_size=40)


@pytest.mark.parametrize(
    ("counts", "range_", "certain"),
    [
        ([100] * 100, (1202.2644346174131, 3981.0717055349733, 7244.359600749903), (100, 10000)),
        ([500] * 20, (2520.7292565009175, 5492.802716530589, 8108.264367721564), (500, 10000)),
        ([1000, 50, 50], (1000, 1000, 1018.5777785963836), (1000, 1100)),
    ],
)
def test_counts_alone_have_the_exact_values(counts, range_, certain):
    estimate = estimate_people(counts=counts)
    assert (estimate.low, estimate.people, estimate.high) == pytest.approx(range_)
    assert (estimate.certain_low, estimate.certain_high) == certain
    assert estimate.follows == sum(counts)
    assert estimate.grade is Grade.COUNTS_ONLY


@settings(derandomize=True, deadline=None)
@given(counts=COUNTS)
def test_an_estimate_lies_within_its_range_and_the_certain_bounds(counts):
    estimate = estimate_people(counts=counts)
    assert estimate.certain_low <= estimate.low <= estimate.people <= estimate.high <= estimate.certain_high


@settings(derandomize=True, deadline=None)
@given(counts=COUNTS, newcomer=st.integers(0, 100_000))
def test_a_further_ambassador_never_lowers_the_estimate(counts, newcomer):
    before, after = estimate_people(counts=counts), estimate_people(counts=[*counts, newcomer])
    assert after.low >= before.low * (1 - 1e-12)
    assert after.people >= before.people * (1 - 1e-12)
    assert after.high >= before.high * (1 - 1e-12)


@settings(derandomize=True, deadline=None)
@given(counts=st.lists(st.integers(1, 100_000), min_size=1, max_size=40))
def test_each_curve_passes_through_its_end_of_the_range(counts):
    estimate = estimate_people(counts=counts)
    assert estimate.curve.people_at(estimate.follows) == pytest.approx(estimate.people)
    assert estimate.curve_low.people_at(estimate.follows) == pytest.approx(estimate.low)
    assert estimate.curve_high.people_at(estimate.follows) == pytest.approx(estimate.high)


def test_nobody_reaches_nobody():
    estimate = estimate_people(counts=[])
    assert (estimate.people, estimate.low, estimate.high, estimate.certain_high) == (0, 0, 0, 0)
    assert estimate.coverage.is_known


def test_one_ambassador_reaches_exactly_the_audience():
    estimate = estimate_people(counts=[300])
    assert (estimate.low, estimate.people, estimate.high) == (300, 300, 300)


def test_one_hub_larger_than_the_rest_together_is_never_undercut():
    estimate = estimate_people(counts=[50_000, *[100] * 50])
    assert estimate.low >= 50_000


def test_a_missing_count_is_imputed_with_the_median_and_counted():
    estimate = estimate_people(counts=[100, 200, 900, None])
    assert estimate.follows == 1400
    assert estimate.follows_known == 1200
    assert (estimate.coverage.stated, estimate.coverage.imputed, estimate.coverage.ambassadors) == (3, 1, 4)


def test_a_missing_count_leaves_no_certain_upper_bound():
    assert estimate_people(counts=[100, None]).certain_high is None


def test_a_count_that_is_at_least_leaves_no_certain_upper_bound():
    estimate = estimate_people(counts=[500, 120], at_least=[True, False])
    assert estimate.certain_high is None
    assert estimate.certain_low == 500
    assert estimate.coverage.at_least == 1
    assert estimate.is_open


def test_when_every_count_is_missing_nothing_is_known():
    estimate = estimate_people(counts=[None, None])
    assert estimate.people == 0
    assert estimate.certain_high is None
    assert not estimate.coverage.is_known


def test_a_negative_count_is_refused():
    with pytest.raises(ValueError, match="cannot be negative"):
        estimate_people(counts=[-1])


def test_flags_that_do_not_match_the_counts_are_refused():
    with pytest.raises(ValueError, match="2 counts but 1 flags"):
        estimate_people(counts=[1, 2], at_least=[True])


def test_an_array_says_what_a_list_says():
    listed = estimate_people(counts=[100, None, 500, 40], at_least=[False, False, True, False])
    array = np.array([100, np.nan, 500, 40])
    assert estimate_people(counts=array, at_least=np.array([False, False, True, False])) == listed


def test_people_by_counts_are_those_of_the_whole_estimate():
    whole = estimate_people(counts=[100, None, 500, 40, 7])
    follows, people = people_by_counts(counts=[100, None, 500, 40, 7])
    assert (people.value, people.low, people.high) == (whole.people, whole.low, whole.high)
    assert (follows.value, follows.low, follows.is_open) == (whole.follows, whole.follows_known, True)
