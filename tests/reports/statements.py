"""Listens to a database: which tables are read and written while something is done."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import event

from ambassador.db import Base, Database

READS = re.compile(r"\b(?:FROM|JOIN)\s+\"?(\w+)", re.IGNORECASE)
WRITES = re.compile(r"^\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+\"?(\w+)", re.IGNORECASE)


@dataclass
class Heard:
    """What was said to the database."""

    statements: list[str] = field(default_factory=list)

    @property
    def read(self) -> set[str]:
        """The tables that were read; names of subqueries are no tables."""
        found = {name for statement in self.statements for name in READS.findall(statement)}
        return found & set(Base.metadata.tables)

    @property
    def written(self) -> set[str]:
        return {found[1] for statement in self.statements if (found := WRITES.match(statement))}


@contextmanager
def listening(database: Database) -> Iterator[Heard]:
    """Hear every statement that is sent to a database."""
    heard = Heard()

    def hear(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        heard.statements.append(statement)

    event.listen(database.engine, "before_cursor_execute", hear)
    try:
        yield heard
    finally:
        event.remove(database.engine, "before_cursor_execute", hear)
