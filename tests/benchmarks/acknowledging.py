"""How many people a second can acknowledge over HTTP, each kept durably with its entry in the trail."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Sequence
from http.client import HTTPConnection, HTTPException
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

Post = tuple[str, bytes]
"""Somebody's cookie, and the form that their page would send."""


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


def opened(port: int, cookies: Sequence[str]) -> list[Post]:
    """Let everybody open the page, and return what each would send: token, hash, sentence and tick."""
    found: list[list[Post]] = [[] for _ in range(CLIENTS)]

    def client(number: int) -> None:
        connection = HTTPConnection("127.0.0.1", port, timeout=20)
        for cookie in cookies[number::CLIENTS]:
            found[number].append(_opened(connection, cookie))
        connection.close()

    _at_once(client)
    return [post for posts in found for post in posts]


def _opened(connection: HTTPConnection, cookie: str) -> Post:
    page, headers = _send(connection, "GET", ADDRESS, cookie)
    assert headers[0] == 200, page[:200]
    form = page[page.index(f'action="{ADDRESS}/acknowledgements"') :].partition("</form>")[0]
    fields = dict(re.findall(r'name="(\w+)" type="hidden" value="([^"]*)"', form))
    assert set(fields) == {"csrf_token", "version_id", "sha256", "language", "sentence"}, fields
    return headers[1] or cookie, urlencode({**fields, "agrees": "y"}).encode()


def acknowledged_a_second(port: int, posts: Sequence[Post]) -> float:
    """Return how many acknowledgements a second are answered as kept, to clients that keep sending."""

    def client(number: int) -> None:
        connection = HTTPConnection("127.0.0.1", port, timeout=20)
        for cookie, body in posts[number::CLIENTS]:
            page, headers = _send(connection, "POST", f"{ADDRESS}/acknowledgements", cookie, body)
            assert headers[0] == 303, f"{headers[0]}: {page[:500]}"
        connection.close()

    started = perf_counter()
    _at_once(client)
    return len(posts) / (perf_counter() - started)


def _at_once(client: Callable[[int], None]) -> None:
    threads = [Thread(target=client, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _send(
    connection: HTTPConnection, method: str, address: str, cookie: str, body: bytes | None = None
) -> tuple[str, tuple[int, str]]:
    """Return the page, and its status with the cookie it set."""
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    try:
        connection.request(method, address, body, headers)
        answer = connection.getresponse()
    except (HTTPException, ConnectionError):
        # The server closes a connection after a while, before it reads the next request: send it anew.
        connection.close()
        connection.request(method, address, body, headers)
        answer = connection.getresponse()
    page = answer.read().decode()
    return page, (answer.status, (answer.getheader("Set-Cookie") or "").partition(";")[0])


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
        with serving("app", environment) as port:
            posts = opened(port, cookies)
            rate = acknowledged_a_second(port, posts)
        check(settings, path)
    server = f"{WORKERS} workers x {THREADS} threads"
    return [
        (f"acknowledgements over HTTP with the trail, {server}", f"{rate:.0f} /s", f"at least {WANTED} /s")
    ]


if __name__ == "__main__":
    for what, was, wanted in run():
        print(f"{what:70} {was:>10}   {wanted}")
