"""A process that appends to a trail, as fast as it is let: python -m tests.trail.writer URL HOW-MANY."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

from sqlalchemy.exc import OperationalError

from ambassador.db import Database
from ambassador.trail.operations import record

LONG_AGO = datetime(2025, 1, 1, 9, tzinfo=UTC)


def append(database: Database, number: int) -> bool:
    """Append one entry; False, with nothing appended, if the file stayed locked for too long."""
    try:
        with database.transaction() as session:
            record(session, "counted", by=None, at=LONG_AGO, number=number)
    except OperationalError:
        return False
    return True


def main(url: str, how_many: str) -> None:
    database = Database(url)
    for number in range(int(how_many)):
        while not append(database, number):
            pass
    database.engine.dispose()


if __name__ == "__main__":
    main(*sys.argv[1:])
