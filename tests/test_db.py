"""The database: moments keep their zone, and concurrent writers lose nothing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, StatementError

from ambassador.db import Database
from ambassador.people.models import Person
from ambassador.people.operations import new_person
from ambassador.trail.operations import record
from tests.factories import LONG_AGO

NAIVE = datetime(2026, 1, 1)  # noqa: DTZ001  (without a zone on purpose)


def add_person(database: Database) -> int:
    with database.transaction() as session:
        person = new_person(email="a@example.no", name="A", at=LONG_AGO)
        session.add(person)
        session.flush()
        return person.id


def test_a_moment_comes_back_in_utc(database: Database) -> None:
    in_oslo = datetime(2026, 7, 1, 12, tzinfo=timezone(timedelta(hours=2)))
    with database.transaction() as session:
        session.add(new_person(email="a@example.no", name="A", at=in_oslo))
    with database.reading() as session:
        joined = session.query(Person.joined_at).scalar()
    assert joined == in_oslo
    assert joined.utcoffset() == timedelta(0)


def test_a_moment_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="no time zone"), database.transaction() as session:
        session.add(new_person(email="a@example.no", name="A", at=NAIVE))


def test_no_concurrent_update_is_lost(database: Database) -> None:
    person_id = add_person(database)

    def add_one(_: int) -> None:
        with database.transaction() as session:
            # SQLite's writers queue up at BEGIN IMMEDIATE and ignore the row lock PostgreSQL takes here.
            person = session.get_one(Person, person_id, with_for_update=True)
            person.title = f"{int(person.title or 0) + 1}"

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(add_one, range(200)))
    with database.reading() as session:
        assert session.get_one(Person, person_id).title == "200"


def test_an_exception_undoes_the_whole_transaction(database: Database) -> None:
    def fail_halfway() -> None:
        with database.transaction() as session:
            session.add(new_person(email="a@example.no", name="A", at=LONG_AGO))
            session.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_halfway()
    with database.reading() as session:
        assert session.query(Person).count() == 0


@pytest.mark.parametrize("statement", ["UPDATE trail_entries SET entry = ''", "DELETE FROM trail_entries"])
def test_the_trail_refuses_to_be_changed(database: Database, statement: str) -> None:
    with database.transaction() as session:
        record(session, "something", by=None, at=LONG_AGO)
    with pytest.raises(DBAPIError, match="only appended"), database.transaction() as session:
        session.execute(text(statement))
