"""A database that an older release filled: nothing of it is lost on the way up, down and up again."""

# ruff: noqa: S608  (the names of tables are constants of this file, nothing comes from outside)

from __future__ import annotations

from sqlalchemy import bindparam, func, select, text
from sqlalchemy.orm import Session

from ambassador.asking.models import ListDesign
from ambassador.audience.models import AudienceCount
from ambassador.db import Database, Moment
from ambassador.guidelines import requirement_queries as guidelines
from ambassador.guidelines.models import GuidelineRequirement
from ambassador.migrations import downgrade, upgrade
from ambassador.optins.models import OptIn
from ambassador.sharing.models import SharedList
from ambassador.standing import queries as standing
from ambassador.trail.policy import BEGINNING, chained_hash
from ambassador.training import requirement_queries as training
from ambassador.web.access import Role
from tests.asking.conftest import BEGUN, Programme, ambassadors
from tests.factories import LONG_AGO, Factory
from tests.sharing.sharing import share
from tests.trail.trails import is_whole

PUBLISHED = LONG_AGO


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


def flagged(session: Session) -> None:
    """Write what had a flag in older releases: something required, something voluntary, and a draft."""
    for subject, table, columns, values in (
        ("guideline", "guidelines", "major, minor", "1, 0"),
        ("course", "courses", "pass_percent, validity_months, texts, what_changed", "80, 12, '{}', ''"),
    ):
        for number, is_required in ((1, True), (2, False), (3, False)):
            own = {"id": number, "slug": f"s{number}", "required": is_required}
            session.execute(text(f"INSERT INTO {table} VALUES (:id, :slug, :required)"), own)
            published = PUBLISHED if number < 3 else None
            row = {"id": number, "at": published}
            session.execute(
                text(
                    f"INSERT INTO {subject}_versions (id, {subject}_id, number, {columns}, published_at) "
                    f"VALUES (:id, :id, 1, {values}, :at)"
                ).bindparams(bindparam("at", type_=Moment)),
                row,
            )


def test_flags_become_a_history_that_keeps_answers_about_the_past(database: Database) -> None:
    downgrade(database, to="0007")
    with database.transaction() as session:
        flagged(session)
    for _again in range(2):
        upgrade(database)
        with database.reading() as session:
            for history in (guidelines, training):
                assert set(session.scalars(history.required_at(PUBLISHED))) == {1, 3}
                assert set(session.scalars(history.required_at())) == {1}
            assert standing.required_at(session, PUBLISHED).courses == (1,)
            rows = session.execute(select(GuidelineRequirement.guideline_id, GuidelineRequirement.at))
            dated = {guideline_id for guideline_id, at in rows if at == PUBLISHED}
            assert dated == {1, 2}
        downgrade(database, to="0007")
        with database.reading() as session:
            for table in ("guidelines", "courses"):
                flags = session.execute(text(f"SELECT is_required FROM {table} ORDER BY id")).scalars()
                assert [bool(flag) for flag in flags] == [True, False, False]
