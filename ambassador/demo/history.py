"""Plays eighteen months of the made-up company through the app's own operations, in their order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ambassador.audience.operations import Told
from ambassador.audience.policy import Channel, Size
from ambassador.clock import add_months
from ambassador.db import Database
from ambassador.demo.company import SEED, TEAMS, Employee, beginning, behind_the_doors, employees
from ambassador.guidelines import operations as guidelines
from ambassador.guidelines import queries as guidelines_queries
from ambassador.guidelines.content import sentences
from ambassador.guidelines.models import Guideline
from ambassador.mail.models import Letter
from ambassador.optins import operations as optins
from ambassador.optins.content import consent_in
from ambassador.optins.inviting import invite
from ambassador.people.leaving import leave
from ambassador.people.models import Person, PersonRole, Team
from ambassador.people.operations import invite as send_sign_in_link
from ambassador.people.operations import new_person
from ambassador.people.policy import folded, sort_key
from ambassador.training import operations as training
from ambassador.training import queries as training_queries
from ambassador.training.models import Attempt, Course
from ambassador.web.access import Role

ROLES = {
    "programme-manager": Role.PROGRAMME_MANAGER,
    "leader": Role.LEADERSHIP,
    "administrator": Role.ADMINISTRATOR,
}
INVITED_AFTER = {
    "Marked og kommunikasjon": 3,
    "Salg": 24,
    "Kundeservice": 52,
    "Teknologi": 95,
    "Økonomi og HR": 130,
    "Drift": 165,
}
"""Days from the beginning until each team was invited."""

WILLING = {
    "Marked og kommunikasjon": 0.8,
    "Salg": 0.62,
    "Kundeservice": 0.45,
    "Teknologi": 0.48,
    "Økonomi og HR": 0.5,
    "Drift": 0.33,
}
"""The share of each team that opts in."""

TRAINED, ACKNOWLEDGED, RENEWED, WITHDRAWN = 0.88, 0.94, 0.82, 0.05
"""Shares of those who come so far."""

JULY = 7

Act = Callable[[Session], object]


@dataclass(frozen=True)
class Event:
    """Something that happens at a moment."""

    at: datetime
    act: Act


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
        person.is_leader, person.language = employee.is_leader, "nb"
        people.append(person)
    session.add_all(people)
    session.flush()
    return {person.email: person.id for person in people}


def _events(ids: dict[str, int], now: datetime) -> Iterator[Event]:
    start, doors = beginning(now), behind_the_doors(now)
    manager = ids[doors["programme-manager"].email]
    yield from _invitations(start, now, manager)
    random = Random(SEED)  # noqa: S311  (made-up people, no secrets)
    company = [*employees(now), doors["programme-manager"], doors["leader"]]
    for employee in company:
        yield from _life(random, employee, ids[employee.email], start=start, now=now)
    yield from _underway(ids[doors["ambassador"].email], now)
    yield _a_letter_to_read(ids[doors["ambassador"].email], ids[doors["administrator"].email], now)


def _invitations(start: datetime, now: datetime, manager: int) -> Iterator[Event]:
    for team, days in INVITED_AFTER.items():
        yield Event(start + timedelta(days=days), _invite(manager, start + timedelta(days=days), team))
    # From then on, newcomers are invited at the turn of each month.
    latest = start + timedelta(days=max(INVITED_AFTER.values()))
    for months in range(1, 18):
        at = add_months(latest, months)
        if at < now - timedelta(days=5):
            yield Event(at, _invite(manager, at, None))


def _invite(manager: int, at: datetime, team: str | None) -> Act:
    def act(session: Session) -> None:
        wanted = select(Team.id).where(Team.name == team)
        invite(session, by=manager, at=at, team_ids=session.scalars(wanted).all() if team else None)

    return act


def _life(
    random: Random, employee: Employee, person: int, *, start: datetime, now: datetime
) -> Iterator[Event]:
    """Yield what one employee does in the programme, if anything."""
    if employee.left_at is not None:
        gone = employee.left_at
        yield Event(gone, lambda session: leave(session, person_ids=[person], by=None, at=gone))
    if random.random() > WILLING[employee.team]:
        return
    asked = max(start + timedelta(days=INVITED_AFTER[employee.team]), employee.joined_at + timedelta(days=20))
    joined = _office_hours(random, asked + timedelta(days=min(200, random.expovariate(1 / 40))))
    end = employee.left_at or now
    yield from _within(joined, end, _take_part(random, person, joined, end))


def _take_part(random: Random, person: int, joined: datetime, end: datetime) -> Iterator[Event]:
    language = "en" if random.random() < 0.1 else "nb"  # noqa: PLR2004  (one in ten reads English)
    yield Event(joined, _opt_in(person, joined, language))
    yield from _audiences(random, person, joined, end)
    if random.random() < WITHDRAWN:
        left = joined + timedelta(days=random.randrange(40, 300))
        yield Event(left, lambda session: optins.withdraw(session, by=person, at=left))
        end = min(end, left)
    if random.random() > TRAINED:
        return
    passed = _office_hours(random, joined + timedelta(days=random.expovariate(1 / 6)))
    yield from _within(passed, end, [Event(passed, _pass(person, passed))])
    if random.random() < ACKNOWLEDGED:
        signed = passed + timedelta(minutes=random.randrange(5, 4000))
        yield from _within(signed, end, [Event(signed, _acknowledge(person, signed, language))])
    if random.random() < RENEWED:
        again = add_months(passed, 12) - timedelta(days=random.randrange(1, 15))
        yield from _within(again, end, [Event(again, _pass(person, again))])


def _within(at: datetime, end: datetime, events: Iterator[Event] | list[Event]) -> Iterator[Event]:
    if at < end:
        yield from (event for event in events if event.at < end)


def _office_hours(random: Random, at: datetime) -> datetime:
    """Move a moment into a working day; in July hardly anything happens in Norway."""
    if at.month == JULY:
        at += timedelta(days=31)
    at += timedelta(days=(7 - at.weekday()) if at.weekday() > 4 else 0)  # noqa: PLR2004  (4 is Friday)
    return at.replace(hour=random.randrange(6, 15), minute=random.randrange(60))


def _audiences(random: Random, person: int, joined: datetime, end: datetime) -> Iterator[Event]:
    """Yield the sizes told on the first day, and some of them told again each quarter."""
    sizes = {Channel.LINKEDIN: random.lognormvariate(6.1, 0.75)}
    if random.random() < 0.55:  # noqa: PLR2004  (a share)
        sizes[Channel.FACEBOOK] = random.lognormvariate(5.6, 0.6)
    if random.random() < 0.4:  # noqa: PLR2004  (a share)
        sizes[Channel.INSTAGRAM] = random.lognormvariate(5.4, 0.9)
    silent, capped = random.random() < 0.06, random.random() < 0.3  # noqa: PLR2004  (shares)
    handle = f"person{person}"
    for quarter in range(7):
        at = joined + timedelta(days=91 * quarter, minutes=4)
        if at >= end or (quarter and random.random() < 0.35):  # noqa: PLR2004  (a share)
            continue
        told = {
            channel: Told(
                handle, None if silent else _as_shown(channel, size * 1.025**quarter, capped=capped)
            )
            for channel, size in sizes.items()
        }
        yield Event(at, _tell(person, at, told))


def _as_shown(channel: Channel, size: float, *, capped: bool) -> Size:
    linkedin_cap = 500
    if capped and channel is Channel.LINKEDIN and size > linkedin_cap:
        return Size(linkedin_cap, is_at_least=True)
    return Size(int(size))


def _underway(person: int, now: datetime) -> Iterator[Event]:
    """Yield the two days of somebody who joined lately, passed the course, and has yet to acknowledge."""
    joined, passed = now - timedelta(days=2), now - timedelta(days=1)
    yield Event(joined, _opt_in(person, joined, "nb"))
    told = {
        Channel.LINKEDIN: Told("jonas-vik", Size(500, is_at_least=True)),
        Channel.INSTAGRAM: Told("jonasvik", Size(312)),
    }
    yield Event(joined + timedelta(minutes=2), _tell(person, joined, told))
    yield Event(passed, _pass(person, passed))


def _a_letter_to_read(person: int, administrator: int, now: datetime) -> Event:
    """Return the sending of a sign-in link yesterday: its letter waits in the outbox."""
    at = now - timedelta(days=1, hours=3)
    return Event(at, lambda session: send_sign_in_link(session, person_id=person, by=administrator, at=at))


def _opt_in(person: int, at: datetime, language: str) -> Act:
    return lambda session: optins.opt_in(session, seen=consent_in(language).fingerprint, by=person, at=at)


def _tell(person: int, at: datetime, told: dict[Channel, Told]) -> Act:
    return lambda session: optins.tell_audiences(session, audiences=told, by=person, at=at)


def _pass(person: int, at: datetime) -> Act:
    def act(session: Session) -> None:
        for course in session.scalars(select(Course.id).where(Course.is_required)).all():
            attempt = training.start_attempt(
                session, course_id=course, by=person, at=at - timedelta(minutes=9)
            )
            if attempt is None:
                continue
            version = session.get_one(Attempt, attempt).version_id
            right = training_queries.right_answers(session, version)
            answers = training.Answers(attempt_id=attempt, course_id=course, chosen=right)
            training.submit(session, answers, by=person, at=at)

    return act


def _acknowledge(person: int, at: datetime, language: str) -> Act:
    def act(session: Session) -> None:
        for guideline in session.scalars(select(Guideline.id).where(Guideline.is_required)).all():
            version = guidelines_queries.in_force(session, guideline, language=language)
            if version is None:
                continue
            signed = guidelines.Acknowledge(
                guideline_id=guideline,
                version_id=version.version_id,
                sha256=version.sha256,
                language=version.language,
                sentence=sentences()[version.language],
                is_ticked=True,
            )
            guidelines.acknowledge(session, signed, by=person, at=at)

    return act
