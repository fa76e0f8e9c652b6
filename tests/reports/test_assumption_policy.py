"""Assumptions as values: how numbers are read, and how versions are kept and joined."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from ambassador.reach import Assumption, Quality
from ambassador.reports import assumption_policy as policy
from ambassador.reports import assumption_typing as typing
from ambassador.reports.assumption_policy import SHIPPED, Assumptions

OWN = Assumption(0.2, 0.1, 0.3, "Our own", Quality.MEASURED)


def with_share(base: Assumptions, name: str, share: Assumption) -> Assumptions:
    return replace(base, shares={**base.shares, name: share})


@pytest.mark.parametrize(
    ("typed", "share"),
    [("9", 0.09), ("7,5", 0.075), ("7.5 %", 0.075), ("0", 0.0), ("100", 1.0), ("0,25%", 0.0025)],
)
def test_a_percentage_is_read_in_both_languages(typed: str, share: float) -> None:
    assert typing.read_percent(typed) == share


@pytest.mark.parametrize(
    "typed", ["", "100,1", "-1", "1e1", "9 prosent", "\u0663", "0.075.1", "1.234", "9" * 5000, "nan"]
)
def test_what_is_no_percentage_is_refused(typed: str) -> None:
    assert typing.read_percent(typed) is None


@pytest.mark.parametrize("typed", ["", "0", "101", "-3", "1.5", "\u0663", "9" * 5000])
def test_what_is_no_number_of_posts_is_refused(typed: str) -> None:
    assert typing.read_posts(typed) is None


def test_every_shipped_share_can_be_typed() -> None:
    for share in SHIPPED.shares.values():
        for part in (share.low, share.value, share.high):
            assert typing.read_percent(f"{typing.percent_of(part):f}") == part


def test_a_version_comes_back_from_its_row_as_it_was() -> None:
    kept = json.loads(json.dumps(policy.stored(with_share(SHIPPED, "seen_x", OWN))))
    assert policy.read(1, kept) == with_share(SHIPPED, "seen_x", OWN)


def test_a_channel_that_is_newer_than_a_version_is_as_it_is_shipped() -> None:
    kept = policy.stored(SHIPPED)
    del kept["shares"]["seen_threads"]
    assert policy.read(1, kept) == SHIPPED


def test_what_two_changed_is_joined_and_mine_wins() -> None:
    mine = with_share(with_share(SHIPPED, "seen_x", OWN), "colleagues", OWN)
    other = replace(OWN, value=0.25)
    theirs = with_share(with_share(replace(SHIPPED, number=2), "seen_tiktok", other), "seen_x", other)
    joined = policy.merged(SHIPPED, mine=mine, theirs=theirs)
    assert (joined.number, joined.shares["seen_x"], joined.colleagues) == (2, OWN, OWN)
    assert joined.shares["seen_tiktok"] == other
