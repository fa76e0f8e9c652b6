"""Writes people what was recorded for them and what was decided about their request."""

from __future__ import annotations

from datetime import datetime

from flask import url_for
from sqlalchemy.orm import Session

from ambassador.guidelines import queries as guidelines
from ambassador.guidelines.answering.models import Acknowledgement, ExceptionRequest
from ambassador.guidelines.answering.policy import Method
from ambassador.mail import letters
from ambassador.mail import operations as mail
from ambassador.people.models import Person
from ambassador.web.rim import settings


def tell_decided(
    session: Session, asked: ExceptionRequest, to: Person, *, until: datetime | None, at: datetime
) -> None:
    """Put a letter into the outbox that says how a request was decided; why stands on the page only."""
    template = "exception_granted" if until else "exception_refused"
    written = letters.write(
        template,
        language=to.language,
        name=to.name,
        title=_title(session, asked.guideline_id, to),
        until=until,
        address=_address(asked.guideline_id),
    )
    mail.queue(session, key=f"exception:{asked.id}", person_id=to.id, to=to.email, written=written, at=at)


def tell_recorded(
    session: Session, kept: Acknowledgement, to: Person, guideline_id: int, *, at: datetime
) -> None:
    """Put a letter into the outbox that says what was recorded, by whom, and how to object."""
    recorder = session.get_one(Person, kept.recorded_by)
    written = letters.write(
        "acknowledgement_recorded",
        language=to.language,
        name=to.name,
        title=_title(session, guideline_id, to),
        recorder=recorder.name,
        recorder_email=recorder.email,
        is_paper=kept.method == Method.PAPER,
        signed_on=kept.signed_on,
        address=_address(guideline_id),
    )
    mail.queue(session, key=f"recorded:{kept.id}", person_id=to.id, to=to.email, written=written, at=at)


def _title(session: Session, guideline_id: int, to: Person) -> str:
    found = guidelines.in_force(session, guideline_id, language=to.language or settings().language)
    return found.title if found else ""


def _address(guideline_id: int) -> str:
    return letters.absolute(url_for("guidelines.read", guideline_id=guideline_id))
