"""Knows how a profile's address or name is brought down to its handle; pure, like policy."""

from __future__ import annotations

import re
from enum import StrEnum
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from ambassador.audience.policy import Channel

LONGEST = 100
"""Characters in a handle."""

HOSTS = {
    Channel.LINKEDIN: ("linkedin.com", "lnkd.in"),
    Channel.FACEBOOK: ("facebook.com", "fb.com", "fb.me"),
    Channel.INSTAGRAM: ("instagram.com", "instagr.am"),
    Channel.X: ("x.com", "twitter.com"),
    Channel.TIKTOK: ("tiktok.com",),
    Channel.YOUTUBE: ("youtube.com",),
    Channel.BLUESKY: ("bsky.app",),
    Channel.THREADS: ("threads.net", "threads.com"),
    Channel.SNAPCHAT: ("snapchat.com",),
}
"""Where profiles live. Mastodon has no one home: any host will do that is none of these."""

FOLDERS = frozenset({"in", "profile", "add", "channel", "c", "user", "users", "u"})
"""First parts of an address after which the handle comes."""

NO_PROFILE = frozenset({"company", "school", "groups", "group", "pages", "feed", "watch", "home", "explore"})
"""First parts of an address that belong to something else than a person's profile."""

_ADDRESS = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//|[a-z0-9.-]+\.[a-z]{2,}/", re.IGNORECASE)
_HANDLE = re.compile(r"\w[\w .'’·+@-]*")


class NotAHandle(StrEnum):
    """Why a text is no profile on a channel."""

    UNREADABLE = "neither a name nor an address"
    OTHER_SITE = "an address somewhere else"
    TOO_LONG = "too long"


def read_handle(channel: Channel, text: str) -> str | NotAHandle:
    """Return the handle in a profile's name or address, without @; or why there is none.

    Only http and https addresses on the channel's own hosts are read. A handle is text and never becomes a
    link.
    """
    text = " ".join(text.split())
    if not text:
        return ""
    if _ADDRESS.match(text):
        found = _from_address(channel, text)
        if isinstance(found, NotAHandle):
            return found
        text = found
    handle = text.removeprefix("@")
    if len(handle) > LONGEST:
        return NotAHandle.TOO_LONG
    is_only_a_host = channel in HOSTS and _lives_on(channel, handle.lower())
    return handle if _HANDLE.fullmatch(handle) and not is_only_a_host else NotAHandle.UNREADABLE


def _from_address(channel: Channel, text: str) -> str | NotAHandle:
    if text.startswith("//") or "://" not in text:
        text = "https://" + text.removeprefix("//")
    try:
        address = urlsplit(text)
        host = (address.hostname or "").lower()
    except ValueError:
        return NotAHandle.UNREADABLE
    if address.scheme.lower() not in {"http", "https"}:
        return NotAHandle.UNREADABLE
    if not _lives_on(channel, host):
        return NotAHandle.OTHER_SITE
    handle = _handle_in(address)
    if handle and channel is Channel.MASTODON and "@" not in handle.removeprefix("@"):
        return f"{handle.removeprefix('@')}@{host}"
    return handle or NotAHandle.UNREADABLE


def _lives_on(channel: Channel, host: str) -> bool:
    if channel is Channel.MASTODON:
        return "." in host and not any(_lives_on(other, host) for other in HOSTS)
    return any(host == home or host.endswith("." + home) for home in HOSTS[channel])


def _handle_in(address: SplitResult) -> str:
    """Return the part of an address that names the profile; empty when it names none."""
    parts = [part for part in unquote(address.path).split("/") if part]
    if parts == ["profile.php"]:
        return parse_qs(address.query).get("id", [""])[0]
    if parts and parts[0].lower() in FOLDERS:
        parts = parts[1:]
    return parts[0] if parts and parts[0].lower() not in NO_PROFILE else ""
