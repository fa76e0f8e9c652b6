"""Writing to SQLite: in turn, in every thread and process, and on the disk before anybody is told so."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from time import sleep

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from ambassador import db
from ambassador.db import Database

WRITERS = 8


@pytest.fixture
def two(tmp_path: Path) -> Iterator[list[Database]]:
    """One file, as two processes open it."""
    opened = [Database(f"sqlite:///{tmp_path / 'test.sqlite'}") for _ in range(2)]
    with opened[0].transaction() as session:
        session.execute(text("CREATE TABLE numbers (number INTEGER)"))
    yield opened
    for database in opened:
        database.engine.dispose()


def write(database: Database, number: int) -> None:
    with database.transaction() as session:
        session.execute(text("INSERT INTO numbers VALUES (:number)"), {"number": number})


def written(database: Database) -> int:
    with database.reading() as session:
        return session.execute(text("SELECT count(*) FROM numbers")).scalar_one()


def test_many_who_write_all_the_time_all_get_their_turn(two: list[Database]) -> None:
    with ThreadPoolExecutor(WRITERS) as threads:
        list(threads.map(lambda number: write(two[number % 2], number), range(200)))
    assert written(two[0]) == 200


def test_nobody_is_told_before_it_is_on_the_disk(
    two: list[Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    on_disk: list[int] = []
    monkeypatch.setattr(os, "fdatasync", lambda _file: on_disk.append(written(two[1])))
    write(two[0], 1)
    assert on_disk == [1]


def test_who_commits_at_the_same_time_waits_for_the_disk_together(
    two: list[Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[int] = []

    def slow(_file: int) -> None:
        waits.append(1)
        sleep(0.3)

    monkeypatch.setattr(os, "fdatasync", slow)
    with ThreadPoolExecutor(WRITERS) as threads:
        list(threads.map(lambda number: write(two[0], number), range(WRITERS)))
    assert written(two[0]) == WRITERS
    assert len(waits) < WRITERS


def test_who_waits_too_long_is_told_that_the_database_is_busy(
    two: list[Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "PATIENCE", 0.2)
    inside, enough = Event(), Event()

    def hold() -> None:
        with two[0].transaction():
            inside.set()
            enough.wait()

    with ThreadPoolExecutor(1) as thread:
        holding = thread.submit(hold)
        inside.wait()
        for database in two:
            with pytest.raises(OperationalError, match="locked"):
                write(database, 1)
        enough.set()
        holding.result()
    write(two[1], 1)


def test_what_failed_is_undone_and_the_next_one_has_its_turn(two: list[Database]) -> None:
    def fail() -> None:
        with two[0].transaction() as session:
            session.execute(text("INSERT INTO numbers VALUES (1)"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    write(two[1], 2)
    assert written(two[0]) == 1
