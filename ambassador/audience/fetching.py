"""Asks Bluesky and Mastodon over HTTPS how many follow a profile, and trusts nothing of what comes back."""

from __future__ import annotations

import logging
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from importlib.metadata import version
from time import monotonic

import httpcore

from ambassador.audience.pacing import read_retry_after
from ambassador.audience.profiles import Fault, Question, count_in, fault_of
from ambassador.audience.public_network import (
    NotPublicError,
    Permit,
    PublicNetwork,
    Resolve,
    is_public,
    resolved,
)

MOST_BYTES = 64 * 1024
"""The largest answer; a profile takes a few kilobytes."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Found:
    """A good answer: so many people follow the profile."""

    people: int


@dataclass(frozen=True)
class Failed:
    """No count, and why; `wait` is how long the host asked to be left alone."""

    fault: Fault
    wait: timedelta | None = None


@dataclass(frozen=True)
class Network:
    """How hosts are reached; tests bring one that stays on their own machine."""

    resolve: Resolve = resolved
    permits: Permit = is_public
    origin: Callable[[str], str] = "https://{}".format
    """The scheme, host and port for a host's name: HTTPS on its own port, in the app."""
    seconds: float = 5
    """For one step: the name, the connection, or the next piece of the answer."""
    seconds_in_all: float = 15
    pause: float = 1
    """Seconds between two questions to one host."""


def fetch(asked: Question, *, at: datetime, network: Network | None = None) -> Found | Failed:
    """Return how many follow a profile, or why that could not be learned; never raises for the other side.

    One request, without redirects, cookies, compression or proxies: behind a proxy nobody could check to
    which address the name leads.
    """
    try:
        answer = _answer(asked, network or Network())
    except tuple(_FAULTS) as error:
        fault = next(fault for kind, fault in _FAULTS.items() if isinstance(error, kind))
        found: Found | Failed = Failed(fault)
        log.info("%s gave no answer (%s): %s", asked.host, fault, error)
    else:
        found = _read(asked, answer, at=at)
        # The host and the status alone: a profile's name belongs to a person.
        log.info("%s answered %s", asked.host, answer.status)
    return found


@dataclass(frozen=True)
class _Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes


def _read(asked: Question, answer: _Answer, *, at: datetime) -> Found | Failed:
    fault = fault_of(asked, answer.status, answer.body)
    if fault is Fault.BUSY:
        return Failed(fault, read_retry_after(answer.headers.get("retry-after", ""), at=at))
    if fault is not None:
        return Failed(fault)
    is_json = answer.headers.get("content-type", "").partition(";")[0].strip().lower() == "application/json"
    people = count_in(asked, answer.body) if is_json else None
    return Failed(Fault.UNREADABLE) if people is None else Found(people)


class _TooLargeError(Exception):
    """The answer has more bytes than any profile."""


_FAULTS: Mapping[type[Exception], Fault] = {
    NotPublicError: Fault.NOT_PUBLIC,
    _TooLargeError: Fault.TOO_LARGE,
    httpcore.TimeoutException: Fault.TOO_SLOW,
    httpcore.NetworkError: Fault.UNREACHABLE,
    httpcore.ProtocolError: Fault.UNREACHABLE,
}
"""The first that fits tells why there is no answer."""


def _answer(asked: Question, network: Network) -> _Answer:
    backend = PublicNetwork(
        deadline=monotonic() + network.seconds_in_all, resolve=network.resolve, permits=network.permits
    )
    steps = dict.fromkeys(("connect", "read", "write", "pool"), network.seconds)
    body = bytearray()
    with (
        httpcore.ConnectionPool(
            ssl_context=_certificates(),
            network_backend=backend,
            max_connections=1,
            max_keepalive_connections=0,
        ) as pool,
        pool.stream(
            "GET",
            network.origin(asked.host) + asked.target,
            headers={
                "Accept": "application/json",
                # A compressed answer could be far larger than what came over the line.
                "Accept-Encoding": "identity",
                "User-Agent": f"ambassador/{version('ambassador')} (employee ambassador programme)",
            },
            extensions={"timeout": steps},
        ) as response,
    ):
        headers = {name.decode("ascii").lower(): value.decode("latin-1") for name, value in response.headers}
        for piece in response.iter_stream():
            body += piece
            if len(body) > MOST_BYTES:
                raise _TooLargeError(f"more than {MOST_BYTES} bytes")
        return _Answer(response.status, headers, bytes(body))


@lru_cache(maxsize=1)
def _certificates() -> ssl.SSLContext:
    return httpcore.default_ssl_context()
