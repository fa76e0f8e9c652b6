"""What a roster would change is shown exactly, then done wholly or not at all."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from ambassador.db import Database
from ambassador.people.models import Person, PersonRole, SignInSession, Team
from ambassador.people.roster.comparing import Plan, compare
from ambassador.people.roster.operations import Imported, import_roster
from ambassador.people.roster.policy import RowFault
from ambassador.people.roster.queries import everyone_known
from ambassador.people.roster.work import read_roster
from ambassador.trail.models import TrailEntry
from ambassador.web.access import Role
from tests.factories import Factory
from tests.people.roster_files import ENTRA, ENTRA_HEADINGS, PLAIN, Rows, as_csv, entra_row
from tests.trail.trails import is_whole

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def plan_of(database: Database, rows: Rows, *, is_full: bool = True, importer: int | None = None) -> Plan:
    roster = read_roster(as_csv(rows)).roster
    assert roster is not None
    with database.reading() as session:
        return compare(roster, everyone_known(session), is_full=is_full, importer=importer)


def bring_in(
    database: Database, rows: Rows, *, is_full: bool = True, by: int | None = None, leavers: bool = True
) -> Imported | Plan:
    roster = read_roster(as_csv(rows)).roster
    assert roster is not None
    plan = plan_of(database, rows, is_full=is_full, importer=by)
    with database.transaction() as session:
        return import_roster(
            session,
            roster,
            is_full=is_full,
            confirmed=plan.fingerprint,
            leavers_confirmed=leavers,
            file_hash="",
            by=by,
            at=AT,
        )


def person(database: Database, email: str) -> Person:
    with database.reading() as session:
        return session.scalars(select(Person).where(Person.email == email)).one()


def test_a_first_import_brings_people_teams_and_leaders(database: Database) -> None:
    assert bring_in(database, PLAIN) == Imported(new=3, changed=0, returned=0, left=0)
    with database.reading() as session:
        assert session.scalars(select(Team.name).order_by(Team.sort_key)).all() == ["Drift", "Salg"]
        leaders = session.scalars(select(Person.name).where(Person.is_leader).order_by(Person.sort_key)).all()
    assert leaders == ["Kari Nordmann", "Åse Ødegård"]
    assert person(database, "kari@nordlys.no").joined_at == AT


def test_running_it_again_changes_nothing_and_leaves_no_trace(database: Database) -> None:
    bring_in(database, PLAIN)
    assert plan_of(database, PLAIN).is_empty
    assert bring_in(database, PLAIN) == Imported(0, 0, 0, 0)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(TrailEntry)) == 1
    assert is_whole(database)


def test_planning_writes_nothing(database: Database) -> None:
    assert len(plan_of(database, PLAIN).new) == 3
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Person)) == 0


def test_a_directory_id_recognises_a_person_with_a_new_name_and_address(database: Database) -> None:
    bring_in(database, ENTRA)
    before = person(database, "ase@nordlys.no").id
    renamed = (ENTRA_HEADINGS, entra_row("Åse Lie", "ase.lie@nordlys.no", key="a-1"))
    assert bring_in(database, renamed, is_full=False) == Imported(0, 1, 0, 0)
    after = person(database, "ase.lie@nordlys.no")
    assert (after.id, after.name, after.search_key) == (before, "Åse Lie", "}se lie ase.lie@nordlys.no")


def test_two_people_may_swap_addresses(database: Database) -> None:
    bring_in(database, ENTRA)
    swapped = (
        ENTRA_HEADINGS,
        entra_row("Åse Ødegård", "bjorn@nordlys.no", key="a-1"),
        entra_row("Bjørn Næss", "ase@nordlys.no", key="a-2"),
    )
    bring_in(database, swapped, is_full=False)
    assert person(database, "bjorn@nordlys.no").name == "Åse Ødegård"


def test_an_address_that_somebody_keeps_is_not_given_to_another(database: Database) -> None:
    bring_in(database, ENTRA)
    taken = (ENTRA_HEADINGS, entra_row("Åse Ødegård", "bjorn@nordlys.no", key="a-1"))
    plan = plan_of(database, taken, is_full=True)
    assert [fault.reason for fault in plan.faults] == [RowFault.EMAIL_TAKEN]
    assert [known.email for known in plan.leaving] == ["jens@nordlys.no"]


def test_a_partial_file_proposes_no_leavers(database: Database) -> None:
    bring_in(database, PLAIN)
    assert not plan_of(database, PLAIN[:2], is_full=False).leaving


def test_leavers_leave_only_when_confirmed(database: Database, make: Factory) -> None:
    bring_in(database, PLAIN)
    assert [known.name for known in plan_of(database, PLAIN[:3]).leaving] == ["Åse Ødegård"]
    make.browser_of(person(database, "ase@nordlys.no").id)
    assert bring_in(database, PLAIN[:3], leavers=False) == Imported(0, 0, 0, 0)
    assert person(database, "ase@nordlys.no").left_at is None
    assert bring_in(database, PLAIN[:3]) == Imported(0, 0, 0, 1)
    assert person(database, "ase@nordlys.no").left_at == AT
    with database.reading() as session:
        assert session.scalars(select(SignInSession.ended_at)).all() == [AT]


def test_an_unreadable_row_makes_nobody_a_leaver(database: Database) -> None:
    bring_in(database, PLAIN)
    nameless = (*PLAIN[:3], ("", "ase@nordlys.no", "Drift", "", "x"))
    assert not plan_of(database, nameless).leaving


def test_whoever_imports_and_the_last_administrator_stay(database: Database, make: Factory) -> None:
    boss = make.person("Adm In", email="adm@nordlys.no", role=Role.ADMINISTRATOR)
    helper = make.person("Hjelp Er", email="hjelp@nordlys.no")
    plan = plan_of(database, PLAIN, importer=helper)
    assert not plan.leaving
    assert {known.id for known in plan.kept} == {boss, helper}


def test_an_administrator_leaves_when_another_stays(database: Database, make: Factory) -> None:
    make.person("Adm In", email="adm@nordlys.no", role=Role.ADMINISTRATOR)
    other = make.person("Kari Nordmann", email="kari@nordlys.no", role=Role.ADMINISTRATOR)
    plan = plan_of(database, PLAIN, importer=other)
    assert [known.email for known in plan.leaving] == ["adm@nordlys.no"]


def test_whoever_returns_is_the_same_person_without_roles_or_password(
    database: Database, make: Factory
) -> None:
    kari = make.person("Kari Nordmann", email="kari@nordlys.no", password=True, role=Role.LEADERSHIP)
    bring_in(database, (PLAIN[0], *PLAIN[2:]))
    assert bring_in(database, PLAIN) == Imported(0, 0, 1, 0)
    back = person(database, "kari@nordlys.no")
    assert (back.id, back.left_at, back.password_hash) == (kari, None, None)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(PersonRole)) == 0


def test_a_column_the_file_lacks_changes_nothing(database: Database) -> None:
    bring_in(database, PLAIN)
    assert plan_of(database, [row[:2] for row in PLAIN]).is_empty


def test_people_that_changed_after_the_preview_give_a_new_plan(database: Database, make: Factory) -> None:
    roster = read_roster(as_csv(PLAIN)).roster
    assert roster is not None
    seen = plan_of(database, PLAIN).fingerprint
    make.person("Ola Lie", email="ola@nordlys.no")
    with database.transaction() as session:
        result = import_roster(
            session,
            roster,
            is_full=True,
            confirmed=seen,
            leavers_confirmed=True,
            file_hash="",
            by=None,
            at=AT,
        )
    assert isinstance(result, Plan)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Person)) == 1


def test_a_failure_on_the_way_leaves_nothing_behind(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("ambassador.people.roster.operations._new_row", refuse)
    with pytest.raises(RuntimeError):
        bring_in(database, PLAIN)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Team)) == 0
        assert session.scalar(select(func.count()).select_from(TrailEntry)) == 0


def test_two_imports_at_once_bring_everyone_in_once(database: Database) -> None:
    roster = read_roster(as_csv(PLAIN)).roster
    assert roster is not None
    seen = plan_of(database, PLAIN).fingerprint
    results: list[Imported | Plan] = []
    together = threading.Barrier(2)

    def run() -> None:
        together.wait()
        with database.transaction() as session:
            results.append(
                import_roster(
                    session,
                    roster,
                    is_full=True,
                    confirmed=seen,
                    leavers_confirmed=True,
                    file_hash="",
                    by=None,
                    at=AT,
                )
            )

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(type(result).__name__ for result in results) == ["Imported", "Plan"]
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Person)) == 3
