"""One spelling for each profile, whatever its address looks like."""

from __future__ import annotations

import pytest

from ambassador.audience.policy import Channel
from ambassador.sharing.identifiers import identifier


@pytest.mark.parametrize(
    ("channel", "text", "expected"),
    [
        (Channel.LINKEDIN, "https://www.linkedin.com/in/Kari-Nordmann-12/", "kari-nordmann-12"),
        (Channel.LINKEDIN, "http://no.linkedin.com/in/kari?originalSubdomain=no", "kari"),
        (Channel.LINKEDIN, "linkedin.com/in/K%C3%A5re-Bj%C3%B8rn", "kåre-bjørn"),
        (Channel.LINKEDIN, "https://www.linkedin.com/in/Ka\u030are", "kåre"),
        (Channel.LINKEDIN, " <https://www.linkedin.com/mwlite/in/kari> ", "kari"),
        (Channel.LINKEDIN, "https://www.linkedin.com/in/k%25C3%25A5re", "kåre"),
        (Channel.LINKEDIN, "https://www.linkedin.com/in/k%E5re", "kåre"),
        (Channel.LINKEDIN, "https://www.linkedin.com/in/kari%20%E2%80%8B/", "kari"),
        (Channel.LINKEDIN, "kari-nordmann", "kari-nordmann"),
        (Channel.LINKEDIN, "https://www.linkedin.com/company/nordlys", ""),
        (Channel.LINKEDIN, "https://www.linkedin.com/pub/kari/1/2/3", ""),
        (Channel.LINKEDIN, "https://lnkd.in/abc", ""),
        (Channel.LINKEDIN, "https://evil.example/linkedin.com/in/kari", ""),
        (Channel.LINKEDIN, "https://linkedin.com.evil.example/in/kari", ""),
        (Channel.LINKEDIN, "linkedin.com", ""),
        (Channel.LINKEDIN, "kari@nordlys.example", ""),
        (Channel.LINKEDIN, "https://www.linkedin.com/in/%00%2F%2F", ""),
        (Channel.LINKEDIN, "https://www.linkedin.com/in/" + "x" * 2000, ""),
        (Channel.X, "https://twitter.com/intent/user?user_id=99", "99"),
        (Channel.X, "https://x.com/i/user/99", "99"),
        (Channel.X, "https://x.com/Kari/status/1", "kari"),
        (Channel.X, "https://x.com/home", ""),
        (Channel.INSTAGRAM, "https://www.instagram.com/_u/Kari.N", "kari.n"),
        (Channel.INSTAGRAM, "@Kari.N", "kari.n"),
        (Channel.INSTAGRAM, "https://www.instagram.com/p/abc/", ""),
        (Channel.FACEBOOK, "https://www.facebook.com/profile.php?id=55", "55"),
        (Channel.FACEBOOK, "https://www.facebook.com/people/Kari/55/", "55"),
        (Channel.MASTODON, "@Kari@mastodon.example", "kari@mastodon.example"),
        (Channel.MASTODON, "https://mastodon.example/@kari", "kari@mastodon.example"),
        (Channel.MASTODON, "https://mastodon.example/web/@kari", "kari@mastodon.example"),
        (Channel.MASTODON, "kari", ""),
        (Channel.BLUESKY, "https://bsky.app/profile/kari.bsky.social", "kari.bsky.social"),
        (Channel.BLUESKY, "did:plc:abc123", "did:plc:abc123"),
        (Channel.YOUTUBE, "https://www.youtube.com/@Kari", "kari"),
        (Channel.TIKTOK, "https://www.tiktok.com/@kari?lang=no", "kari"),
        (Channel.THREADS, "https://www.threads.net/@kari", "kari"),
        (Channel.SNAPCHAT, "https://www.snapchat.com/add/kari", "kari"),
    ],
)
def test_an_address_becomes_its_identifier(channel: Channel, text: str, expected: str) -> None:
    assert identifier(channel, text) == expected


@pytest.mark.parametrize("channel", list(Channel))
def test_an_identifier_stays_itself(channel: Channel) -> None:
    for text in ("kari", "kari@x.example", "99", "kåre", "a.b", "https://x.com/a", "\ud800", "٣²"):
        once = identifier(channel, text)
        assert identifier(channel, once) == once
