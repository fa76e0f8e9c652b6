"""Changes certificates: their holders publish them or don't, and the programme manager withdraws one."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ambassador.certificates import queries
from ambassador.certificates.models import Certificate, CertificatePublication, CertificateWithdrawal
from ambassador.certificates.queries import Pass
from ambassador.people.models import Person
from ambassador.people.queries import hold, person_with_email
from ambassador.trail.operations import Personal, record, take_turn
from ambassador.web.errors import Conflict, Refusal


@dataclass(frozen=True)
class Publish:
    """A certificate, the name to show on it, and the language of its PDF and its badge."""

    attempt_id: int
    name: str
    language: str


def publish(session: Session, command: Publish, *, by: int, at: datetime) -> Refusal | None:
    """Show one's own certificate to whoever has its address, under a name; the same sent twice is one.

    The caller has made sure that the name can be shown. It is kept beside the entry in the trail only, and
    so goes with the person who is erased.
    """
    found = _held(session, command.attempt_id, by=by)
    if found is None:
        return _none()
    if found.standing.is_withdrawn:
        return Conflict(_("This certificate was withdrawn, so it can't be published."))
    if (found.name, found.language) == (command.name, command.language):
        return None
    certificate_id = found.certificate_id or _make(session, found.attempt_id, at=at)
    entry = record(
        session,
        "certificate published",
        Personal(by, {"name": command.name}),
        by=by,
        at=at,
        certificate=certificate_id,
        attempt=found.attempt_id,
        number=found.number + 1,
        language=command.language,
    )
    _append(session, found, certificate_id, language=command.language, entry=entry.sequence, at=at)
    return None


def unpublish(session: Session, *, attempt_id: int, by: int, at: datetime) -> Refusal | None:
    """Take one's own certificate back: from now on its address looks as if there had never been one."""
    found = _held(session, attempt_id, by=by)
    if found is None:
        return _none()
    if not found.is_published or found.certificate_id is None:
        return None
    entry = record(
        session,
        "certificate taken back",
        by=by,
        at=at,
        certificate=found.certificate_id,
        attempt=attempt_id,
        number=found.number + 1,
    )
    _append(session, found, found.certificate_id, language="", entry=entry.sequence, at=at)
    return None


def withdraw(session: Session, *, attempt_id: int, reason: str, by: int, at: datetime) -> Refusal | None:
    """Withdraw a certificate, published or not, with a reason that its holder reads and nobody else.

    The pass itself still counts: who is to be no ambassador any more is not decided here.
    """
    known = queries.a_pass(session, attempt_id)
    if known is None:
        return _none()
    hold(session, [known.person_id, by])
    take_turn(session)
    if known.person_id == by:
        return Refusal(_("You can't withdraw your own certificate. Take it back on its page instead."))
    # Read again, because somebody may have made or withdrawn it while this waited.
    found = queries.a_pass(session, attempt_id)
    if found is None or found.standing.is_withdrawn:
        return Conflict(_("Somebody withdrew this certificate in the meantime."))
    certificate_id = found.certificate_id or _make(session, attempt_id, at=at)
    entry = record(
        session,
        "certificate withdrawn",
        Personal(found.person_id, {"reason": reason}),
        by=by,
        at=at,
        certificate=certificate_id,
        attempt=attempt_id,
    )
    try:
        with session.begin_nested():
            row = CertificateWithdrawal(certificate_id=certificate_id, at=at, by=by, entry=entry.sequence)
            session.add(row)
    except IntegrityError:
        # One withdrawal a certificate: the database decides if holding the holder did not.
        return Conflict(_("Somebody withdrew this certificate in the meantime."))
    return None


def find(session: Session, *, wanted: str, public_id: str, by: int, at: datetime) -> list[int]:
    """Return the passes behind a public address or a work address, and record that they were looked up."""
    person: Person | None = None
    if public_id:
        attempt_id = queries.attempt_behind(session, public_id)
        attempts = [attempt_id] if attempt_id is not None else []
    else:
        person = person_with_email(session, wanted)
        attempts = [each.attempt_id for each in queries.passes_of(session, person.id)] if person else []
    record(
        session,
        "certificates looked up",
        by=by,
        at=at,
        person=person.id if person else None,
        attempt=attempts[0] if public_id and attempts else None,
    )
    return attempts


def _held(session: Session, attempt_id: int, *, by: int) -> Pass | None:
    """Return one's own pass as it stands, with nobody else changing it until this transaction ends."""
    hold(session, [by])
    take_turn(session)
    return queries.own_pass(session, attempt_id, person_id=by)


def _make(session: Session, attempt_id: int, *, at: datetime) -> int:
    made = Certificate(attempt_id=attempt_id, public_id=secrets.token_hex(16), at=at)
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:
        # One certificate a pass: who made it in the meantime made it for both.
        return session.scalars(select(Certificate.id).where(Certificate.attempt_id == attempt_id)).one()
    return made.id


def _append(
    session: Session, found: Pass, certificate_id: int, *, language: str, entry: int, at: datetime
) -> None:
    session.add(
        CertificatePublication(
            certificate_id=certificate_id,
            number=found.number + 1,
            is_published=bool(language),
            language=language,
            at=at,
            entry=entry,
        )
    )
    session.flush()


def _none() -> Refusal:
    return Refusal(_("There is no such pass."))
