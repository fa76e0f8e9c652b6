"""How long it takes to publish to 100,000 people: a task and a letter each."""

from __future__ import annotations

from time import perf_counter

from sqlalchemy import func, select

from ambassador.app import create_app
from ambassador.db import Database
from ambassador.followup import work
from ambassador.followup.models import Publication
from ambassador.guidelines.models import GuidelineTask
from ambassador.mail.models import Letter
from ambassador.people.models import Person
from ambassador.settings import Settings
from tests.benchmarks.company import empty_company
from tests.factories import LONG_AGO
from tests.followup.asking import publish
from tests.rows import DAY, person, rows

PEOPLE = 100_000


def seconds(settings: Settings, database: Database) -> tuple[float, float]:
    """Return how long a second version takes, whose first ends with it, and how much of it others wait."""
    app = create_app(settings, database=database)
    with database.transaction() as session:
        rows(session, Person, [person(who, joined_at=LONG_AGO) for who in range(1, PEOPLE + 1)])
    publish(database, at=LONG_AGO + DAY)
    with app.test_request_context():
        started = perf_counter()
        version_id = publish(database, at=LONG_AGO + 2 * DAY)
        held = perf_counter() - started
        assert work.announce(database, version_id) == PEOPLE
        took = perf_counter() - started
    with database.reading() as session:
        tasks = select(func.count()).where(GuidelineTask.version_id == version_id)
        assert session.scalar(tasks) == session.scalar(select(func.count()).select_from(Letter)) == PEOPLE
        assert session.get_one(Publication, version_id).finished_at is not None
    return took, held


def run() -> list[tuple[str, str, str]]:
    """Return what was measured, how much it was, and what it has to be."""
    with empty_company() as (settings, database):
        took, held = seconds(settings, database)
    return [
        (f"publishing to {PEOPLE:,} people, tasks and letters queued", f"{took:.1f} s", "within 15 s"),
        ("of that, until it is published and everybody has a task", f"{held:.1f} s", "within 5 s"),
    ]


if __name__ == "__main__":
    for what, was, wanted in run():
        print(f"{what:60} {was:>10}   {wanted}")
