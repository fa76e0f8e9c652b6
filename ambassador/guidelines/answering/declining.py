"""Keeps that people say no to a guideline, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from ambassador.guidelines import queries as guidelines
from ambassador.guidelines.answering import queries
from ambassador.guidelines.answering.models import Decline
from ambassador.guidelines.answering.operations import is_shown, left
from ambassador.trail.operations import Personal, record, take_turn
from ambassador.web.errors import Conflict, Refusal


@dataclass(frozen=True)
class SayNo:
    """What somebody declines, as it was shown to them, and their reason."""

    guideline_id: int
    version_id: int
    sha256: str
    language: str
    reason: str


def decline(session: Session, command: SayNo, *, by: int, at: datetime) -> Refusal | None:
    """Keep that somebody won't acknowledge the version in force; to acknowledge it later stays open to them.

    Returns a Conflict, with nothing kept, when another version is in force than the one shown, or when the
    person acknowledged it in the meantime. Who has said no to this major version already is done.
    """
    person = queries.held(session, by)
    take_turn(session)
    if person.left_at is not None:
        return left()
    current = guidelines.in_force(session, command.guideline_id, language=command.language)
    if current is None or not is_shown(command, current):
        return Conflict(
            _("The text changed after you opened this page, so nothing was kept. Read the new text first.")
        )
    if queries.acknowledged_major(session, by, command.guideline_id) >= current.label.major:
        return Conflict(
            _("You have acknowledged this version in the meantime. An acknowledgement is never withdrawn.")
        )
    if queries.decline_of(session, by, command.guideline_id, major=current.label.major) is not None:
        return None
    entry = record(
        session,
        "guideline declined",
        Personal(by, {"name": person.name, "email": person.email, "reason": command.reason}),
        by=by,
        at=at,
        person=by,
        guideline=command.guideline_id,
        version=command.version_id,
        language=command.language,
        sha256=command.sha256,
    )
    session.add(Decline(person_id=by, version_id=command.version_id, at=at, entry=entry.sequence))
    return None
