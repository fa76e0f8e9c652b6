"""People who see a campaign: on the same curve as the people reached, with a range of its own."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ambassador.reach import active_in_a_month, campaign, estimate_people, measured, seen_by
from ambassador.reach.campaign import chance_of_seeing

SEEN, ACTIVE = seen_by("linkedin"), active_in_a_month("linkedin")


def share(value):
    return measured(value, source="test")


def test_one_post_is_seen_by_the_share_of_the_active():
    assert chance_of_seeing(1, seen=0.09, active=0.6) == pytest.approx(0.15)


def test_each_further_post_has_its_own_chance():
    assert chance_of_seeing(3, seen=0.09, active=0.6) == pytest.approx(1 - 0.85**3)


def test_a_campaign_is_read_off_the_curve_of_the_estimate():
    estimate = estimate_people(counts=[100] * 100)
    seen = campaign(estimate, posts=1, seen=share(0.1), active=share(0.5))
    assert seen.value == pytest.approx(0.5 * estimate.curve.people_at(2000))


def test_unequal_posting_counts_each_audience_by_its_own_posts():
    estimate = estimate_people(counts=[900, 100])
    seen = campaign(estimate, posts=[1, 0], audiences=[900, 100], seen=share(0.1), active=share(0.5))
    assert seen.value == pytest.approx(0.5 * estimate.curve.people_at(180))


def test_no_posts_are_seen_by_nobody():
    assert campaign(estimate_people(counts=[100] * 9), posts=0, seen=SEEN, active=ACTIVE).high == 0


def test_a_post_seen_by_all_the_active_reaches_all_of_them():
    estimate = estimate_people(counts=[100] * 9)
    seen = campaign(estimate, posts=1, seen=share(1.0), active=share(0.5))
    assert seen.value == pytest.approx(estimate.people / 2)


@settings(derandomize=True, deadline=None)
@given(counts=st.lists(st.integers(1, 50_000), min_size=1, max_size=30), posts=st.integers(1, 60))
def test_a_campaign_lies_between_both_shortcuts(counts, posts):
    estimate = estimate_people(counts=counts)
    seen = campaign(estimate, posts=posts, seen=SEEN, active=ACTIVE)
    impressions = posts * SEEN.value * estimate.follows
    one_chance = SEEN.value * estimate.people
    assert one_chance * (1 - 1e-9) <= seen.value <= impressions * (1 + 1e-9)


@settings(derandomize=True, deadline=None)
@given(counts=st.lists(st.integers(1, 50_000), min_size=1, max_size=30), posts=st.integers(0, 60))
def test_a_campaign_has_a_range_and_never_exceeds_the_active(counts, posts):
    estimate = estimate_people(counts=counts)
    seen = campaign(estimate, posts=posts, seen=SEEN, active=ACTIVE)
    assert seen.low <= seen.value <= seen.high <= ACTIVE.high * estimate.high * (1 + 1e-9)


@pytest.mark.parametrize(
    ("posts", "audiences", "sentence"),
    [([1, 2, 3], [50, 50], "2 audiences but 3"), (1, [50, 49], "do not sum"), (-1, [50, 50], "negative")],
)
def test_posts_that_do_not_fit_the_audiences_are_refused(posts, audiences, sentence):
    with pytest.raises(ValueError, match=sentence):
        campaign(estimate_people(counts=[50, 50]), posts=posts, audiences=audiences, seen=SEEN, active=ACTIVE)
