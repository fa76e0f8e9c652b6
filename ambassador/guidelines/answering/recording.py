"""Keeps acknowledgements that somebody gave otherwise: told to the programme manager, or signed on paper."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from ambassador.guidelines import content
from ambassador.guidelines import policy as guideline_policy
from ambassador.guidelines import queries as guidelines
from ambassador.guidelines.answering import policy, queries
from ambassador.guidelines.answering.letters import tell_recorded
from ambassador.guidelines.answering.models import Acknowledgement, PaperScan
from ambassador.guidelines.answering.policy import Method
from ambassador.people.answering_for import held_by_address
from ambassador.people.models import Person
from ambassador.trail.operations import Personal, record
from ambassador.web.errors import Conflict, Refusal
from ambassador.web.formats import day as day_in_words
from ambassador.web.scans import media_type, refusal_of


@dataclass(frozen=True)
class Paper:
    """What somebody signed on paper: the day that stands on it, and its scan."""

    signed_on: date
    scan: bytes


@dataclass(frozen=True)
class Recorded:
    """An acknowledgement of somebody else's: who, of which text, and how it came about."""

    guideline_id: int
    version_id: int
    language: str
    email: str
    note: str
    """What happened, in the programme manager's words."""
    why: str = ""
    """Why the person doesn't do it here; a paper explains itself."""
    paper: Paper | None = None


def record_for(session: Session, command: Recorded, *, zone: str, by: int, at: datetime) -> Refusal | None:
    """Keep that somebody else acknowledged the version in force, and write them a letter that says so.

    Never for oneself. Returns a Conflict, with nothing kept, when another version is in force than the one
    shown to the programme manager. `zone` is the company's time zone, in which days are counted.
    """
    found = held_by_address(session, command.email, by=by)
    if isinstance(found, Refusal):
        return found
    current = guidelines.in_force(session, command.guideline_id, language=command.language)
    if current is None or (command.version_id, command.language) != (current.version_id, current.language):
        return Conflict(_("Another version is in force now, so nothing was kept. Look at it again."))
    if queries.acknowledged_major(session, found.id, command.guideline_id) >= current.label.major:
        return Refusal(_("This person has acknowledged it already."), "email")
    if command.paper and (refusal := _wrong_paper(command.paper, current, zone=zone, at=at)):
        return refusal
    _keep(session, command, current, found, by=by, at=at)
    return None


def _wrong_paper(paper: Paper, current: guidelines.Published, *, zone: str, at: datetime) -> Refusal | None:
    if refusal := refusal_of(paper.scan, "scan"):
        return refusal
    published, today = (moment.astimezone(ZoneInfo(zone)).date() for moment in (current.published_at, at))
    if not policy.is_signing_day(paper.signed_on, published=published, today=today):
        first, last = day_in_words(published), day_in_words(today)
        return Refusal(
            _("Write a day from %(first)s, when it was published, to %(last)s.", first=first, last=last),
            "signed_on",
        )
    return None


def _keep(
    session: Session,
    command: Recorded,
    current: guidelines.Published,
    person: Person,
    *,
    by: int,
    at: datetime,
) -> None:
    method = Method.PAPER if command.paper else Method.ON_BEHALF
    sentence = content.sentences()[current.language]
    scanned = hashlib.sha256(command.paper.scan).hexdigest() if command.paper else None
    signed_on = command.paper.signed_on if command.paper else None
    texts = {"name": person.name, "email": person.email, "note": command.note, "why": command.why}
    entry = record(
        session,
        "guideline acknowledged",
        Personal(person.id, {name: text for name, text in texts.items() if text}),
        by=by,
        at=at,
        person=person.id,
        guideline=command.guideline_id,
        version=current.version_id,
        language=current.language,
        sha256=current.sha256,
        sentence=guideline_policy.sha256(sentence),
        method=method,
        recorded_by=by,
        **({"signed_on": str(signed_on), "scan_sha256": scanned} if command.paper else {}),
    )
    kept = Acknowledgement(
        person_id=person.id,
        version_id=current.version_id,
        language=current.language,
        sha256=current.sha256,
        sentence=sentence,
        at=at,
        method=method,
        recorded_by=by,
        signed_on=signed_on,
        entry=entry.sequence,
    )
    session.add(kept)
    session.flush()
    if command.paper and scanned:
        kind = media_type(command.paper.scan) or ""
        session.add(
            PaperScan(acknowledgement_id=kept.id, kind=kind, sha256=scanned, content=command.paper.scan)
        )
    tell_recorded(session, kept, person, command.guideline_id, at=at)
