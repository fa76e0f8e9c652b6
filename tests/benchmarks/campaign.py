"""How long the programme manager waits for the campaign page of 100,000 people in 500 teams."""

from __future__ import annotations

from datetime import timedelta
from statistics import median
from time import perf_counter

from webtest import TestApp

from ambassador.app import create_app
from ambassador.db import Database
from ambassador.guidelines.answering.models import Acknowledgement
from ambassador.settings import Settings
from tests.benchmarks.company import add_staff, empty_company
from tests.factories import LONG_AGO, Factory
from tests.followup.asking import publish
from tests.rows import DAY, acknowledgement, rows

PEOPLE, TEAMS, TIMES = 100_000, 500, 7


def fill(database: Database) -> None:
    """Add people in teams who were asked long ago, two of three of whom have acknowledged."""
    with database.transaction() as session:
        add_staff(session, PEOPLE, teams=TEAMS)
    version = publish(database, at=LONG_AGO + DAY)
    with database.transaction() as session:
        signed = (who for who in range(1, PEOPLE + 1) if who % 3)
        at = LONG_AGO + 2 * DAY
        rows(
            session,
            Acknowledgement,
            [acknowledgement(who, version, at + timedelta(seconds=who * 10)) for who in signed],
        )


def seconds(settings: Settings, database: Database) -> float:
    """Return the middle of how long the page takes, once everything is warm."""
    fill(database)
    app = create_app(settings, database=database)
    browser = Factory(database, app).browser_of(1)
    # The same visitor without a look at each page, which would take longer than the page.
    hurried = TestApp(app, cookiejar=browser.cookiejar, extra_environ=browser.extra_environ)
    taken = []
    for _ in range(TIMES):
        started = perf_counter()
        assert "Team 500" in hurried.get("/programme/followup/7")
        taken.append(perf_counter() - started)
    return median(taken)


def run() -> list[tuple[str, str, str]]:
    """Return what was measured, how much it was, and what it has to be."""
    with empty_company() as (settings, database):
        took = seconds(settings, database)
    return [(f"the campaign page of {PEOPLE:,} people", f"{1000 * took:.0f} ms", "within 300 ms")]


if __name__ == "__main__":
    for what, was, wanted in run():
        print(f"{what:60} {was:>10}   {wanted}")
