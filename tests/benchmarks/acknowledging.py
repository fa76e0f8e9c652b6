"""How many people a second can acknowledge over HTTP, each kept durably with its entry in the trail."""

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
from ambassador.guidelines.answering.checking import disagreements
from ambassador.people import operations as people
from ambassador.people.models import Person
from ambassador.settings import Settings, load_settings
from tests.benchmarks.checklist import cookie_of, serving
from tests.benchmarks.clients import answered_a_second, asked, newer_cookie, request
from tests.rows import DAY, person, rows
from tests.trail.trails import is_whole

PEOPLE = 2000
"""Each acknowledges once."""
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


def opened(port: int, cookies: Sequence[str]) -> list[bytes]:
    """Let everybody open the page, and return what each would send: token, hash, sentence and tick."""
    answers = asked(port, [request("GET", ADDRESS, cookie) for cookie in cookies], wanted=b"200")
    return [_sent(cookie, answer) for cookie, answer in zip(cookies, answers, strict=True)]


def _sent(cookie: str, answer: bytes) -> bytes:
    page = answer.decode()
    form = page[page.index(f'action="{ADDRESS}/acknowledgements"') :].partition("</form>")[0]
    fields = dict(re.findall(r'name="(\w+)" type="hidden" value="([^"]*)"', form))
    assert set(fields) == {"csrf_token", "version_id", "sha256", "language", "sentence"}, fields
    body = urlencode({**fields, "agrees": "y"}).encode()
    return request("POST", f"{ADDRESS}/acknowledgements", newer_cookie(answer, cookie), body)


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
