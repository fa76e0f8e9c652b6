"""Asking for public counts: what true answers give, and what is made of every wrong one."""

from __future__ import annotations

import gzip
import json
import socket
from datetime import timedelta

import pytest

from ambassador.audience.fetching import Failed, Found, Network, fetch
from ambassador.audience.profiles import Fault
from tests.audience.public_server import (
    BLUESKY,
    MASTODON,
    Reply,
    account,
    drip,
    flood,
    nonsense,
    profile,
    public_server,
    reply,
    silence,
)
from tests.factories import LONG_AGO

NOT_THERE = {"error": "InvalidRequest", "message": "Profile not found"}
TAKEN_DOWN = {"error": "AccountTakedown", "message": "Account has been suspended"}
PRESSED = gzip.compress(json.dumps(profile(5)).encode())
OTHER = {"error": "UpstreamFailure", "message": "Try later"}


def test_both_channels_are_asked_and_answer() -> None:
    with public_server() as server:
        server.answers = {BLUESKY.target: reply(200, profile(312)), MASTODON.target: reply(200, account(87))}
        assert fetch(BLUESKY, at=LONG_AGO, network=server.network()) == Found(312)
        assert fetch(MASTODON, at=LONG_AGO, network=server.network()) == Found(87)
        assert server.paths == [BLUESKY.target, MASTODON.target]
        assert all(agent.startswith("ambassador/") for agent in server.agents)


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (reply(404, {"error": "Record not found"}), Fault.NOT_FOUND),
        (reply(410, {"error": "Gone"}), Fault.NOT_FOUND),
        (reply(400, NOT_THERE), Fault.NOT_FOUND),
        (reply(400, TAKEN_DOWN), Fault.NOT_FOUND),
        (reply(400, OTHER), Fault.REFUSED),
        (reply(400, b"[" * 60_000), Fault.REFUSED),
        (reply(401, {"error": "This method requires an authenticated user"}), Fault.REFUSED),
        (reply(500, {"error": "InternalServerError"}), Fault.REFUSED),
        (reply(503, b"<html>", kind="text/html"), Fault.REFUSED),
        (reply(204, b""), Fault.REFUSED),
        (reply(302, b"", Location="http://169.254.169.254/latest/meta-data"), Fault.REDIRECTED),
        (reply(308, b"", Location="https://other.no/"), Fault.REDIRECTED),
        (reply(200, profile(5), kind="text/html"), Fault.UNREADABLE),
        (reply(200, profile(5), kind=""), Fault.UNREADABLE),
        (reply(200, b"{"), Fault.UNREADABLE),
        (reply(200, b"[" * 60_000), Fault.UNREADABLE),
        (
            reply(200, gzip.compress(json.dumps(profile(5)).encode()), Content_Encoding="gzip"),
            Fault.UNREADABLE,
        ),
        (reply(200, {"handle": "kari.bsky.social"}), Fault.UNREADABLE),
        (reply(200, profile(-1)), Fault.UNREADABLE),
        (reply(200, profile(True)), Fault.UNREADABLE),
        (reply(200, profile(10**12)), Fault.UNREADABLE),
        (reply(200, b" " * 70_000), Fault.TOO_LARGE),
        (flood, Fault.TOO_LARGE),
        (drip, Fault.TOO_SLOW),
        (silence, Fault.TOO_SLOW),
        (nonsense, Fault.UNREACHABLE),
        (reply(200, profile(5), X_Long="x" * 200_000), Fault.UNREACHABLE),
    ],
)
def test_every_wrong_answer_has_its_fault(answer: Reply, fault: Fault) -> None:
    with public_server(answer) as server:
        assert fetch(BLUESKY, at=LONG_AGO, network=server.network()) == Failed(fault)
        assert server.paths == [BLUESKY.target]


@pytest.mark.parametrize(
    ("header", "wait"), [("7200", timedelta(hours=2)), ("Wed, 01 Jan 2025 10:00:00 GMT", timedelta(hours=1))]
)
def test_a_host_that_asks_to_wait_says_for_how_long(header: str, wait: timedelta) -> None:
    with public_server(reply(429, {"error": "RateLimitExceeded"}, Retry_After=header)) as server:
        assert fetch(BLUESKY, at=LONG_AGO, network=server.network()) == Failed(Fault.BUSY, wait)


def test_a_host_that_takes_no_connection_is_not_reached() -> None:
    with public_server() as server:
        network = server.network()
    assert fetch(BLUESKY, at=LONG_AGO, network=network) == Failed(Fault.UNREACHABLE)


def test_proxies_of_the_environment_are_passed_by(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    with public_server(reply(200, profile(5))) as server:
        assert fetch(BLUESKY, at=LONG_AGO, network=server.network()) == Found(5)


def test_the_app_itself_asks_over_https_and_resolves_no_private_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    where = []

    def inside(host: str, port: int, **_how: object) -> list[tuple[object, ...]]:
        where.append((host, port))
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", inside)
    assert fetch(MASTODON, at=LONG_AGO, network=Network()) == Failed(Fault.NOT_PUBLIC)
    assert where == [("snabelen.no", 443)]
