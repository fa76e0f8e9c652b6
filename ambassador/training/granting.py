"""Gives one more attempt to somebody who has used them up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ambassador.people.answering_for import held_by_address
from ambassador.trail.operations import Personal, record
from ambassador.training.attempt_policy import Verdict
from ambassador.training.attempt_queries import rules_in_force, tries_of
from ambassador.training.models import AttemptGrant
from ambassador.web.errors import Refusal


@dataclass(frozen=True)
class Grant:
    """One more attempt: at which course, for whom, and why."""

    course_id: int
    email: str
    reason: str


def grant_attempt(session: Session, command: Grant, *, by: int, at: datetime) -> Refusal | None:
    """Give somebody one more attempt at the version in force, which they may begin at once.

    Only to somebody whose attempts are used up, and never to oneself. The reason stands in the trail.
    """
    found = held_by_address(session, command.email, by=by)
    if isinstance(found, Refusal):
        return found
    rules = rules_in_force(session, command.course_id)
    if rules is None:
        return Refusal(_("This course is not published."))
    if tries_of(session, rules, found.id).verdict(at) is not Verdict.USED_UP:
        return Refusal(_("This person has attempts left."), "email")
    before = session.scalar(
        select(func.count())
        .select_from(AttemptGrant)
        .where(AttemptGrant.person_id == found.id, AttemptGrant.version_id == rules.version_id)
    )
    number = (before or 0) + 1
    entry = record(
        session,
        "attempt granted",
        Personal(found.id, {"name": found.name, "email": found.email, "reason": command.reason}),
        by=by,
        at=at,
        person=found.id,
        course=rules.course_id,
        version=rules.version_id,
        number=number,
    )
    session.add(
        AttemptGrant(
            person_id=found.id,
            version_id=rules.version_id,
            number=number,
            at=at,
            by=by,
            entry=entry.sequence,
        )
    )
    session.flush()
    return None
