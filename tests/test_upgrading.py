"""A database that an older release filled: nothing of it is lost on the way up, down and up again."""

from __future__ import annotations

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from ambassador.asking.models import ListDesign
from ambassador.audience.models import AudienceCount
from ambassador.migrations import downgrade, upgrade
from ambassador.optins.models import OptIn
from ambassador.sharing.models import SharedList
from ambassador.trail.policy import BEGINNING, chained_hash
from ambassador.web.access import Role
from tests.asking.conftest import BEGUN, Programme, ambassadors
from tests.factories import Factory
from tests.sharing.sharing import share
from tests.trail.trails import is_whole


def leave_old_entries(session: Session, count: int) -> None:
    """Write entries as releases did before there was a tree over them."""
    previous = BEGINNING
    for sequence in range(1, count + 1):
        entry = f'{{"at":"2025-01-01T09:00:00+00:00","by":null,"sequence":{sequence},"what":"counted"}}'
        row = {"s": sequence, "e": entry, "p": previous, "h": chained_hash(previous, entry)}
        session.execute(text("INSERT INTO trail_entries VALUES (:s, :e, :p, :h)"), row)
        previous = str(row["h"])


def test_an_older_database_is_upgraded_with_its_facts_and_can_go_back(make: Factory) -> None:
    database = make.database
    downgrade(database, to="0002")
    people = ambassadors(database, [100 * size for size in range(1, 24)])
    with database.transaction() as session:
        leave_old_entries(session, 7)

    for seed in ("a" * 32, "b" * 32):
        upgrade(database)
        share(make, people[0], [f"person-{number}" for number in range(40)], at=BEGUN)
        programme = Programme(make, make.person(role=Role.PROGRAMME_MANAGER), people)
        programme.begin(seed=seed)
        page = make.browser_of(programme.manager).get("/reports/reach")
        assert "23" in page.html.main.text
        with database.reading() as session:
            assert session.scalar(select(func.count()).select_from(SharedList)) == 1
            assert session.scalar(select(func.count()).select_from(ListDesign)) == 1
        assert is_whole(database)
        downgrade(database, to="0002")
        with database.reading() as session:
            assert session.scalar(select(func.count()).select_from(OptIn)) == 23
            assert (session.scalar(select(func.count()).select_from(AudienceCount)) or 0) >= 23
            assert session.scalar(text("SELECT count(*) FROM people")) >= 23
