"""The rules of people as truth tables: sorting, searching, passwords."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from zxcvbn import zxcvbn

from ambassador.people import passwords
from ambassador.people.passwords import judge
from ambassador.people.policy import folded, has_enough_length, own_words, search_key, sort_key


def test_names_sort_as_norwegian_does() -> None:
    names = ["Åse", "Øyvind", "Ærlig", "Zoé", "Émile", "Eva", "anna", "Äse"]
    assert sorted(names, key=sort_key) == ["anna", "Émile", "Eva", "Zoé", "Ærlig", "Äse", "Øyvind", "Åse"]


@given(st.text(max_size=300), st.text(max_size=254))
def test_keys_fit_their_columns(name: str, email: str) -> None:
    assert len(sort_key(name)) <= 200
    assert len(search_key(name, email)) <= 500


def test_two_spellings_of_a_team_are_one() -> None:
    assert folded(" Salg  Nord ") == folded("SALG\u00a0NORD")


@pytest.mark.parametrize(
    ("password", "is_enough"),
    [("fourteen chars", False), ("fifteen letters", True), ("a bb ccc dddd", True), ("", False)],
)
def test_fifteen_characters_or_four_words_are_enough_length(password: str, is_enough: bool) -> None:
    assert has_enough_length(password) is is_enough


@pytest.mark.parametrize(
    "password",
    [
        *(
            "short",
            "a b c d",
            "passwordpassword",
            "123456789012345",
            "qwertyuiopasdfgh",
            "aaaaaaaaaaaaaaaaaaaa",
        ),
        *(
            "Kari Nordmann Nordlys 2026",
            "kari.nordmann@nordlys.no",
            "PassordPassord2026!",
            "Sommer Sommer Vinter 26",
        ),
        "x" * 201,
    ],
)
def test_a_password_that_is_easy_to_guess_is_refused(app: Flask, password: str) -> None:
    words = own_words("Kari Nordmann", "kari.nordmann@nordlys.no", "Nordlys")
    with app.test_request_context():
        assert judge(password, own_words=words) is not None


@pytest.mark.parametrize(
    "password",
    [
        "plum wagon seldom whisper",
        "bjørnebær på tur med hunden",
        "kX9#mQ2$vL7@pR4!",
        "så rart at elgen danser",
    ],
)
def test_a_good_passphrase_is_taken(app: Flask, password: str) -> None:
    with app.test_request_context():
        assert judge(password, own_words=["Kari", "Nordmann"]) is None


def test_no_more_of_a_long_password_is_judged_than_takes_no_time(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged: list[str] = []

    def spy(password: str, **others: Any) -> Any:
        judged.append(password)
        return zxcvbn(password, **others)

    monkeypatch.setattr(passwords, "zxcvbn", spy)
    with app.test_request_context():
        for password in ("(4@8$5!1|7+2)" * 15, "@4" * 100, "qwerty" * 33):
            judge(password)
    assert [len(part) for part in judged] == [72, 72, 72]
