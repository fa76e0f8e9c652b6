"""Everybody waits in one order, people before the trail: nobody waits for somebody who waits for them."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Event
from time import sleep

import pytest
from sqlalchemy.orm import Session

from ambassador.asking.models import ListDesign, ListQuestion
from ambassador.db import batches
from ambassador.optins import operations as optins
from ambassador.optins.queries import hold
from ambassador.people import leaving
from ambassador.people import operations as people
from ambassador.people.models import Person, PersonRole
from ambassador.people.roster.comparing import compare
from ambassador.people.roster.operations import import_roster
from ambassador.people.roster.queries import everyone_known
from ambassador.people.roster.work import read_roster
from ambassador.trail.operations import take_turn
from ambassador.web.access import Role
from tests.asking.conftest import ambassadors
from tests.factories import LONG_AGO, Factory
from tests.rows import DAY

LATER = LONG_AGO + 20 * DAY
A_MOMENT = 0.5
"""Seconds in which the other one comes as far as it can."""

Deed = Callable[[Session], object]


def one_in_the_middle_of_the_other(make: Factory, *, first: Deed, then: Deed, other: Deed) -> None:
    """Do something in two steps of one transaction, and something else that begins between them."""
    begun = Event()

    def in_steps() -> None:
        with make.app.test_request_context(), make.database.transaction() as session:
            first(session)
            begun.set()
            sleep(A_MOMENT)
            then(session)

    def meanwhile() -> None:
        begun.wait()
        with make.app.test_request_context(), make.database.transaction() as session:
            other(session)

    with ThreadPoolExecutor(2) as threads:
        for done in [threads.submit(in_steps), threads.submit(meanwhile)]:
            done.result()


def left(make: Factory) -> set[int]:
    with make.database.reading() as session:
        return {who.id for who in session.query(Person) if who.left_at is not None}


def test_many_leave_while_one_of_them_opts_out(make: Factory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leaving, "batches", partial(batches, size=1))
    leavers = ambassadors(make.database, [100, 200, 300])
    one_in_the_middle_of_the_other(
        make,
        first=lambda session: hold(session, leavers[-1]),
        then=lambda session: optins.withdraw(session, by=leavers[-1], at=LATER),
        other=lambda session: leaving.leave(session, person_ids=leavers, by=None, at=LATER),
    )
    assert left(make) >= set(leavers)


def test_a_roster_makes_somebody_leave_who_opts_out(make: Factory) -> None:
    [leaver] = ambassadors(make.database, [100])
    make.person("Kari Blir", email="kari@example.no")
    roster = read_roster(b"name,email\nKari Blir,kari@example.no\n").roster
    assert roster is not None

    def imports(session: Session) -> None:
        plan = compare(roster, everyone_known(session), is_full=True, importer=None)
        import_roster(
            session, roster, is_full=True, confirmed=plan.fingerprint, leavers_confirmed=True,
            file_hash="0" * 64, by=None, at=LATER,
        )  # fmt: skip

    one_in_the_middle_of_the_other(
        make,
        first=lambda session: hold(session, leaver),
        then=lambda session: optins.withdraw(session, by=leaver, at=LATER),
        other=imports,
    )
    assert left(make) == {leaver}


def test_somebody_gets_a_role_while_a_fact_about_them_is_told(make: Factory) -> None:
    [asked] = ambassadors(make.database, [100])
    manager = make.person()

    def gives_a_role(session: Session) -> None:
        people.set_roles(session, person_id=asked, roles=frozenset({Role.LEADERSHIP}), by=manager, at=LATER)

    def draws(session: Session) -> None:
        design = ListDesign(
            channel="linkedin", lists=10, seed="a", begun_at=LATER, begun_by=manager, refusals=0
        )
        session.add(design)
        session.flush()
        session.add(ListQuestion(design_id=design.id, person_id=asked))
        session.flush()

    one_in_the_middle_of_the_other(
        make,
        first=take_turn,
        then=draws,
        other=gives_a_role,
    )
    with make.database.reading() as session:
        assert session.get(ListQuestion, (1, asked)) is not None
        assert session.get(PersonRole, (asked, Role.LEADERSHIP)) is not None
