"""Does what people of the made-up company do, through the app's own operations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

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
    """Return the act of passing every required course, with at most two answers wrong."""

    def act(session: Session) -> None:
        # Chance of its own, so that what else happens in the demo does not hang on it.
        chance = Random(f"{person} {at}")  # noqa: S311  (made-up people, no secrets)  # nosec B311
        for course in session.scalars(courses_required_at(at)).all():
            attempt = training.start_attempt(
                session, course_id=course, by=person, at=at - timedelta(minutes=chance.randrange(5, 24))
            )
            if attempt is None:
                continue
            version = session.get_one(Attempt, attempt).version_id
            right = training_queries.right_answers(session, version)
            chosen = right | _mistakes(right, chance)
            answers = training.Answers(attempt_id=attempt, course_id=course, chosen=chosen)
            training.submit(session, answers, zone=settings().timezone, by=person, at=at)

    return act


def _mistakes(right: dict[int, list[int]], chance: Random) -> dict[int, list[int]]:
    """Return wrong answers to two questions at most, some of them harder than the others."""
    missed = [question for question in right if chance.random() < (0.3 if question % 4 == 0 else 0.05)]
    return {question: [0] if right[question] != [0] else [1] for question in missed[:2]}


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
