"""Knows how the channels answer who asks for a profile's public count; pure, like policy."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import quote

from ambassador.audience.policy import MOST_PEOPLE, Channel

BLUESKY_HOST = "public.api.bsky.app"
"""Bluesky's own server for reading what is public."""

OK, BAD_REQUEST, NOT_FOUND, GONE, TOO_MANY = 200, 400, 404, 410, 429
REDIRECTS = range(300, 400)

RESERVED = frozenset(
    {
        *("localhost", "localdomain", "local", "internal", "intranet", "private", "corp", "home", "lan"),
        *("arpa", "test", "example", "invalid", "onion", "alt"),
    }
)
"""Last parts of names that lead nowhere, or into somebody's own network (RFC 6761, 6762, 8375, 9476)."""

LONGEST_HOST = 253
LONGEST_LABEL = 63

_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?")
_TOP = re.compile(r"[a-z][a-z0-9-]*[a-z0-9]")
_MASTODON_NAME = re.compile(r"[a-z0-9_]+([a-z0-9_.-]*[a-z0-9_])?", re.IGNORECASE)
_GONE_FROM_BLUESKY = frozenset({"InvalidRequest", "AccountTakedown", "AccountDeactivated"})


class Fault(StrEnum):
    """Why a look-up brought no count."""

    NO_WHOLE_NAME = "no whole name"
    """The handle does not say where the profile is: kari instead of kari@snabelen.no."""
    NOT_FOUND = "not found"
    BUSY = "asked to wait"
    NOT_PUBLIC = "not a public address"
    UNREACHABLE = "not reached"
    TOO_SLOW = "too slow"
    TOO_LARGE = "too large"
    REDIRECTED = "sent elsewhere"
    REFUSED = "refused"
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class Question:
    """What to ask, and which host."""

    channel: Channel
    host: str
    target: str
    """Path and query, all in ASCII."""
    name: str
    """The profile the answer has to be about."""


def question(channel: Channel, handle: str) -> Question | None:
    """Return what to ask for a profile; None when the handle is not one that can be asked for."""
    handle = handle.removeprefix("@").lower()
    if channel is Channel.BLUESKY and (name := public_host(handle)):
        # On Bluesky a profile's name is a host name of its own.
        return Question(channel, BLUESKY_HOST, f"/xrpc/app.bsky.actor.getProfile?actor={quote(name)}", name)
    if channel is Channel.MASTODON:
        name, at, place = handle.partition("@")
        host = public_host(place) if at and _MASTODON_NAME.fullmatch(name) else None
        if host:
            return Question(channel, host, f"/api/v1/accounts/lookup?acct={quote(name)}", name)
    return None


def public_host(text: str) -> str | None:
    """Return a host name in its ASCII form; None for what is no name on the public internet.

    No port, no number in place of a name, nothing that ends as the names of private networks do.
    """
    try:
        host = text.lower().encode("idna").decode("ascii")
        # A name that comes back changed stands for another one than was written.
        is_same = host.encode("ascii").decode("idna") == text.lower()
    except UnicodeError:
        return None
    labels = host.split(".")
    is_name = (
        len(labels) > 1
        and len(host) <= LONGEST_HOST
        and all(_LABEL.fullmatch(label) and len(label) <= LONGEST_LABEL for label in labels)
        and _TOP.fullmatch(labels[-1]) is not None
    )
    return host if is_same and is_name and labels[-1] not in RESERVED else None


def fault_of(asked: Question, status: int, body: bytes) -> Fault | None:
    """Return what is wrong by an answer's status; None when its body holds the count."""
    if status == OK:
        return None
    if status in (NOT_FOUND, GONE) or (status == BAD_REQUEST and _says_gone(asked, body)):
        return Fault.NOT_FOUND
    if status == TOO_MANY:
        return Fault.BUSY
    return Fault.REDIRECTED if status in REDIRECTS else Fault.REFUSED


def count_in(asked: Question, body: bytes) -> int | None:
    """Return how many follow the profile that was asked for; None when the answer does not say so."""
    told = _object(body)
    is_bluesky = asked.channel is Channel.BLUESKY
    name, people = (
        (told.get("handle"), told.get("followersCount"))
        if is_bluesky
        else (told.get("username"), told.get("followers_count"))
    )
    if not isinstance(name, str) or name.lower() != asked.name:
        return None
    # True and false are numbers too, to Python.
    if not isinstance(people, int) or isinstance(people, bool):
        return None
    return people if 0 <= people <= MOST_PEOPLE else None


def _says_gone(asked: Question, body: bytes) -> bool:
    return asked.channel is Channel.BLUESKY and _object(body).get("error") in _GONE_FROM_BLUESKY


def _object(body: bytes) -> Mapping[str, object]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        # Broken text, a number of thousands of digits, or brackets within brackets within brackets.
        return {}
    return found if isinstance(found, dict) else {}
