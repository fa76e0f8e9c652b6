"""A real server on this machine that answers as Bluesky and Mastodon do, and in every wrong way."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from ambassador.audience.fetching import Network
from ambassador.audience.policy import Channel
from ambassador.audience.profiles import Question, question

Reply = Callable[[BaseHTTPRequestHandler], None]


def asked(channel: Channel, handle: str) -> Question:
    found = question(channel, handle)
    assert found is not None
    return found


BLUESKY = asked(Channel.BLUESKY, "kari.bsky.social")
MASTODON = asked(Channel.MASTODON, "kari@snabelen.no")


def profile(people: object, *, handle: str = "kari.bsky.social") -> dict[str, object]:
    """Return what Bluesky's app.bsky.actor.getProfile tells, shortened."""
    return {
        "did": "did:plc:ewvi7nxzyoun6zhxrhs64oiz",
        "handle": handle,
        "displayName": "Kari Nordmann",
        "followersCount": people,
        "followsCount": 91,
        "postsCount": 12,
        "labels": [],
    }


def account(people: object, *, username: str = "kari") -> dict[str, object]:
    """Return what Mastodon's /api/v1/accounts/lookup tells, shortened."""
    return {
        "id": "109302436954721982",
        "username": username,
        "acct": username,
        "locked": False,
        "bot": False,
        "followers_count": people,
        "following_count": 91,
        "last_status_at": "2026-09-01",
    }


def reply(
    status: int, body: object, *, kind: str = "application/json; charset=utf-8", **headers: str
) -> Reply:
    """Return an answer: JSON, or bytes as they are."""
    sent = body if isinstance(body, bytes) else json.dumps(body).encode()

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        request.send_header("Content-Type", kind)
        request.send_header("Content-Length", str(len(sent)))
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        request.wfile.write(sent)

    return answer


def drip(request: BaseHTTPRequestHandler) -> None:
    """Send a byte now and then, each in time, for ever."""
    request.send_response(200)
    request.send_header("Content-Type", "application/json")
    request.end_headers()
    for _ in range(200):
        request.wfile.write(b" ")
        request.wfile.flush()
        time.sleep(0.05)


def flood(request: BaseHTTPRequestHandler) -> None:
    """Send megabytes without having said how many."""
    request.send_response(200)
    request.send_header("Content-Type", "application/json")
    request.end_headers()
    for _ in range(64):
        request.wfile.write(b" " * 65_536)


def silence(_request: BaseHTTPRequestHandler) -> None:
    """Take the request and say nothing."""
    time.sleep(1)


def nonsense(request: BaseHTTPRequestHandler) -> None:
    """Speak something else than HTTP."""
    request.wfile.write(b"220 mail.example.no ESMTP\r\n")


@dataclass
class PublicServer:
    """What the server answers by path, and what it was asked."""

    port: int = 0
    answers: dict[str, Reply] = field(default_factory=dict)
    paths: list[str] = field(default_factory=list)
    agents: list[str] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def network(self, **changes: object) -> Network:
        """Return a network on which every name leads to this server, and nothing leads outside."""
        here = {
            "resolve": lambda *_asked: ["127.0.0.1"],
            "permits": lambda address: address.startswith("127."),
            "origin": lambda host: f"http://{host}:{self.port}",
            "seconds": 0.5,
            "seconds_in_all": 1.0,
            "pause": 0.0,
        }
        return Network(**{**here, **changes})  # type: ignore[arg-type]  # the test names real fields


@contextmanager
def public_server(
    answer: Reply | None = None, *, at: str = "127.0.0.1", port: int = 0
) -> Iterator[PublicServer]:
    """Run a server; `answer` is for every path that has none of its own."""
    state = PublicServer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            with state.lock:
                state.paths.append(self.path)
                state.agents.append(self.headers["User-Agent"])
                state.at_once += 1
                state.most_at_once = max(state.most_at_once, state.at_once)
            try:
                state.answers.get(self.path, answer or reply(404, {"error": "Record not found"}))(self)
            except OSError:
                pass  # Who asked has hung up, as it should on most of the faults.
            finally:
                with state.lock:
                    state.at_once -= 1

        def log_message(self, *_args: object) -> None:
            pass

    server = ThreadingHTTPServer((at, port), Handler)
    server.daemon_threads = True
    server.block_on_close = False
    state.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
