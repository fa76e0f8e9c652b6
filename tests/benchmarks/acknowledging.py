"""How many people a second can acknowledge over HTTP, each kept durably with its entry in the trail."""

from __future__ import annotations

import re
import socket
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from time import perf_counter
from urllib.parse import urlencode

from ambassador import clock
from ambassador.app import create_app
from ambassador.cli.serve import THREADS, WORKERS, open_database
from ambassador.guidelines.answering.checking import disagreements
from ambassador.people import operations as people
from ambassador.people.models import Person
from ambassador.settings import Settings, load_settings
from tests.benchmarks.checklist import cookie_of, serving
from tests.rows import DAY, person, rows
from tests.trail.trails import is_whole

PEOPLE = 2000
"""Each acknowledges once."""
CLIENTS = 8
WANTED = 300
ADDRESS = "/guidelines/1"


def fill(settings: Settings) -> list[str]:
    """Write people who are signed in, and return a cookie for each."""
    database = open_database(settings)
    app = create_app(settings, database=database)
    at = clock.now()
    with database.transaction() as session:
        rows(session, Person, [person(who, joined_at=at - DAY) for who in range(1, PEOPLE + 1)])
        tokens = [people.start_session(session, person_id=who, at=at).token for who in range(1, PEOPLE + 1)]
    database.engine.dispose()
    return [cookie_of(app, token) for token in tokens]


class Client:
    """A connection that is kept open, as a browser does; plain bytes, for it shares the server's cores."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.connection = socket.create_connection(("127.0.0.1", port), 20)

    def ask(self, request: bytes) -> bytes:
        """Send a request and return the whole answer."""
        answer = self._asked(request)
        if not answer:
            # The server closed the connection after a while, before it read the request: send it anew.
            self.close()
            self.connection = socket.create_connection(("127.0.0.1", self.port), 20)
            answer = self._asked(request)
        return answer

    def close(self) -> None:
        self.connection.close()

    def _asked(self, request: bytes) -> bytes:
        try:
            self.connection.sendall(request)
            answer = self.connection.recv(65_536)
        except ConnectionError:
            return b""
        while answer and len(answer) < _length(answer):
            more = self.connection.recv(65_536)
            assert more, answer[:500]
            answer += more
        return answer


def _length(answer: bytes) -> int:
    """Return how long an answer is that began like this; more than it, while its head is not all there."""
    head, end, _body = answer.partition(b"\r\n\r\n")
    if not end:
        return len(answer) + 1
    said = re.search(rb"(?i)\r\ncontent-length: (\d+)", head)
    assert said is not None, answer[:500]
    return len(head) + len(end) + int(said[1])


def request(method: str, address: str, cookie: str, body: bytes = b"") -> bytes:
    """Return the bytes of a request."""
    head = (
        f"{method} {address} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def opened(port: int, cookies: Sequence[str]) -> list[bytes]:
    """Let everybody open the page, and return what each would send: token, hash, sentence and tick."""
    answers = asked(port, [request("GET", ADDRESS, cookie) for cookie in cookies], wanted=b"200")
    return [_sent(cookie, answer.decode()) for cookie, answer in zip(cookies, answers, strict=True)]


def _sent(cookie: str, answer: str) -> bytes:
    head, _end, page = answer.partition("\r\n\r\n")
    given = re.search(r"(?i)\r\nset-cookie: ([^;]+)", head)
    form = page[page.index(f'action="{ADDRESS}/acknowledgements"') :].partition("</form>")[0]
    fields = dict(re.findall(r'name="(\w+)" type="hidden" value="([^"]*)"', form))
    assert set(fields) == {"csrf_token", "version_id", "sha256", "language", "sentence"}, fields
    body = urlencode({**fields, "agrees": "y"}).encode()
    return request("POST", f"{ADDRESS}/acknowledgements", given[1] if given else cookie, body)


def asked(port: int, requests: Sequence[bytes], *, wanted: bytes) -> list[bytes]:
    """Return the answers to requests that clients send one after another, all with the wanted status."""
    answers = [b""] * len(requests)

    def client(first: int) -> None:
        one = Client(port)
        for place in range(first, len(requests), CLIENTS):
            answers[place] = one.ask(requests[place])
            assert answers[place].startswith(b"HTTP/1.1 " + wanted), answers[place][:500]
        one.close()

    threads = [Thread(target=client, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(answers), "a client stopped"
    return answers


def answered_a_second(port: int, requests: Sequence[bytes], *, wanted: bytes) -> float:
    """Return how many requests a second are answered as wanted, to clients that keep sending."""
    started = perf_counter()
    asked(port, requests, wanted=wanted)
    return len(requests) / (perf_counter() - started)


def check(settings: Settings, path: Path) -> None:
    """Raise AssertionError unless everybody's signature and entry is there, and the trail is whole."""
    with sqlite3.connect(path) as connection:
        counts = connection.execute(
            "SELECT count(*), count(DISTINCT person_id), count(DISTINCT entry) FROM acknowledgements"
        ).fetchone()
    assert counts == (PEOPLE, PEOPLE, PEOPLE), counts
    database = open_database(settings)
    with database.snapshot() as session:
        assert list(disagreements(session)) == []
    assert is_whole(database)
    database.engine.dispose()


def run() -> list[tuple[str, str, str]]:
    """Return what was measured, how much it was, and what it has to be."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "acknowledging.sqlite"
        environment = {"AMBASSADOR_INSTANCE": folder, "DATABASE_URL": f"sqlite:///{path}"}
        settings = load_settings(environment=environment)
        cookies = fill(settings)
        with serving("bare", environment) as port:
            pages = [request("GET", "/checklist", cookie) for cookie in cookies]
            bare = answered_a_second(port, pages, wanted=b"200")
        with serving("app", environment) as port:
            posts = opened(port, cookies)
            rate = answered_a_second(port, posts, wanted=b"303")
        check(settings, path)
    server = f"{WORKERS} workers x {THREADS} threads"
    return [
        (f"bare Flask page, {server}", f"{bare:.0f} /s", ""),
        (f"acknowledgements over HTTP with the trail, {server}", f"{rate:.0f} /s", f"at least {WANTED} /s"),
    ]


if __name__ == "__main__":
    for what, was, wanted in run():
        print(f"{what:70} {was:>10}   {wanted}")
