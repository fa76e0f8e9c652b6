"""How a profile's name or address becomes a handle."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ambassador.audience.handles import NotAHandle, read_handle
from ambassador.audience.policy import Channel


@pytest.mark.parametrize(
    ("channel", "text", "handle"),
    [
        (Channel.LINKEDIN, "https://www.linkedin.com/in/kari-nordmann/?trk=x", "kari-nordmann"),
        (Channel.LINKEDIN, "no.linkedin.com/in/kari-n%C3%B8rd", "kari-nørd"),
        (Channel.FACEBOOK, "https://m.facebook.com/profile.php?id=1234", "1234"),
        (Channel.FACEBOOK, "Kari  Nordmann", "Kari Nordmann"),
        (Channel.INSTAGRAM, "@kari.n", "kari.n"),
        (Channel.X, "https://twitter.com/kari", "kari"),
        (Channel.X, "_kari_", "_kari_"),
        (Channel.TIKTOK, "https://www.tiktok.com/@kari", "kari"),
        (Channel.YOUTUBE, "https://youtube.com/channel/UC123", "UC123"),
        (Channel.BLUESKY, "https://bsky.app/profile/kari.bsky.social", "kari.bsky.social"),
        (Channel.MASTODON, "https://snabelen.no/@kari", "kari@snabelen.no"),
        (Channel.MASTODON, "@kari@snabelen.no", "kari@snabelen.no"),
        (Channel.THREADS, "threads.net/@kari", "kari"),
        (Channel.SNAPCHAT, "snapchat.com/add/kari", "kari"),
        (Channel.X, "   ", ""),
    ],
)
def test_a_handle_is_found(channel: Channel, text: str, handle: str) -> None:
    assert read_handle(channel, text) == handle


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        "javascript://x.com/%0Aalert(1)",
        "data:text/html,hello",
        "<script>alert(1)</script>",
        "https://x.com/",
        "https://[x.com/kari",
        "x.com",
        "kari/../../x",
        "https://x.com/kari%00",
    ],
)
def test_what_is_no_handle_is_refused(text: str) -> None:
    assert read_handle(Channel.X, text) is NotAHandle.UNREADABLE


@pytest.mark.parametrize(
    "text", ["https://evil.example/kari", "https://x.com.evil.example/kari", "//linkedin.com/in/k"]
)
def test_an_address_on_another_site_is_refused(text: str) -> None:
    assert read_handle(Channel.X, text) is NotAHandle.OTHER_SITE


def test_a_company_page_is_no_profile() -> None:
    assert read_handle(Channel.LINKEDIN, "linkedin.com/company/nordlys") is NotAHandle.UNREADABLE


def test_a_long_text_is_refused() -> None:
    assert read_handle(Channel.X, "k" * 101) is NotAHandle.TOO_LONG


@given(st.sampled_from(Channel), st.text(max_size=200))
def test_a_handle_never_holds_what_could_become_markup_or_an_address(channel: Channel, text: str) -> None:
    found = read_handle(channel, text)
    assert isinstance(found, NotAHandle) or not set(found) & set('<>"\\/:&\x00')
