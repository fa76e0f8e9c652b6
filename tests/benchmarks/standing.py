"""How long it takes to say who of 100,000 people is a cleared ambassador."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from sqlalchemy.orm import Session

from ambassador.db import Database
from ambassador.guidelines.answering.models import Acknowledgement
from ambassador.migrations import upgrade
from ambassador.optins.models import OptIn, Withdrawal
from ambassador.people.models import Person
from ambassador.standing.queries import cleared_at, required_at
from ambassador.training.models import Attempt, Result
from tests.factories import LONG_AGO
from tests.rows import (
    DAY,
    YEAR,
    acknowledgement,
    attempt,
    opt_in,
    person,
    publish_course,
    publish_guideline,
    result,
    rows,
)

PEOPLE = 100_000
WITHIN = timedelta(seconds=1)


def fill(session: Session, people: int) -> None:
    """Write people who all opted in; nine in ten are trained, and nine in ten of all have acknowledged."""
    course = publish_course(session, 1, at=LONG_AGO)
    first = publish_guideline(session, 1, at=LONG_AGO, binding_from=LONG_AGO)
    then = LONG_AGO + YEAR
    second = publish_guideline(session, 1, at=then, binding_from=then + 30 * DAY, number=2, major=2)
    everyone = range(1, people + 1)
    rows(session, Person, [person(who, joined_at=LONG_AGO) for who in everyone])
    rows(session, OptIn, [opt_in(who, who, LONG_AGO) for who in everyone])
    rows(session, Withdrawal, [{"opt_in_id": who, "at": then} for who in everyone if who % 20 == 0])
    rows(session, Attempt, [attempt(who, who, course, then) for who in everyone])
    ends = {who: then + YEAR if who % 10 else None for who in everyone}
    rows(session, Result, [result(who, who, 1, then, valid_until=ends[who]) for who in everyone])
    rows(session, Acknowledgement, [acknowledgement(who, first, LONG_AGO) for who in everyone])
    again = [who for who in everyone if who % 10 != 1]
    rows(session, Acknowledgement, [acknowledgement(who, second, then + DAY) for who in again])


def seconds(database: Database) -> tuple[float, int]:
    """Return how long the cleared take to ask for, and how many there are."""
    at = LONG_AGO + YEAR + 60 * DAY
    with database.reading() as session:
        started = perf_counter()
        cleared = len(session.execute(cleared_at(required_at(session, at), at)).all())
        return perf_counter() - started, cleared


def run() -> list[tuple[str, str, str]]:
    """Return what was measured, how much it was, and what it has to be."""
    with TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'standing.sqlite'}")
        upgrade(database)
        with database.transaction() as session:
            fill(session, PEOPLE)
        took, cleared = seconds(database)
        database.engine.dispose()
    within = f"within {WITHIN.total_seconds():.0f} s"
    return [(f"standing of {PEOPLE:,} people ({cleared:,} cleared)", f"{took:.2f} s", within)]


if __name__ == "__main__":
    for what, was, wanted in run():
        print(f"{what:60} {was:>10}   {wanted}")
