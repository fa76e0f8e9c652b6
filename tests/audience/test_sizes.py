"""How people write the size of an audience."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ambassador.audience.policy import MOST_PEOPLE, Size, Unreadable, read_size


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("1200", 1200),
        ("1 200", 1200),
        ("1\N{NO-BREAK SPACE}200", 1200),
        ("1\N{NARROW NO-BREAK SPACE}200", 1200),
        ("1.200", 1200),
        ("1,200", 1200),
        ("1,200,000", 1_200_000),
        ("1.200.000", 1_200_000),
        ("1,2k", 1200),
        ("1.2K", 1200),
        ("1,25k", 1250),
        ("12k", 12_000),
        ("12 tusen", 12_000),
        ("2 mill", 2_000_000),
        ("2 mill.", 2_000_000),
        ("1.5M", 1_500_000),
        ("0", 0),
        ("500 connections", 500),
        ("320 følgere", 320),
        ("2000000000", MOST_PEOPLE),
    ],
)
def test_a_size_is_read_as_people_write_it(text: str, people: int) -> None:
    assert read_size(text) == Size(people)


@pytest.mark.parametrize("text", ["500+", "500 +", " 500+ ", "500+ connections", "500+ forbindelser"])
def test_a_plus_means_at_least(text: str) -> None:
    assert read_size(text) == Size(500, is_at_least=True)


@pytest.mark.parametrize(
    "text", ["1,5", "1.", "1.20", "12,34", "12 00", "1.200,000", "1.200k", "3,000m", "1 200 k"]
)
def test_what_could_be_two_numbers_is_refused(text: str) -> None:
    assert read_size(text) is Unreadable.AMBIGUOUS


@pytest.mark.parametrize(
    "text", ["", "many", "-5", "+", "k", "5²", "١٢", "1e3", "500++", "=1+1", "5 0 0 cats"]
)
def test_nonsense_is_refused(text: str) -> None:
    assert read_size(text) is Unreadable.NOT_A_NUMBER


@pytest.mark.parametrize("text", ["2000000001", "9" * 50, "2001m", "9999999999 k"])
def test_more_than_any_account_has_is_refused(text: str) -> None:
    assert read_size(text) is Unreadable.TOO_MANY


@given(st.integers(0, MOST_PEOPLE), st.booleans())
def test_a_size_that_is_shown_is_read_back(people: int, at_least: bool) -> None:
    size = Size(people, at_least)
    assert read_size(str(size)) == size


@given(st.text(max_size=60))
def test_no_text_makes_reading_fail(text: str) -> None:
    assert isinstance(read_size(text), Size | Unreadable)
