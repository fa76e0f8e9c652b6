"""Does what people of the made-up company do, through the app's own operations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from ambassador.audience.operations import Told
from ambassador.audience.policy import Channel
from ambassador.guidelines import queries as guidelines_queries
from ambassador.guidelines.answering import operations as answering
from ambassador.guidelines.content import sentences
from ambassador.guidelines.requirement_queries import required_at as guidelines_required_at
from ambassador.optins import operations as optins
from ambassador.optins.content import consent_in
from ambassador.optins.inviting import invite
from ambassador.people import operations as people
from ambassador.people.leaving import leave
from ambassador.people.models import Team
from ambassador.training import operations as training
from ambassador.training import queries as training_queries
from ambassador.training.models import Attempt
from ambassador.training.requirement_queries import required_at as courses_required_at
from ambassador.web.rim import settings

Act = Callable[[Session], object]


@dataclass(frozen=True)
class Event:
    """Something that happens at a moment."""

    at: datetime
    act: Act


def invite_team(manager: int, at: datetime, team: str | None) -> Act:
    """Return the act of inviting a team, or everyone who is left when it is None."""

    def act(session: Session) -> None:
        wanted = select(Team.id).where(Team.name == team)
        invite(session, by=manager, at=at, team_ids=session.scalars(wanted).all() if team else None)

    return act


def send_sign_in_link(person: int, administrator: int, at: datetime) -> Act:
    """Return the act of sending somebody a link: its letter waits in the outbox, to be read in the demo."""
    return lambda session: people.invite(session, person_id=person, by=administrator, at=at)


def opt_in(person: int, at: datetime, language: str) -> Act:
    """Return the act of opting in, to the consent in a language."""
    return lambda session: optins.opt_in(session, seen=consent_in(language).fingerprint, by=person, at=at)


def tell(person: int, at: datetime, told: dict[Channel, Told]) -> Act:
    """Return the act of telling about one's audiences."""
    return lambda session: optins.tell_audiences(session, audiences=told, by=person, at=at)


def pass_courses(person: int, at: datetime) -> Act:
    """Return the act of passing every required course, with all answers right."""

    def act(session: Session) -> None:
        for course in session.scalars(courses_required_at(at)).all():
            attempt = training.start_attempt(
                session, course_id=course, by=person, at=at - timedelta(minutes=9)
            )
            if attempt is None:
                continue
            version = session.get_one(Attempt, attempt).version_id
            right = training_queries.right_answers(session, version)
            answers = training.Answers(attempt_id=attempt, course_id=course, chosen=right)
            training.submit(session, answers, zone=settings().timezone, by=person, at=at)

    return act


def acknowledge_all(person: int, at: datetime, language: str) -> Act:
    """Return the act of acknowledging every required guideline."""

    def act(session: Session) -> None:
        for guideline in session.scalars(guidelines_required_at(at)).all():
            version = guidelines_queries.in_force(session, guideline, language=language)
            if version is None:
                continue
            signed = answering.Acknowledge(
                guideline_id=guideline,
                version_id=version.version_id,
                sha256=version.sha256,
                language=version.language,
                sentence=sentences()[version.language],
                is_ticked=True,
            )
            answering.acknowledge(session, signed, by=person, at=at)

    return act


def withdraw(person: int, at: datetime) -> Act:
    """Return the act of opting out."""
    return lambda session: optins.withdraw(session, by=person, at=at)


def leave_company(person: int, at: datetime) -> Act:
    """Return the act of leaving the company."""
    return lambda session: leave(session, person_ids=[person], by=None, at=at)
