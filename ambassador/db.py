"""Knows how rows are kept: engine, transactions, UTC moments and the naming of constraints."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from threading import Lock
from time import monotonic, sleep
from typing import Any, TypeVar, cast
from zoneinfo import ZoneInfo

from sqlalchemy import DateTime, Dialect, Engine, MetaData, String, Update, create_engine, event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, CursorResult
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.types import TypeDecorator

Item = TypeVar("Item")

WRITES = "ambassador_writes"
"""The execution option that tells a transaction which will write from one that only reads."""

_CONNECTION, _ZONE = "ambassador_connection", "ambassador_zone"

PATIENCE = 5
"""Seconds a writer waits for the one before it."""

IDS_AT_ONCE = 500
"""Ids in one statement: SQLite takes no more than some thousand parameters."""


class Base(DeclarativeBase):
    """The root of every model."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Moment(TypeDecorator[datetime]):
    """A point in time, always with its zone: naive values are refused, and UTC comes back.

    SQLite drops time zones, so the zone is taken off on the way in and put back on the way out; its text
    form sorts as the moments do.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone: use clock.now() or a moment in UTC")
        in_utc = value.astimezone(UTC)
        return in_utc.replace(tzinfo=None) if dialect.name == "sqlite" else in_utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


SortText = String(200).with_variant(String(200, collation="C"), "postgresql")
"""A text that is compared byte by byte on every database: for stored sort keys."""


class Database:
    """One database: hands out transactions that write and sessions that read.

    `timezone` is the company's: who hears in a transaction of what happened counts days by it.
    """

    def __init__(self, url: str, *, timezone: str = "UTC") -> None:
        self.engine = make_engine(url)
        writing, own = self.engine.execution_options(**{WRITES: True}), {_ZONE: ZoneInfo(timezone)}
        self._writes = sessionmaker(writing, expire_on_commit=False, info=own)
        self._reads = sessionmaker(self.engine, expire_on_commit=False, autoflush=False)
        still = self.engine
        if still.dialect.name == "postgresql":
            still = still.execution_options(isolation_level="REPEATABLE READ")
        self._snapshots = sessionmaker(still, expire_on_commit=False, autoflush=False)
        self._queue = WriterQueue(self.engine.url.database) if _is_file(self.engine) else None

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Yield a session whose work is committed at the end, or undone by an exception.

        On SQLite it starts with BEGIN IMMEDIATE, so writers queue up instead of losing updates.
        """
        if self._queue is None:
            with self._writes() as session, session.begin():
                yield session
            return
        with self._writes() as session, self._queue.turn(), session.begin():
            yield session
        # Outside of the turn, so that who comes next does not wait for the disk as well.
        self._queue.make_durable()

    def reading(self) -> Session:
        """Return a session for reading; whoever asked for it closes it."""
        return self._reads()

    def snapshot(self) -> Session:
        """Return a session that sees the database as it was at its first question; the caller closes it.

        SQLite's readers always see it so; PostgreSQL would let each question see what came in the meantime.
        """
        return self._snapshots()


class WriterQueue:
    """Lets one transaction at a time write to an SQLite file, the other threads and processes after it.

    SQLite itself lets those who wait sleep and look again, up to a tenth of a second later: of eight that
    write all the time some never got their turn within five seconds. Who waits here is in within a moment.
    """

    def __init__(self, database: str | None) -> None:
        self._place, self._log = Path(f"{database}-queue"), Path(f"{database}-wal")
        self._here, self._syncing = Lock(), Lock()
        self._committed = self._durable = 0

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for one's turn and have it; raises OperationalError when the one before takes too long."""
        until = monotonic() + PATIENCE
        if not self._here.acquire(timeout=PATIENCE):
            raise _busy()
        try:
            # Opened anew each time: a file that a process shares with the one it came from locks nothing.
            with self._place.open("ab") as file:
                while not _is_locked(file.fileno()):
                    if monotonic() > until:
                        raise _busy()
                    sleep(0.0005)
                yield
                self._committed += 1
        finally:
            self._here.release()

    def make_durable(self) -> None:
        """Return when what this thread committed would survive the power going off.

        SQLite would let each commit wait for the disk by itself; here those who wait at the same time share
        one wait. The log is read back up to the last whole commit, so all that came before is covered.
        """
        mine = self._committed
        with self._syncing:
            if self._durable >= mine:
                return
            upto = self._committed
            try:
                with self._log.open("rb") as log:
                    os.fdatasync(log.fileno())
            except FileNotFoundError:
                # The last connection was closed: SQLite has moved all of it into the database, durably.
                pass
            self._durable = upto


def _is_locked(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _busy() -> OperationalError:
    return OperationalError("BEGIN IMMEDIATE", None, sqlite3.OperationalError("database is locked"))


def _is_file(engine: Engine) -> bool:
    return engine.dialect.name == "sqlite" and engine.url.database not in {None, "", ":memory:"}


def make_engine(url: str) -> Engine:
    """Return an engine with the hooks that make SQLite safe for several workers."""
    # A statement that fails is written to the log: with its values, names and follower keys would be, too.
    if url.startswith("postgresql"):
        return create_engine(url, pool_pre_ping=True, hide_parameters=True)
    engine = create_engine(url, connect_args={"timeout": 5, "check_same_thread": False}, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver's own transaction handling begins late and loses updates: we emit BEGIN ourselves.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "busy_timeout=5000",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "recursive_triggers=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES, False)
    if writes and not connection.info.get(WRITES):
        # Whoever opened the transaction waits for the disk once it is committed (see WriterQueue).
        connection.exec_driver_sql("PRAGMA synchronous=NORMAL")
        connection.info[WRITES] = True
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def connection_of(session: Session) -> Connection:
    """Return the connection of the session's transaction.

    The session's own way to look it up takes longer than a small statement, each time.
    """
    known: Connection | None = session.info.get(_CONNECTION)
    if known is None or known.closed:
        known = session.info[_CONNECTION] = session.connection()
    return known


def zone_of(session: Session) -> ZoneInfo:
    """Return the company's time zone, in a transaction."""
    zone: ZoneInfo = session.info[_ZONE]
    return zone


def rows_changed(session: Session, statement: Update) -> int:
    """Run an update and return how many rows it changed: of two that race for a row, one finds it."""
    return cast("CursorResult[Any]", session.execute(statement)).rowcount


def insert_into(session: Session, table: Any) -> postgresql.Insert | sqlite.Insert:
    """Return an INSERT that can be told, as this database spells it, what to do about rows that are there."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    made: postgresql.Insert | sqlite.Insert = dialect.insert(table)
    return made


def take_turns(session: Session, lock: int) -> None:
    """Let one transaction at a time past this lock, until it ends; on SQLite there is one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": lock})


def batches(items: Iterable[Item], size: int = IDS_AT_ONCE) -> Iterator[list[Item]]:
    """Yield the items in lists of at most `size`, in their order."""
    remaining = iter(items)
    while some := list(islice(remaining, size)):
        yield some
