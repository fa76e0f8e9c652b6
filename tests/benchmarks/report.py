"""How fast the reach report is at 100,000 ambassadors, from cold and unchanged, on SQLite."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

import numpy as np
from flask import Flask
from sqlalchemy import Table, insert

from ambassador.app import create_app, warm_up
from ambassador.audience.models import Account, AudienceCount
from ambassador.audience.policy import Channel
from ambassador.db import Base, Database
from ambassador.guidelines.answering.models import Acknowledgement
from ambassador.guidelines.models import Guideline, GuidelineVersion
from ambassador.migrations import upgrade
from ambassador.optins.models import Invitation, OptIn
from ambassador.people.models import Person, Team
from ambassador.reports.current import current_report
from ambassador.reports.figures import reach_report
from ambassador.settings import Settings
from ambassador.sharing.keys import secret_check
from ambassador.sharing.models import SharedList, SharingConsent
from ambassador.training.models import Attempt, Course, CourseVersion, Result
from ambassador.web import charts
from ambassador.web.access import Role
from tests.browser import Browser
from tests.factories import Factory

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
BEGINNING = NOW - timedelta(days=600)
AMBASSADORS = 100_000
TEAMS = 200
LISTS = 25_000
SECRET = "l" * 32


def fill(database: Database, *, ambassadors: int = AMBASSADORS) -> None:
    """Fill an empty database with cleared ambassadors who joined evenly over the past 18 months."""
    random = np.random.default_rng(1)
    joined = np.sort(random.integers(0, 540, ambassadors))
    sizes = random.lognormal(6, 1, ambassadors * 3).astype(int).tolist()
    began = [BEGINNING + timedelta(days=int(day), seconds=number % 3600) for number, day in enumerate(joined)]
    everyone = range(1, ambassadors + 1)
    year = timedelta(days=365)
    both = [i for i in everyone if i % 3 == 0]
    passes = [(i, began[i - 1]) for i in everyone]
    passes += [(i, began[i - 1] + year * 0.9) for i in everyone if began[i - 1] + year <= NOW]
    accounts = [(i, Channel.LINKEDIN) for i in everyone] + [(i, Channel.INSTAGRAM) for i in both]
    rows: dict[type[Base], list[dict[str, object]]] = {
        Team: [
            {"id": t, "name": f"Team {t}", "name_key": f"team {t}", "sort_key": f"team {t}"}
            for t in range(1, TEAMS + 1)
        ],
        Person: [
            {
                "id": i,
                "email": f"p{i}@example.no",
                "name": f"Person {i}",
                "title": "",
                "is_leader": False,
                "team_id": 1 + i % TEAMS,
                "sort_key": f"person {i}",
                "search_key": f"person {i}",
                "joined_at": BEGINNING - year,
            }
            for i in everyone
        ],
        Course: [{"id": 1, "slug": "course"}],
        CourseVersion: [
            {
                "id": 1,
                "course_id": 1,
                "number": 1,
                "pass_percent": 80,
                "validity_months": 12,
                "texts": {},
                "what_changed": "",
                "published_at": BEGINNING - year,
            }
        ],
        Guideline: [{"id": 1, "slug": "rules"}],
        GuidelineVersion: [
            {
                "id": 1,
                "guideline_id": 1,
                "number": 1,
                "major": 1,
                "minor": 0,
                "what_changed": "",
                "published_at": BEGINNING - year,
                "binding_from": BEGINNING - year,
            }
        ],
        Invitation: [{"person_id": i, "invited_at": BEGINNING} for i in everyone],
        OptIn: [
            {
                "person_id": i,
                "number": 1,
                "at": began[i - 1],
                "consent_version": "1",
                "sentence": "I take part.",
                "language": "en",
            }
            for i in everyone
        ],
        Attempt: [
            {"id": n, "person_id": i, "version_id": 1, "number": n, "started_at": at}
            for n, (i, at) in enumerate(passes, 1)
        ],
        Result: [
            {
                "attempt_id": n,
                "person_id": i,
                "course_id": 1,
                "at": at,
                "answers": {},
                "right": 12,
                "asked": 12,
                "is_passed": True,
                "valid_until": at + year,
            }
            for n, (i, at) in enumerate(passes, 1)
        ],
        Acknowledgement: [
            {
                "person_id": i,
                "version_id": 1,
                "language": "en",
                "sha256": "0" * 64,
                "sentence": "I follow the rules.",
                "at": began[i - 1],
            }
            for i in everyone
        ],
        Account: [
            {"id": n, "person_id": i, "channel": channel, "handle": f"person{i}", "added_at": began[i - 1]}
            for n, (i, channel) in enumerate(accounts, 1)
        ],
        AudienceCount: [
            {
                "account_id": n,
                "people": sizes[n] + later,
                "is_at_least": later == 0 and n % 10 == 0,
                "at": began[i - 1] + timedelta(days=later),
            }
            for n, (i, _channel) in enumerate(accounts, 1)
            for later in (0, 30)
            if n % 20
        ],
    }
    rows |= _lists(random, ambassadors // 4)
    with database.transaction() as session:
        for model, made in rows.items():
            assert isinstance(model.__table__, Table)
            session.execute(insert(model.__table__), made)


def _lists(random: np.random.Generator, lists: int) -> dict[type[Base], list[dict[str, object]]]:
    """Return shared lists of 700 people each, of whom one key in 16 was kept."""
    chosen = (1 + random.permutation(4 * lists)[:lists]).tolist()
    kept = random.binomial(700, 1 / 16, lists)
    # Squared, so that some people are in many lists and most in few, as in life.
    keys = (random.random(int(kept.sum())) ** 2 * lists * 20).astype(np.uint64) * np.uint64(16)
    parts = np.split(keys, np.cumsum(kept)[:-1])
    consent = {"purpose": "list", "channel": "linkedin", "number": 1, "consent_version": "1"}
    return {
        SharingConsent: [
            {**consent, "id": i, "person_id": i, "at": NOW, "sentence": "Yes.", "language": "en"}
            for i in chosen
        ],
        SharedList: [
            {
                "account_id": i,
                "person_id": i,
                "channel": "linkedin",
                "consent_id": i,
                "keys": np.unique(part).astype("<u8").tobytes(),
                "people": 700,
                "one_in": 16,
                "secret_check": secret_check(SECRET),
                "shared_at": NOW,
                "expires_at": NOW + timedelta(days=300),
            }
            for i, part in zip(chosen, parts, strict=True)
        ],
    }


def run() -> list[tuple[str, str, str]]:
    """Return what was measured on a database of 100,000 ambassadors: what, measured, promise."""
    with tempfile.TemporaryDirectory() as folder:
        address = f"sqlite:///{Path(folder) / 'report.sqlite'}"
        made = Database(address)
        upgrade(made)
        fill(made)
        made.engine.dispose()
        # A new database object has neither connections nor compiled statements.
        figures_took = _seconds(_figures, Database(address))
        settings = Settings(
            instance=Path(folder),
            database_url=address,
            secret="s" * 32,
            list_secret=SECRET,
            trail_key="7" * 64,
            certificate_key="5" * 64,
            base_url="http://localhost",
        )
        app = create_app(settings, database=Database(address), testing=True)
        browser = _leader(app)
        # As the server does when it starts; the drawing machine comes up in a thread.
        warm_up(app)
        charts.svg({"mark": "point", "data": {"values": []}}, label="", language="en")
        read = _reader(browser)
        page_took = _seconds(read, "/reports/reach")
        unchanged = _usual(read, "/reports/reach")
        lookup = _usual(_look_up, app)
        # What any page of ours costs: a person is found, and a template is drawn.
        small = _usual(read, "/account")
        bare = _usual(_bare_app().test_client().get, "/")
    what = f"reach report, {AMBASSADORS:,} ambassadors with {LISTS:,} lists"
    return [
        (f"{what}: figures, cold", f"{figures_took:.2f} s", "1.5 s"),
        (f"{what}: whole page with its charts, cold", f"{page_took:.2f} s", "1.5 s"),
        (f"{what}: unchanged since the last look, the report alone", f"{lookup * 1000:.1f} ms", "a lookup"),
        (f"{what}: unchanged since the last look, whole page", f"{unchanged * 1000:.1f} ms", "50 ms"),
        ("a page of ours that says little (the account)", f"{small * 1000:.1f} ms", ""),
        ("a bare Flask page", f"{bare * 1000:.1f} ms", ""),
    ]


def _figures(database: Database) -> None:
    with database.reading() as session:
        report = reach_report(session, company="Nordlys", at=NOW, day=NOW.date(), secret=SECRET)
    assert report.funnel.cleared.low == AMBASSADORS


def _leader(app: Flask) -> Browser:
    make = Factory(Database(app.extensions["ambassador.settings"].database_url), app)
    return make.browser_as(Role.LEADERSHIP)


def _reader(browser: Browser) -> Callable[[str], object]:
    """Return what opens a page as this visitor does, without looking at what is on it."""
    [cookie] = browser.cookies.values()
    client = browser.flask.test_client()
    client.set_cookie("ambassador", cookie)

    def read(path: str) -> object:
        answer = client.get(path)
        assert answer.status_code == 200, answer.status
        return answer.get_data()

    return read


def _look_up(app: Flask) -> None:
    with app.test_request_context():
        assert current_report().channels


def _bare_app() -> Flask:
    bare = Flask("bare")
    bare.add_url_rule("/", view_func=lambda: "<!doctype html><title>Bare</title><h1>Bare</h1>")
    return bare


def _usual(work: Callable[..., object], *arguments: object, times: int = 30) -> float:
    """Return the median of many times, in seconds."""
    return median(_seconds(work, *arguments) for _ in range(times))


def _seconds(work: Callable[..., object], *arguments: object) -> float:
    started = time.perf_counter()
    work(*arguments)
    return time.perf_counter() - started


if __name__ == "__main__":
    for line in run():
        print(*line, sep="  |  ")
