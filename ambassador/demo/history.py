"""Plays eighteen months of the made-up company through the app's own operations, in their order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ambassador.clock import add_months
from ambassador.db import Database
from ambassador.demo.acts import Event, invite_team, send_sign_in_link
from ambassador.demo.company import TEAMS, Employee, beginning, behind_the_doors, dice, employees
from ambassador.demo.lists import lists
from ambassador.demo.lives import INVITED_AFTER, life, underway
from ambassador.demo.rules import second_version
from ambassador.demo.training import looked_after
from ambassador.guidelines import operations as guidelines
from ambassador.mail.models import Letter
from ambassador.people.models import Person, PersonRole, Team
from ambassador.people.operations import new_person
from ambassador.people.policy import folded, sort_key
from ambassador.training import operations as training
from ambassador.web.access import Role

ROLES = {
    "programme-manager": Role.PROGRAMME_MANAGER,
    "leader": Role.LEADERSHIP,
    "administrator": Role.ADMINISTRATOR,
}


def fill_once(database: Database, *, now: datetime) -> None:
    """Fill an empty database with the company and its history; a filled one is left as it is."""
    with database.transaction() as session:
        if session.scalar(select(Person.id).limit(1)) is not None:
            return
        start = beginning(now)
        guidelines.install_content(session, start)
        training.install_content(session, start)
        doors = behind_the_doors(now)
        ids = _hire(session, [*doors.values(), *employees(now)])
        for door, role in ROLES.items():
            session.add(PersonRole(person_id=ids[doors[door].email], role=role))
        session.flush()
        for event in sorted(_events(ids, now), key=lambda event: event.at):
            if event.at < now:
                event.act(session)
        # Long ago there was a mail server: only the newest letters still wait to be read in the app.
        session.execute(
            update(Letter)
            .where(Letter.queued_at < now - timedelta(days=5))
            .values(sent_at=Letter.queued_at, body="")
        )


def _hire(session: Session, company: list[Employee]) -> dict[str, int]:
    teams = {name: Team(name=name, name_key=folded(name), sort_key=sort_key(name)) for name in TEAMS}
    session.add_all(teams.values())
    session.flush()
    people = []
    for employee in company:
        person = new_person(email=employee.email, name=employee.name, at=employee.joined_at)
        person.team_id, person.title = teams[employee.team].id, employee.title
        person.is_leader, person.language = employee.is_leader, employee.language
        people.append(person)
    session.add_all(people)
    session.flush()
    return {person.email: person.id for person in people}


def _events(ids: dict[str, int], now: datetime) -> Iterator[Event]:
    start, doors = beginning(now), behind_the_doors(now)
    manager = ids[doors["programme-manager"].email]
    yield from _invitations(start, now, manager)
    chance = dice()
    company = [*employees(now), doors["programme-manager"], doors["leader"]]
    for employee in company:
        yield from life(chance, employee, ids[employee.email], start=start, now=now)
    yield from lists(chance, manager, now)
    yield from second_version(chance, manager, now)
    yield from looked_after(manager, now)
    yield from underway(ids[doors["ambassador"].email], now)
    # The day before he joined: the letter is there to be read in the outbox.
    before = now - timedelta(days=3)
    administrator = ids[doors["administrator"].email]
    yield Event(before, send_sign_in_link(ids[doors["ambassador"].email], administrator, before))


def _invitations(start: datetime, now: datetime, manager: int) -> Iterator[Event]:
    for team, days in INVITED_AFTER.items():
        yield Event(start + timedelta(days=days), invite_team(manager, start + timedelta(days=days), team))
    # From then on, newcomers are invited at the turn of each month.
    latest = start + timedelta(days=max(INVITED_AFTER.values()))
    for months in range(1, 18):
        at = add_months(latest, months)
        if at < now - timedelta(days=5):
            yield Event(at, invite_team(manager, at, None))
