"""The rules of certificates, at their edges."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ambassador.certificates.policy import (
    LIST_BITS,
    MOST_NAME,
    NameFault,
    Standing,
    Status,
    bits_of,
    fault_of,
    letters_language,
    place_of,
    status_of,
    tidied,
)
from tests.factories import LONG_AGO

YEAR = timedelta(days=365)
PASSED = Standing(LONG_AGO, LONG_AGO + YEAR)
NOW = LONG_AGO + YEAR / 2


def test_a_certificate_counts_up_to_its_last_moment_and_not_at_it() -> None:
    assert status_of(PASSED, PASSED.valid_until - timedelta(microseconds=1)) is Status.VALID
    assert status_of(PASSED, PASSED.valid_until) is Status.EXPIRED


@pytest.mark.parametrize(
    ("changed", "after", "status"),
    [
        ({}, False, Status.VALID),
        ({"is_away": True}, False, Status.SUSPENDED),
        ({"is_away": True}, True, Status.EXPIRED),
        ({"newer_at": NOW}, False, Status.RENEWED),
        ({"newer_at": NOW}, True, Status.RENEWED),
        ({"newer_at": NOW, "is_away": True}, False, Status.SUSPENDED),
        ({"newer_at": NOW + YEAR}, False, Status.VALID),
        ({"is_withdrawn": True, "is_away": True, "newer_at": NOW}, True, Status.WITHDRAWN),
    ],
)
def test_which_state_comes_before_which(changed: dict[str, object], after: bool, status: Status) -> None:
    at = PASSED.valid_until if after else NOW
    assert status_of(replace(PASSED, **changed), at) is status  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("", NameFault.EMPTY),
        ("W" * MOST_NAME, None),
        ("W" * (MOST_NAME + 1), NameFault.LONG),
        ("kari@nordlys.no", NameFault.ADDRESS),
        ("Kari\u202egnol", NameFault.UNWRITABLE),
        ("Kari\x07", NameFault.UNWRITABLE),
        ("Ka\u00adri", NameFault.UNWRITABLE),
        ("\ue000", NameFault.UNWRITABLE),
        ("\ufffe", NameFault.UNWRITABLE),
        ("\u200bKari", NameFault.UNWRITABLE),
        ("Z͑͗͋ͫ̓a", NameFault.STACKED),
        ("🧑‍🚀", NameFault.NO_LETTER),
        ("1234 -", NameFault.NO_LETTER),
        ("Ola 🧑‍🚀", None),
        ("Ola ❤️ Kari", None),
        ("שָׁלוֹם", None),
        ("Nguyễn Thị Ánh", None),
        ("می‌خواهم", None),
        ("O'Neill-Łęcka, jr.", None),
    ],
)
def test_which_names_can_be_shown(name: str, fault: NameFault | None) -> None:
    assert fault_of(tidied(name)) is fault


@given(st.text())
def test_a_tidied_name_stays_as_it_is(name: str) -> None:
    assert tidied(tidied(name)) == tidied(name)
    assert unicodedata.is_normalized("NFC", tidied(name))


def test_one_name_typed_in_two_ways_is_one() -> None:
    assert tidied("  A\u030ase\n Ødega\u030ard ") == "Åse Ødegård"


@pytest.mark.parametrize(
    ("name", "language"), [("王小明", "zh"), ("山田 はなこ", "ja"), ("김민수", "ko"), ("Kari", None)]
)
def test_characters_that_are_shared_get_the_shapes_of_their_language(name: str, language: str | None) -> None:
    assert letters_language(name) == language


def test_each_certificate_has_a_bit_of_its_own_and_lists_are_filled() -> None:
    places = {place_of(number) for number in range(1, LIST_BITS + 1)}
    assert places == {(1, bit) for bit in range(LIST_BITS)}
    assert place_of(LIST_BITS + 1)[0] == 2


def test_the_first_bit_is_the_leftmost() -> None:
    bits = bits_of([1])
    assert place_of(1) == (1, 0)
    assert len(bits) == 16 * 1024
    assert bits[0] == 0b1000_0000
    assert not any(bits[1:])
