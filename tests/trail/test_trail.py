"""The trail: a chain without gap or fork, on both databases and with many writers."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import text

from ambassador.db import Database
from ambassador.trail.models import TrailEntry
from ambassador.trail.operations import record
from ambassador.trail.queries import first_broken_entry
from tests.factories import LONG_AGO


def append(database: Database, number: int) -> None:
    with database.transaction() as session:
        record(session, "counted", by=None, at=LONG_AGO, number=number)


def test_many_writers_make_one_whole_chain(database: Database) -> None:
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda number: append(database, number), range(160)))
    with database.reading() as session:
        assert session.query(TrailEntry).count() == 160
        assert first_broken_entry(session) is None


def test_an_edit_behind_the_trigger_is_found(database: Database) -> None:
    for number in range(5):
        append(database, number)
    on = " ON trail_entries" if database.engine.dialect.name == "postgresql" else ""
    with database.transaction() as session:
        session.execute(text(f"DROP TRIGGER trail_entries_no_update{on}"))
        session.execute(text("UPDATE trail_entries SET entry = '{}' WHERE sequence = 3"))
    with database.reading() as session:
        assert first_broken_entry(session) == 3


def test_an_undone_transaction_leaves_no_gap(database: Database) -> None:
    append(database, 1)
    try:
        with database.transaction() as session:
            record(session, "undone", by=None, at=LONG_AGO)
            raise RuntimeError
    except RuntimeError:
        append(database, 2)
    with database.reading() as session:
        assert [row.sequence for row in session.query(TrailEntry)] == [1, 2]
        assert first_broken_entry(session) is None
