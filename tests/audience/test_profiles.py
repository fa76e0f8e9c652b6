"""What is asked of Bluesky and Mastodon, and what an answer has to be."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ambassador.audience.policy import MOST_PEOPLE, Channel
from ambassador.audience.profiles import count_in, public_host, question
from tests.audience.public_server import BLUESKY, MASTODON, account, profile

HUGE = b'{"handle":"kari.bsky.social","followersCount":' + b"9" * 6000 + b"}"


def test_each_channel_is_asked_in_its_own_words() -> None:
    assert (BLUESKY.host, BLUESKY.target) == (
        "public.api.bsky.app",
        "/xrpc/app.bsky.actor.getProfile?actor=kari.bsky.social",
    )
    assert (MASTODON.host, MASTODON.target) == ("snabelen.no", "/api/v1/accounts/lookup?acct=kari")


@pytest.mark.parametrize("handle", ["kari", "", "@", "kari@x.no", "kari nordmann", "k/../x.no", "a.b?x=1"])
def test_bluesky_is_asked_for_whole_names_only(handle: str) -> None:
    assert question(Channel.BLUESKY, handle) is None


@pytest.mark.parametrize(
    "place",
    [
        *("localhost", "printer.local", "db.internal", "x.lan", "x.home.arpa", "x.onion", "x.example"),
        *("127.0.0.1", "10.0.0.1", "[::1]", "2130706433", "0x7f.0.0.1", "1.2.3.04"),
        *("snabelen.no:8080", "user:pass@snabelen.no", "snabelen.no/x", "snabelen.no?x", "snabelen.no#x"),
        *("snabelen", "", ".no", "no.", "a..no", "-a.no", "a-.no", "a b.no", "a.no\n", "x" * 64 + ".no"),
        *("straße.de", "snabelen。no", "ⓢnabelen.no", "a_b.no", "x." * 130 + "no"),
    ],
)
def test_a_place_that_is_no_public_name_is_never_asked(place: str) -> None:
    assert question(Channel.MASTODON, f"kari@{place}") is None


def test_a_norwegian_host_is_asked_by_its_ascii_name() -> None:
    assert public_host("Blåbær.no") == "xn--blbr-roah.no"


@given(st.text(max_size=80))
def test_whatever_is_asked_stays_on_one_line_and_one_host(text: str) -> None:
    for channel in (Channel.BLUESKY, Channel.MASTODON):
        for handle in (text, f"kari@{text}", f"{text}@snabelen.no"):
            found = question(channel, handle)
            assert found is None or (found.host + found.target).isascii()
            assert found is None or not set(found.host) & set(":/@?#[] \r\n%")


@pytest.mark.parametrize("people", [0, 1, 312, MOST_PEOPLE])
def test_a_count_is_read_from_either_channel(people: int) -> None:
    assert count_in(BLUESKY, json.dumps(profile(people)).encode()) == people
    assert count_in(MASTODON, json.dumps(account(people, username="Kari")).encode()) == people


@pytest.mark.parametrize("people", [None, -1, True, False, "312", 3.0, MOST_PEOPLE + 1, 10**40, [], {}])
def test_what_is_no_count_is_not_taken_for_one(people: object) -> None:
    assert count_in(BLUESKY, json.dumps(profile(people)).encode()) is None
    assert count_in(MASTODON, json.dumps(account(people)).encode()) is None


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"{", b"null", b"[]", b'"text"', b"12", b"NaN", b"\xff\xfe{"),
        *(
            b"[" * 60_000,
            b'{"a":' * 10_000,
            b'{"handle":"kari.bsky.social","followersCount":' + b"9" * 6000 + b"}",
        ),
    ],
)
def test_a_broken_answer_holds_no_count(body: bytes) -> None:
    assert count_in(BLUESKY, body) is None


def test_an_answer_about_somebody_else_holds_no_count() -> None:
    assert count_in(BLUESKY, json.dumps(profile(5, handle="ola.bsky.social")).encode()) is None
    assert count_in(MASTODON, json.dumps(account(5, username="ola")).encode()) is None
