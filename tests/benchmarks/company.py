"""Makes the database of a company, empty or with its staff, for benchmarks that fill it themselves."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import insert
from sqlalchemy.orm import Session

from ambassador.db import Database
from ambassador.migrations import upgrade
from ambassador.people.models import Person, PersonRole, Team
from ambassador.settings import Settings
from ambassador.web.access import Role
from tests.factories import LONG_AGO
from tests.rows import person, rows


@contextmanager
def empty_company() -> Iterator[tuple[Settings, Database]]:
    """Yield the settings and the SQLite database of a new company, gone afterwards."""
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'company.sqlite'}"
        database = Database(url)
        upgrade(database)
        yield (
            Settings(
                instance=Path(folder),
                database_url=url,
                secret="for measuring only",
                list_secret="l" * 32,
                trail_key="7" * 64,
                certificate_key="5" * 64,
                company="Nordlys",
            ),
            database,
        )
        database.engine.dispose()


def add_staff(session: Session, people: int, *, teams: int) -> None:
    """Add so many people, in so many teams of one size; the first of them is the programme manager."""
    numbers = range(1, teams + 1)
    rows(
        session,
        Team,
        [{"id": n, "name": f"Team {n}", "name_key": f"{n}", "sort_key": f"{n:04}"} for n in numbers],
    )
    everyone = (person(who, joined_at=LONG_AGO) for who in range(1, people + 1))
    rows(session, Person, [{**one, "team_id": 1 + one["id"] % teams} for one in everyone])
    session.execute(insert(PersonRole).values(person_id=1, role=Role.PROGRAMME_MANAGER))
