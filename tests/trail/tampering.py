"""Knows how somebody with the database in their hands changes a trail: by SQL, without asking the app.

On SQLite another program opens the file, drops what is in the way, or builds the table anew without any
constraint; on PostgreSQL a superuser drops triggers and constraints.
"""

# ruff: noqa: S608  (the names of tables are constants of the tests, nothing comes from outside)

from __future__ import annotations

import hashlib
import json
import sqlite3
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

import psycopg

from ambassador.db import Database
from ambassador.trail import merkle

COLUMNS = ("sequence", "entry", "previous_hash", "hash", "nodes")


def chained(previous: str, entry: str) -> str:
    return hashlib.sha256(f"{previous}\n{entry}".encode()).hexdigest()


@dataclass
class Intruder:
    """Somebody who writes to the tables of the trail as they like."""

    database: Database
    connection: Any = field(init=False)

    def __enter__(self) -> Self:
        url = self.database.engine.url
        self.is_sqlite = url.drivername == "sqlite"
        self.database.engine.dispose()
        if self.is_sqlite:
            self.connection = sqlite3.connect(str(url.database))
            self._lay_bare_sqlite()
        else:
            self.connection = psycopg.connect(url.render_as_string(hide_password=False))
            self._lay_bare_postgresql()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.connection.commit()
        self.connection.close()

    def _lay_bare_sqlite(self) -> None:
        """Drop every trigger, and build the trail anew without unique columns."""
        for (name,) in self.rows("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            self.run(f"DROP TRIGGER {name}")
        self.run("CREATE TABLE bare AS SELECT * FROM trail_entries")
        self.run("DROP TABLE trail_entries")
        self.run("ALTER TABLE bare RENAME TO trail_entries")

    def _lay_bare_postgresql(self) -> None:
        for table in ("trail_entries", "trail_personal", "checkpoints"):
            self.run(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
        for name, table in self.rows(
            "SELECT conname, conrelid::regclass::text FROM pg_constraint WHERE contype IN ('f', 'p', 'u') "
            "AND (conrelid = 'trail_entries'::regclass OR confrelid = 'trail_entries'::regclass) "
            "ORDER BY contype"
        ):
            self.run(f"ALTER TABLE {table} DROP CONSTRAINT {name} CASCADE")

    def run(self, statement: str, *values: object) -> None:
        self.connection.execute(statement if self.is_sqlite else statement.replace("?", "%s"), values)

    def rows(self, statement: str, *values: object) -> list[Any]:
        found = self.connection.execute(statement if self.is_sqlite else statement.replace("?", "%s"), values)
        return list(found.fetchall())

    def entries(self) -> list[dict[str, Any]]:
        found = self.rows(f"SELECT {', '.join(COLUMNS)} FROM trail_entries ORDER BY sequence")
        return [dict(zip(COLUMNS, row, strict=True)) for row in found]

    def edit(self, sequence: int, *, rehash: bool = False) -> None:
        """Change what an entry says, and with `rehash` its hash as well."""
        row = self.entries()[sequence - 1]
        entry = changed(row["entry"])
        kept = chained(row["previous_hash"], entry) if rehash else row["hash"]
        self.run("UPDATE trail_entries SET entry = ?, hash = ? WHERE sequence = ?", entry, kept, sequence)

    def rewrite_from(self, sequence: int) -> None:
        """Change an entry, and make everything after it fit: hashes, and the tree."""
        rows = self.entries()
        rows[sequence - 1]["entry"] = changed(rows[sequence - 1]["entry"])
        self.put_back(chain(rows))

    def put_back(self, rows: list[dict[str, Any]]) -> None:
        self.run("DELETE FROM trail_entries")
        for row in rows:
            self.run("INSERT INTO trail_entries VALUES (?, ?, ?, ?, ?)", *(row[name] for name in COLUMNS))

    def remove(self, sequence: int) -> None:
        self.run("DELETE FROM trail_personal WHERE sequence = ?", sequence)
        self.run("DELETE FROM trail_entries WHERE sequence = ?", sequence)

    def renumber_after(self, sequence: int) -> None:
        """Let the entries after a hole move up, as if nothing had been there."""
        for table in ("trail_personal", "trail_entries"):
            for (number,) in self.rows(
                f"SELECT sequence FROM {table} WHERE sequence > ? ORDER BY sequence", sequence
            ):
                self.run(f"UPDATE {table} SET sequence = ? WHERE sequence = ?", number - 1, number)

    def cut_after(self, sequence: int, *, checkpoints: bool = False) -> None:
        self.run("DELETE FROM trail_personal WHERE sequence > ?", sequence)
        self.run("DELETE FROM trail_entries WHERE sequence > ?", sequence)
        if checkpoints:
            self.run("DELETE FROM checkpoints WHERE size > ?", sequence)

    def add(self, sequence: int, *, after: int) -> None:
        """Add an entry that follows a certain one, well formed in itself."""
        row = self.entries()[after - 1]
        entry = json.dumps({**json.loads(row["entry"]), "sequence": sequence}, separators=(",", ":"))
        nodes = "0" * 64 * merkle.levels_completed(sequence)
        values = (sequence, entry, row["hash"], chained(row["hash"], entry), nodes)
        self.run("INSERT INTO trail_entries VALUES (?, ?, ?, ?, ?)", *values)


def changed(entry: str) -> str:
    """Return an entry that says something else, as well formed as it was."""
    return json.dumps({**json.loads(entry), "what": "something else"}, sort_keys=True, separators=(",", ":"))


def chain(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return rows with hashes and nodes that fit, computed anew from what they say."""
    previous, peaks, done = "0" * 64, list[bytes](), []
    for place, row in enumerate(rows, 1):
        entry_hash = chained(previous, row["entry"])
        lefts = [peaks.pop() for _ in range(merkle.levels_completed(place))]
        leaf = merkle.leaf(bytes.fromhex(entry_hash))
        nodes = merkle.completed(leaf, lefts)
        peaks.append(nodes[-1] if nodes else leaf)
        kept = "".join(node.hex() for node in nodes)
        done.append({**row, "previous_hash": previous, "hash": entry_hash, "nodes": kept})
        previous = entry_hash
    return done
