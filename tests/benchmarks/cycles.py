"""How long it takes to open a cycle of training for 100,000 people, and to look at all of them again."""

from __future__ import annotations

from time import perf_counter

from sqlalchemy import func, select

from ambassador.db import Database
from ambassador.followup.cycles import bring_up_to_date
from ambassador.people.audiences import Audience
from ambassador.people.models import Person
from ambassador.training.cycles.models import CourseCycle
from ambassador.training.models import Attempt, Result
from tests.benchmarks.company import empty_company
from tests.factories import APRIL, LONG_AGO
from tests.rows import DAY, attempt, person, publish_course, result, rows

PEOPLE = 100_000


def fill(database: Database) -> None:
    """Add a course for everybody, which every other one has passed, with a pass that soon runs out."""
    with database.transaction() as session:
        rows(session, Person, [person(who, joined_at=LONG_AGO) for who in range(1, PEOPLE + 1)])
        version = publish_course(session, 1, at=LONG_AGO, audience=Audience.ALL)
        passed = range(1, PEOPLE + 1, 2)
        rows(session, Attempt, [attempt(who, who, version, LONG_AGO) for who in passed])
        until = APRIL + 20 * DAY
        rows(session, Result, [result(who, who, 1, LONG_AGO, valid_until=until) for who in passed])


def seconds(database: Database) -> tuple[float, float]:
    """Return how long it takes to open everybody's cycle, and to find that nothing is missing."""
    fill(database)
    took = []
    for _ in range(2):
        started = perf_counter()
        with database.transaction() as session:
            bring_up_to_date(session, at=APRIL)
        took.append(perf_counter() - started)
    with database.reading() as session:
        due = session.execute(select(func.count(), func.count(CourseCycle.due_at.distinct()))).one()
    # Those who passed are due when their pass runs out, the others in thirty days.
    assert tuple(due) == (PEOPLE, 2)
    return took[0], took[1]


def run() -> list[tuple[str, str, str]]:
    """Return what was measured, how much it was, and what it has to be."""
    with empty_company() as (_settings, database):
        opened, again = seconds(database)
    return [
        (f"opening a cycle of training for {PEOPLE:,} people", f"{opened:.1f} s", "within 5 s"),
        ("looking at all of them again, with nothing to do", f"{again:.1f} s", "within 5 s"),
    ]


if __name__ == "__main__":
    for what, was, wanted in run():
        print(f"{what:60} {was:>10}   {wanted}")
