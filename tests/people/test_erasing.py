"""Erasing a person who has left: nothing names them any more, and everything that rests on them stays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ambassador import clock
from ambassador.audience.policy import Channel
from ambassador.cli import commands
from ambassador.db import Base, Database
from ambassador.guidelines.answering.models import Acknowledgement
from ambassador.people import operations as people
from ambassador.people.erasing import erase
from ambassador.people.models import LinkPurpose, Person
from ambassador.settings import Settings
from ambassador.standing.queries import counts_at
from ambassador.trail.models import TrailEntry, TrailPersonal
from ambassador.web.access import Role
from ambassador.web.errors import Refusal
from tests.factories import LONG_AGO, Factory
from tests.people.test_admin import form_ending
from tests.trail.trails import checked, sign

NAME, EMAIL = "Kari Fjellstad-Vågstøl", "kari.vaage@nordlys.no"
TELLING = ("kari", "fjellstad", "vågst", "vagst", "nordlys.no", "oid-77", "seniorrådgiver")


@pytest.fixture
def kari(make: Factory, content: None) -> int:
    """Somebody who did everything there is to do, and left."""
    who = make.person(NAME, email=EMAIL, team_id=make.team("Salg"), password=True)
    make.opt_in(who)
    make.acknowledge_all(who)
    make.pass_course(who)
    make.audience(who, Channel.LINKEDIN, 500, handle="kari-fjellstad")
    administrator = make.person(role=Role.ADMINISTRATOR)
    make.browser_of(who)
    with make.app.test_request_context(), make.database.transaction() as session:
        person = session.get_one(Person, who)
        person.external_id, person.title, person.language = "oid-77", "Seniorrådgiver", "nb"
        people.invite(session, person_id=who, by=administrator, at=clock.now())
        people.make_link(session, person_id=who, purpose=LinkPurpose.RESET, at=clock.now())
        people.sign_in(session, email=EMAIL, password="wrong", address="::1", at=clock.now())
        assert people.mark_as_left(session, person_id=who, by=administrator, at=clock.now()) is None
    return who


def erased(make: Factory, who: int) -> Refusal | None:
    with make.app.test_request_context(), make.database.transaction() as session:
        return erase(session, person_id=who, by=None, at=clock.now())


def kept(session: Session) -> Iterator[tuple[str, str]]:
    """Yield every value of every column of every table, as text."""
    for table in Base.metadata.sorted_tables:
        for row in session.execute(select(table)).mappings():
            yield from ((f"{table.name}.{column}", str(value)) for column, value in row.items())


def naming(database: Database, *words: str) -> set[str]:
    with database.reading() as session:
        return {where for where, text in kept(session) if any(word in text.casefold() for word in words)}


def test_no_table_names_them_any_more(make: Factory, kari: int) -> None:
    assert {"people.name", "people.email", "letters.to_address"} <= naming(make.database, *TELLING)
    assert "trail_personal.content" in naming(make.database, *TELLING)
    assert erased(make, kari) is None
    assert naming(make.database, *TELLING) == set()


def test_facts_totals_and_the_chain_stay(make: Factory, kari: int) -> None:
    before = sign(make.database)
    then = LONG_AGO + timedelta(days=30)
    with make.database.reading() as session:
        counted, entries = counts_at(session, then), session.scalar(select(func.max(TrailEntry.sequence)))
        signed = session.scalars(select(Acknowledgement.id)).all()
    assert erased(make, kari) is None
    with make.database.reading() as session:
        assert counts_at(session, then) == counted
        assert session.scalars(select(Acknowledgement.id)).all() == signed
        assert session.scalar(select(func.count()).where(TrailPersonal.person_id == kari)) == 0
        last = session.scalars(select(TrailEntry.entry).order_by(TrailEntry.sequence.desc())).first()
    assert f'"person":{kari}' in (last or "")
    assert '"what":"person erased"' in (last or "")
    found = checked(make.database, notes_shown=[before])
    assert (found.is_whole, found.whole_up_to, found.erased) == (True, (entries or 0) + 1, 1)


def test_who_works_here_is_not_erased(make: Factory) -> None:
    refusal = erased(make, make.person("Ola Lie", email="ola@nordlys.no"))
    assert refusal is not None
    assert "who has left" in refusal.sentence
    assert naming(make.database, "ola lie") >= {"people.name"}


def test_who_is_erased_already_stays_so(make: Factory, kari: int) -> None:
    assert erased(make, kari) is None
    refusal = erased(make, kari)
    assert refusal is not None
    assert "already" in refusal.sentence


def test_whoever_is_hired_again_is_a_new_person(make: Factory, kari: int) -> None:
    assert erased(make, kari) is None
    again = make.person(NAME, email=EMAIL)
    assert again != kari
    assert make.email_of(kari) == f"erased-{kari}@erased.invalid"


def test_an_administrator_erases_after_a_question(make: Factory, kari: int) -> None:
    admin = make.browser_as(Role.ADMINISTRATOR)
    page = admin.get("/people?left=1").click(NAME).click(f"Erase {NAME}")
    assert "can't be undone" in page
    page = form_ending(page, "/erasing").submit().maybe_follow()
    assert "The person is erased." in page
    assert NAME not in page
    assert f"Erased person {kari}" in page
    admin.get(f"/people/{kari}/erasing", status=404)


def test_nobody_else_may(make: Factory, kari: int) -> None:
    for role in (Role.STAFF, Role.LEADERSHIP, Role.PROGRAMME_MANAGER):
        make.browser_as(role).get(f"/people/{kari}/erasing", status=403)


def test_the_page_is_not_there_for_who_works_here(make: Factory) -> None:
    make.browser_as(Role.ADMINISTRATOR).get(f"/people/{make.person()}/erasing", status=404)


def test_the_command_asks_and_erases(make: Factory, settings: Settings, kari: int) -> None:
    given = {"AMBASSADOR_INSTANCE": str(settings.instance), "DATABASE_URL": settings.database_url}
    runner = CliRunner(env=given)
    found = runner.invoke(commands, ["erase-person", EMAIL], input="n\n")
    assert found.exit_code == 1
    assert NAME in found.output
    assert runner.invoke(commands, ["erase-person", EMAIL, "--yes"]).output == "Erased.\n"
    assert naming(make.database, *TELLING) == set()
    found = runner.invoke(commands, ["erase-person", EMAIL, "--yes"])
    assert found.exit_code == 1
    assert "Nobody with the address" in found.output
