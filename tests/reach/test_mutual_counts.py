"""From mutual counts of random pairs."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ambassador.reach import Grade, MutualCount, estimate_people


def test_mutual_counts_have_the_exact_value():
    estimate = estimate_people(counts=[500] * 100, pairs=[MutualCount(500, 500, 50)] * 10)
    assert estimate.people == pytest.approx(12064.458531490392)
    assert estimate.grade is Grade.MUTUAL_COUNTS


def test_no_mutual_found_says_only_that_everyone_may_be_new():
    estimate = estimate_people(counts=[500] * 100, pairs=[MutualCount(500, 500, 0)] * 10)
    assert estimate.people == estimate.high == 50_000
    assert estimate.low == estimate_people(counts=[500] * 100).low


def test_fewer_than_ten_pairs_are_not_used():
    estimate = estimate_people(counts=[500] * 100, pairs=[MutualCount(500, 500, 50)] * 9)
    assert estimate.grade is Grade.COUNTS_ONLY


def test_everyone_mutual_reaches_no_more_than_the_bounds_allow():
    estimate = estimate_people(counts=[500] * 3, pairs=[MutualCount(500, 500, 500)] * 10)
    assert 500 <= estimate.low <= estimate.people <= estimate.high <= 1500


def test_pairs_without_an_audience_say_nothing():
    estimate = estimate_people(counts=[0, 0], pairs=[MutualCount(0, 0, 0)] * 10)
    assert (estimate.people, estimate.low, estimate.high) == (0, 0, 0)


@settings(derandomize=True, deadline=None)
@given(counts=st.lists(st.integers(1, 9000), min_size=2, max_size=30), mutual=st.integers(0, 400))
def test_an_estimate_from_pairs_lies_on_its_curve_and_within_the_bounds(counts, mutual):
    estimate = estimate_people(counts=counts, pairs=[MutualCount(400, 900, mutual)] * 12)
    assert estimate.certain_low <= estimate.low <= estimate.people <= estimate.high <= estimate.certain_high
    assert estimate.curve.people_at(estimate.follows) == pytest.approx(estimate.people)
