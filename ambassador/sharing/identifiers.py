"""Knows how a profile's address or name becomes its identifier: one spelling for each profile."""

from __future__ import annotations

import re
from unicodedata import normalize
from urllib.parse import parse_qs, unquote

from ambassador.audience.handles import FOLDERS, HOSTS, NO_PROFILE
from ambassador.audience.policy import Channel

LONGEST = 1000
"""Characters in an address: a percent-encoded name is nine times as long as the name."""

ODD = " \t\r\n\x00\ufeff\u00a0\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\"'<>"
"""What may stand around an address: spaces, quotation marks, and marks that turn the text around."""

NEVER_A_PERSON = NO_PROFILE | {
    "pub",
    "i",
    "intent",
    "home",
    "search",
    "hashtag",
    "p",
    "reel",
    "tv",
    "share",
    "jobs",
    "posts",
}

_ADDRESS = re.compile(
    r"(?:https?:)?(?://)?(?:[^/@\s]*@)?(?P<host>[a-z0-9-]+(?:\.[a-z0-9-]+)+)\.?(?::[0-9]+)?"
    r"/(?P<path>[^?#]*)(?:\?(?P<query>[^#]*))?",
    re.IGNORECASE,
)
_IN_ADDRESS = re.compile(r"[^\s/?#@,;:\"<>\x00-\x1f\x7f\ud800-\udfff]{1,100}")
_NAME = re.compile(r"[\w-][\w.-]{0,99}")
_AT_HOST = re.compile(r"[\w.-]{1,100}@[a-z0-9-]+(?:\.[a-z0-9-]+)+")
_DID = re.compile(r"did:[a-z]+:[a-z0-9.:_-]{1,100}")


def identifier(channel: Channel, text: str) -> str:
    """Return the one spelling of a profile's address or name on a channel; empty for what is none there.

    The same for an entry of a list and for an account's own handle. X knows a profile by its name or by its
    number: both are identifiers, but nothing tells that they are the same person, because the export has only
    numbers.
    """
    text = text.strip(ODD)
    if not text or len(text) > LONGEST:
        return ""
    found = _ADDRESS.match(text)
    if found is None:
        return _from_name(channel, _folded(text.removeprefix("@")))
    host = found["host"].lower()
    if not lives_on(channel, host):
        return ""
    name = _folded(_decoded(_in_path(channel, found["path"], found["query"] or "")).removeprefix("@"))
    if channel is Channel.MASTODON:
        return _from_name(channel, name if "@" in name or not name else f"{name}@{host}")
    if channel is Channel.BLUESKY and _DID.fullmatch(name):
        return name
    return name if _IN_ADDRESS.fullmatch(name) else ""


def channel_of(text: str) -> Channel | None:
    """Return the channel whose address this is; None for a name, or an address anywhere else."""
    found = _ADDRESS.match(text.strip(ODD)[:LONGEST])
    if found is None:
        return None
    return next((channel for channel in HOSTS if lives_on(channel, found["host"].lower())), None)


def lives_on(channel: Channel, host: str) -> bool:
    """Say whether profiles of a channel live on a host; Mastodon lives on any that is none of the others'."""
    if channel is Channel.MASTODON:
        return not any(lives_on(other, host) for other in HOSTS)
    return any(host == home or host.endswith("." + home) for home in HOSTS[channel])


def _decoded(part: str) -> str:
    """Return a part of an address as it is read: also what was encoded twice, or by an old program."""
    for _ in range(2):
        try:
            part = unquote(part, errors="strict")
        except UnicodeDecodeError:
            part = unquote(part, encoding="cp1252", errors="replace")
    return part.strip(ODD)


def _from_name(channel: Channel, name: str) -> str:
    if channel is Channel.MASTODON:
        return name if _AT_HOST.fullmatch(name) else ""
    if channel is Channel.BLUESKY:
        return name if _NAME.fullmatch(name) or _DID.fullmatch(name) else ""
    is_only_a_host = "." in name and lives_on(channel, name)
    return name if _NAME.fullmatch(name) and not is_only_a_host else ""


def _in_path(channel: Channel, path: str, query: str) -> str:
    """Return the part of an address that names the person; empty when it names none."""
    parts = [part for part in path.split("/") if part]
    if channel is Channel.LINKEDIN:
        # Nothing else on LinkedIn is a person, and a phone's address has a folder before it.
        place = next((place for place, part in enumerate(parts) if part.lower() == "in"), len(parts))
        return parts[place + 1] if place + 1 < len(parts) else ""
    if channel is Channel.X and [part.lower() for part in parts[:2]] in (["intent", "user"], ["i", "user"]):
        # The export's own addresses carry the number of the account.
        return (parse_qs(query).get("user_id") or parts[2:] or [""])[0]
    if channel is Channel.FACEBOOK:
        if [part.lower() for part in parts] == ["profile.php"]:
            return parse_qs(query).get("id", [""])[0]
        if parts and parts[0].lower() == "people":
            return parts[2] if len(parts) > 2 else ""  # noqa: PLR2004  (people/<name>/<number>)
    if channel is Channel.MASTODON and (marked := [part for part in parts if part.startswith("@")]):
        # A program may show its profiles in a folder of its own: /web/@kari.
        return marked[0]
    if channel is Channel.INSTAGRAM and parts and parts[0].lower() in {"_u", "_n", "stories"}:
        parts = parts[1:]
    if parts and parts[0].lower() in FOLDERS:
        parts = parts[1:]
    return parts[0] if parts and parts[0].lower() not in NEVER_A_PERSON else ""


def _folded(name: str) -> str:
    if name.isascii():
        return name.lower()
    return normalize("NFC", normalize("NFC", name).casefold())
