"""How many quizzes a second can be handed in over HTTP, each marked and kept with its entry in the trail."""

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
from ambassador.people import operations as people
from ambassador.people.models import Person
from ambassador.settings import Settings, load_settings
from ambassador.training import operations, queries
from ambassador.training.models import Attempt
from tests.benchmarks.checklist import cookie_of, serving
from tests.rows import DAY, person, rows
from tests.trail.trails import is_whole

PEOPLE = 1500
"""Each hands in one quiz of the twelve questions we ship; every second one saved half of it before."""
CLIENTS = 8
WANTED = 200
ADDRESS = "/training/1/quiz"

Post = tuple[str, bytes]
"""Somebody's cookie, and the form that their page would send."""


def fill(settings: Settings) -> list[tuple[str, dict[str, list[int]]]]:
    """Let people be signed in and begin the quiz; return for each a cookie and what they choose."""
    database = open_database(settings)
    app = create_app(settings, database=database)
    at, found = clock.now(), []
    with database.transaction() as session:
        rows(session, Person, [person(who, joined_at=at - DAY) for who in range(1, PEOPLE + 1)])
        for who in range(1, PEOPLE + 1):
            token = people.start_session(session, person_id=who, at=at).token
            attempt_id = operations.start_attempt(session, course_id=1, by=who, at=at) or 0
            right = queries.right_answers(session, session.get_one(Attempt, attempt_id).version_id)
            if who % 2:
                half = operations.Answers(attempt_id, 1, dict(list(right.items())[:6]))
                operations.keep_answers(session, half, by=who, at=at)
            chosen = {f"question-{question}": places for question, places in right.items()}
            found.append((token, {**chosen, "attempt": [attempt_id]}))
    database.engine.dispose()
    return [(cookie_of(app, token), chosen) for token, chosen in found]


def opened(port: int, people: Sequence[tuple[str, dict[str, list[int]]]]) -> list[Post]:
    """Let everybody open their quiz, and return what each would send: token and answers."""
    found: list[list[Post]] = [[] for _ in range(CLIENTS)]

    def client(number: int) -> None:
        connection = HTTPConnection("127.0.0.1", port, timeout=20)
        for cookie, chosen in people[number::CLIENTS]:
            page, status, newer = _send(connection, "GET", cookie)
            assert status == 200, page[:200]
            token = re.search(r'name="csrf_token" type="hidden" value="([^"]*)"', page)
            assert token, page[:200]
            sent = {"csrf_token": token[1], **chosen}
            found[number].append((newer or cookie, urlencode(sent, doseq=True).encode()))
        connection.close()

    _at_once(client)
    return [post for posts in found for post in posts]


def handed_in_a_second(port: int, posts: Sequence[Post]) -> float:
    """Return how many quizzes a second are answered as marked, to clients that keep sending."""

    def client(number: int) -> None:
        connection = HTTPConnection("127.0.0.1", port, timeout=20)
        for cookie, body in posts[number::CLIENTS]:
            page, status, _cookie = _send(connection, "POST", cookie, body)
            assert status == 303, f"{status}: {page[:500]}"
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
    connection: HTTPConnection, method: str, cookie: str, body: bytes | None = None
) -> tuple[str, int, str]:
    """Return the page, its status, and the cookie it set."""
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    try:
        connection.request(method, ADDRESS, body, headers)
        answer = connection.getresponse()
    except (HTTPException, ConnectionError):
        # The server closes a connection after a while, before it reads the next request: send it anew.
        connection.close()
        connection.request(method, ADDRESS, body, headers)
        answer = connection.getresponse()
    page = answer.read().decode()
    return page, answer.status, (answer.getheader("Set-Cookie") or "").partition(";")[0]


def check(settings: Settings, path: Path) -> None:
    """Raise AssertionError unless everybody has passed, with an entry for each, and the trail is whole."""
    with sqlite3.connect(path) as connection:
        passed = connection.execute("SELECT count(*) FROM results WHERE is_passed AND right = 12").fetchone()
        marked = connection.execute(
            "SELECT count(*) FROM trail_entries WHERE entry LIKE '%\"quiz marked\"%'"
        ).fetchone()
        kept = connection.execute("SELECT count(*) FROM kept_answers").fetchone()
    assert (*passed, *marked, *kept) == (PEOPLE, PEOPLE, 0), (passed, marked, kept)
    database = open_database(settings)
    assert is_whole(database)
    database.engine.dispose()


def run() -> list[tuple[str, str, str]]:
    """Return what was measured, how much it was, and what it has to be."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "quizzes.sqlite"
        environment = {"AMBASSADOR_INSTANCE": folder, "DATABASE_URL": f"sqlite:///{path}"}
        settings = load_settings(environment=environment)
        everyone = fill(settings)
        with serving("app", environment) as port:
            posts = opened(port, everyone)
            rate = handed_in_a_second(port, posts)
        check(settings, path)
    server = f"{WORKERS} workers x {THREADS} threads"
    return [
        (f"quizzes handed in over HTTP with the trail, {server}", f"{rate:.0f} /s", f"at least {WANTED} /s")
    ]


if __name__ == "__main__":
    for what, was, wanted in run():
        print(f"{what:70} {was:>10}   {wanted}")
