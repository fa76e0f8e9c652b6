"""Evidence is only appended: after every step of the schema, on both databases, whoever asks."""

# ruff: noqa: S608  (the names of tables are constants of the tests, nothing comes from outside)

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from ambassador.db import Database
from ambassador.migrations import downgrade, upgrade
from ambassador.settings import PACKAGE
from tests.factories import LONG_AGO
from tests.trail.trails import lay, sign

APPENDED = {
    **dict.fromkeys(("trail_entries", "acknowledgements", "opt_ins", "withdrawals", "results"), 2),
    "audience_counts": 2,
    "checkpoints": 4,
    **dict.fromkeys(("guideline_withdrawals", "declines", "exception_requests", "exception_decisions"), 5),
    **dict.fromkeys(("certificates", "certificate_publications", "certificate_withdrawals"), 9),
    **dict.fromkeys(("attempt_grants", "question_withdrawals", "remarked_results"), 11),
    **dict.fromkeys(("passes_elsewhere", "pass_elsewhere_withdrawals"), 12),
    **dict.fromkeys(("course_waivers", "course_waiver_ends"), 15),
}
"""Tables that are only appended to, and the step from which on they are."""
EVIDENCE = [
    *("trail_entries", "checkpoints", "acknowledgements", "declines"),
    *("exception_requests", "exception_decisions", "guideline_withdrawals"),
    *("certificates", "certificate_publications", "certificate_withdrawals"),
    *("passes_elsewhere", "pass_elsewhere_withdrawals"),
]
GUARDS = {
    "trail_entries": (4, "in_order"),
    "trail_personal": (4, "no_update"),
    "results": (16, "are_untallied"),
    **{table: (max(APPENDED[table], 4), "no_replace") for table in EVIDENCE[1:2]},
    **{table: (max(APPENDED[table], 5), "no_replace") for table in EVIDENCE[2:]},
}
"""What else stands in the way, and from which step on; what concerns REPLACE is for SQLite."""
NEWEST = len(list((PACKAGE / "migrations" / "versions").glob("[0-9]*.py")))


def triggers(database: Database) -> set[str]:
    where = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
    }
    with database.engine.connect() as connection:
        return set(connection.execute(text(where[database.engine.dialect.name])).scalars())


def wanted(database: Database, step: int) -> set[str]:
    is_sqlite = database.engine.dialect.name == "sqlite"
    verbs = ("update", "delete") if is_sqlite else ("update", "delete", "truncate")
    found = {f"{table}_no_{verb}" for table, since in APPENDED.items() if since <= step for verb in verbs}
    return found | {
        f"{table}_{guard}"
        for table, (since, guard) in GUARDS.items()
        if since <= step and (is_sqlite or guard != "no_replace")
    }


def steps_walked() -> Iterator[tuple[str, int]]:
    """Yield down to the beginning of evidence and up again, from the newest step."""
    yield from (("down", step) for step in range(NEWEST - 1, 1, -1))
    yield from (("up", step) for step in range(3, NEWEST + 1))


def test_the_triggers_are_there_after_every_step(database: Database) -> None:
    assert wanted(database, NEWEST) <= triggers(database)
    for way, step in steps_walked():
        if way == "down":
            downgrade(database, to=f"{step:04}")
        else:
            upgrade(database, to=f"{step:04}")
        assert wanted(database, step) - triggers(database) == set(), (way, step)
    upgrade(database)
    assert wanted(database, NEWEST) <= triggers(database)


def columns_of(connection: sqlite3.Connection, table: str) -> dict[str, str]:
    return {row[1]: row[2] for row in connection.execute(f"PRAGMA table_info({table})")}


def keys_of(connection: sqlite3.Connection, table: str) -> list[list[str]]:
    """Return the columns of the primary key and of each unique index."""
    primary = [row[1] for row in connection.execute(f"PRAGMA table_info({table})") if row[5]]
    unique = [row[1] for row in connection.execute(f"PRAGMA index_list({table})") if row[2]]
    return [
        primary,
        *([row[2] for row in connection.execute(f"PRAGMA index_info({name})")] for name in unique),
    ]


def made_up(columns: dict[str, str], number: int) -> dict[str, object]:
    """Return values for a row of any table, all of them told by a number."""
    return {
        name: number if kind.upper() in {"INTEGER", "BOOLEAN"} else f"2025-01-{number:02} 09:00:00.000000"
        for name, kind in columns.items()
    }


def put(connection: sqlite3.Connection, verb: str, table: str, row: dict[str, object]) -> None:
    names, marks = ", ".join(f'"{name}"' for name in row), ", ".join("?" * len(row))
    connection.execute(f"{verb} INTO {table} ({names}) VALUES ({marks})", list(row.values()))


@pytest.fixture
def plain(database: Database) -> Iterator[sqlite3.Connection]:
    """A connection of another program to the file, which asks for nothing, with one row in each table."""
    lay(database, 3)
    sign(database)
    with closing(sqlite3.connect(str(database.engine.url.database))) as connection:
        for table in EVIDENCE[2:]:
            put(connection, "INSERT", table, made_up(columns_of(connection, table), 3))
        connection.commit()
        yield connection


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize("table", EVIDENCE)
def test_another_program_can_not_replace_evidence(plain: sqlite3.Connection, table: str) -> None:
    before = plain.execute(f"SELECT * FROM {table}").fetchall()
    columns = columns_of(plain, table)
    kept = dict(zip(columns, before[0], strict=True))
    for key in keys_of(plain, table):
        row = made_up(columns, 9) | {name: kept[name] for name in key}
        for verb in ("INSERT OR REPLACE", "REPLACE"):
            with pytest.raises(sqlite3.IntegrityError):
                put(plain, verb, table, row)
    assert plain.execute(f"SELECT * FROM {table}").fetchall() == before


@pytest.mark.parametrize("backend", ["sqlite"])
def test_the_newest_entry_can_not_take_the_hash_of_another(plain: sqlite3.Connection) -> None:
    first, newest = (
        plain.execute(f"SELECT hash FROM trail_entries ORDER BY sequence {way}").fetchone()[0]
        for way in ("", "DESC")
    )
    row = {"sequence": 4, "entry": "{}", "previous_hash": newest, "hash": first}
    with pytest.raises(sqlite3.IntegrityError):
        put(plain, "REPLACE", "trail_entries", row)


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize("table", EVIDENCE)
def test_another_program_can_neither_change_nor_delete_evidence(
    plain: sqlite3.Connection, table: str
) -> None:
    column = next(iter(columns_of(plain, table)))
    for statement in (f"UPDATE {table} SET {column} = 8", f"DELETE FROM {table}"):
        with pytest.raises(sqlite3.IntegrityError):
            plain.execute(statement)


@pytest.mark.parametrize("backend", ["postgresql"])
def test_nobody_changes_deletes_or_truncates_evidence_on_postgresql(database: Database) -> None:
    lay(database, 3)
    sign(database)
    with psycopg.connect(database.engine.url.render_as_string(hide_password=False)) as connection:
        # Rows without the rows they refer to: triggers of foreign keys rest while they are put in.
        connection.execute("SET session_replication_role = replica")
        for table in EVIDENCE[2:]:
            connection.execute(_row_of(connection, table))  # type: ignore[call-overload]  # our own
        connection.execute("SET session_replication_role = origin")
        connection.commit()
        for table in EVIDENCE:
            for statement in (
                f"UPDATE {table} SET at = at",
                f"DELETE FROM {table}",
                f"TRUNCATE {table} CASCADE",
            ):
                asked = statement if table != "trail_entries" else statement.replace("at = at", "entry = ''")
                with pytest.raises(psycopg.errors.RaiseException):
                    connection.execute(asked)  # type: ignore[call-overload]  # our own
                connection.rollback()


def _row_of(connection: psycopg.Connection, table: str) -> str:
    found = connection.execute(
        "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s", [table]
    ).fetchall()
    values = {
        "integer": "3",
        "boolean": "true",
        "timestamp with time zone": f"'{LONG_AGO.isoformat()}'",
        "date": "'2025-01-03'",
    }
    names = ", ".join(f'"{name}"' for name, _kind in found)
    filled = ", ".join(values.get(kind, "''") for _name, kind in found)
    return f"INSERT INTO {table} ({names}) VALUES ({filled})"


def test_the_app_s_own_connection_is_refused_as_well(database: Database) -> None:
    lay(database, 2)
    for statement in ("UPDATE trail_entries SET entry = ''", "DELETE FROM trail_entries"):
        with pytest.raises(DBAPIError), database.transaction() as session:
            session.execute(text(statement))
