"""How many quizzes a second can be handed in over HTTP, each marked and kept with its entry in the trail."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
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
from tests.benchmarks.clients import answered_a_second, asked, newer_cookie, request
from tests.rows import DAY, person, rows
from tests.trail.trails import is_whole

PEOPLE = 1500
"""Each hands in one quiz of the twelve questions we ship; every second one saved half of it before."""
WANTED = 200
ADDRESS = "/training/1/quiz"


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


def opened(port: int, people: Sequence[tuple[str, dict[str, list[int]]]]) -> list[bytes]:
    """Let everybody open their quiz, and return what each would send: token and answers."""
    answers = asked(port, [request("GET", ADDRESS, cookie) for cookie, _chosen in people], wanted=b"200")
    return [
        _sent(newer_cookie(answer, cookie), answer.decode(), chosen)
        for answer, (cookie, chosen) in zip(answers, people, strict=True)
    ]


def _sent(cookie: str, page: str, chosen: dict[str, list[int]]) -> bytes:
    token = re.search(r'name="csrf_token" type="hidden" value="([^"]*)"', page)
    assert token, page[:200]
    body = urlencode({"csrf_token": token[1], **chosen}, doseq=True).encode()
    return request("POST", ADDRESS, cookie, body)


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
        with serving("bare", environment) as port:
            pages = [request("GET", "/checklist", cookie) for cookie, _chosen in everyone]
            bare = answered_a_second(port, pages, wanted=b"200")
        with serving("app", environment) as port:
            posts = opened(port, everyone)
            rate = answered_a_second(port, posts, wanted=b"303")
        check(settings, path)
    server = f"{WORKERS} workers x {THREADS} threads"
    return [
        (f"bare Flask page, {server}", f"{bare:.0f} /s", ""),
        (f"quizzes handed in over HTTP with the trail, {server}", f"{rate:.0f} /s", f"at least {WANTED} /s"),
    ]


if __name__ == "__main__":
    for what, was, wanted in run():
        print(f"{what:70} {was:>10}   {wanted}")
