"""Keeps what people answer to guidelines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ambassador.guidelines import content, policy
from ambassador.guidelines import queries as guidelines
from ambassador.guidelines.answering import queries
from ambassador.guidelines.answering.models import Acknowledgement
from ambassador.guidelines.answering.policy import Method
from ambassador.guidelines.policy import Verdict
from ambassador.people.models import Person
from ambassador.trail.operations import Personal, record
from ambassador.web.errors import Conflict, Refusal


@dataclass(frozen=True)
class Acknowledge:
    """What somebody sent from the page they read: which bytes, which words, and their tick."""

    guideline_id: int
    version_id: int
    sha256: str
    language: str
    sentence: str
    is_ticked: bool


def acknowledge(session: Session, command: Acknowledge, *, by: int, at: datetime) -> Refusal | None:
    """Keep that somebody read the version in force and will follow it.

    Returns a Conflict, with nothing signed, when the page showed anything but the version in force, and a
    Refusal beside `agrees` when the box was not ticked. Who has acknowledged already is done: no second row.
    """
    current = guidelines.in_force(session, command.guideline_id, language=command.language)
    signed = queries.signatures_of(session, by, command.guideline_id)
    verdict = Verdict.SUPERSEDED
    if current is not None:
        verdict = policy.judge(
            acknowledged_major=signed[0].label.major if signed else 0,
            current_major=current.label.major,
            is_what_was_seen=_is_what_was_seen(command, current),
            is_ticked=command.is_ticked,
        )
    if verdict is Verdict.SUPERSEDED:
        return Conflict(
            _("The text changed after you opened this page, so nothing was signed. Below is the new text.")
        )
    if verdict is Verdict.NOT_TICKED:
        return Refusal(_("Tick the box when you have read the text and agree."), "agrees")
    if verdict is Verdict.ACCEPTED:
        _sign(session, command, by=by, at=at)
    return None


def _is_what_was_seen(command: Acknowledge, current: guidelines.Published) -> bool:
    return (
        command.version_id == current.version_id
        and command.sha256 == current.sha256
        and command.sentence == content.sentences()[current.language]
    )


def _sign(session: Session, command: Acknowledge, *, by: int, at: datetime) -> None:
    person = session.get_one(Person, by)
    try:
        # The entry and the signature stand or fall together.
        with session.begin_nested():
            entry = record(
                session,
                "guideline acknowledged",
                Personal(by, {"name": person.name, "email": person.email}),
                by=by,
                at=at,
                person=by,
                guideline=command.guideline_id,
                version=command.version_id,
                language=command.language,
                sha256=command.sha256,
                sentence=policy.sha256(command.sentence),
                method=Method.SELF,
            )
            session.add(
                Acknowledgement(
                    person_id=by,
                    version_id=command.version_id,
                    language=command.language,
                    sha256=command.sha256,
                    sentence=command.sentence,
                    at=at,
                    method=Method.SELF,
                    entry=entry.sequence,
                )
            )
    except IntegrityError:
        # The constraint decided: the same page, sent twice at once, is signed by the other one.
        return
