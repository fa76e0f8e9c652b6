"""What is assumed says its range, its source and its quality."""

import pytest

from ambassador.reach import Assumption, Quality, active_in_a_month, measured, seen_by


def test_linkedin_is_nine_percent_of_six_to_twelve_and_weak():
    assumed = seen_by("linkedin")
    assert (assumed.low, assumed.value, assumed.high) == (0.06, 0.09, 0.12)
    assert assumed.quality is Quality.WEAK


def test_facebook_friends_see_thirty_five_percent_of_posts():
    assert seen_by("facebook").value == 0.35
    assert "CHI 2013" in seen_by("facebook").source


def test_activity_is_measured_for_facebook_and_assumed_elsewhere():
    assert active_in_a_month("facebook").value == active_in_a_month("mastodon").value == 0.61
    assert active_in_a_month("facebook").quality is Quality.GOOD_BUT_OLD
    assert active_in_a_month("mastodon").quality is Quality.ASSUMPTION


@pytest.mark.parametrize(
    "channel",
    ["instagram", "x", "tiktok", "youtube", "bluesky", "mastodon", "threads", "snapchat", "tomorrow"],
)
def test_other_channels_are_five_to_ten_percent_by_assumption(channel):
    assumed = seen_by(channel)
    assert (assumed.low, assumed.high, assumed.quality) == (0.05, 0.10, Quality.ASSUMPTION)


def test_a_measured_share_has_no_range():
    own = measured(0.14, source="own impressions, October")
    assert own.low == own.value == own.high == 0.14
    assert own.quality is Quality.MEASURED


@pytest.mark.parametrize(("value", "low", "high"), [(0.5, 0.6, 0.7), (1.2, 0, 1.3), (0.5, 0.1, 0.4)])
def test_a_share_outside_its_range_is_refused(value, low, high):
    with pytest.raises(ValueError, match="between 0 and 1"):
        Assumption(value, low, high, source="test", quality=Quality.ASSUMPTION)
