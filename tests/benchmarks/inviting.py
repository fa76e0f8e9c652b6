"""How long it takes to invite 100,000 people, a letter each."""

from __future__ import annotations

from resource import RUSAGE_SELF, getrusage
from time import perf_counter

from ambassador.app import create_app
from ambassador.db import Database
from ambassador.optins.inviting import invite
from ambassador.people.models import Person
from ambassador.settings import Settings
from tests.benchmarks.company import empty_company
from tests.factories import LONG_AGO
from tests.rows import DAY, person, rows

PEOPLE = 100_000


def seconds(settings: Settings, database: Database) -> float:
    """Return how long it takes to invite everyone: half have a password, and half get a link to set one."""
    with database.transaction() as session:
        everyone = (person(who, joined_at=LONG_AGO) for who in range(1, PEOPLE + 1))
        rows(session, Person, [{**one, "password_hash": "x" if one["id"] % 2 else None} for one in everyone])
    app = create_app(settings, database=database)
    with app.test_request_context():
        started = perf_counter()
        with database.transaction() as session:
            assert invite(session, by=1, at=LONG_AGO + DAY) == PEOPLE
        return perf_counter() - started


def run() -> list[tuple[str, str, str]]:
    """Return what was measured, how much it was, and what it has to be."""
    with empty_company() as (settings, database):
        took = seconds(settings, database)
    memory = getrusage(RUSAGE_SELF).ru_maxrss / 1024
    return [(f"invitations to {PEOPLE:,} people ({memory:.0f} MiB)", f"{took:.1f} s", "within 20 s")]


if __name__ == "__main__":
    for what, was, wanted in run():
        print(f"{what:60} {was:>10}   {wanted}")
