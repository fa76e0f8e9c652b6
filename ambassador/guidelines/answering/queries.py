"""Reads what somebody answered to a guideline, and what is asked of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Row, bindparam, case, func, select
from sqlalchemy.orm import Session, aliased

from ambassador.db import connection_of
from ambassador.guidelines import queries as guidelines
from ambassador.guidelines.answering.models import (
    Acknowledgement,
    Decline,
    ExceptionDecision,
    ExceptionRequest,
    PaperScan,
)
from ambassador.guidelines.answering.policy import Method
from ambassador.guidelines.models import GuidelineTask, GuidelineText, GuidelineVersion, VersionWithdrawal
from ambassador.guidelines.policy import Label
from ambassador.people.models import Person
from ambassador.settings import LANGUAGES
from ambassador.trail.queries import texts_of

# Built once: many acknowledge at the same time, and building a statement takes longer than running it.
_HELD = (
    select(Person.name, Person.email, Person.language, Person.left_at)
    .where(Person.id == bindparam("who"))
    .with_for_update(key_share=True)
)
_MAJOR = (
    select(func.max(GuidelineVersion.major))
    .join(Acknowledgement, Acknowledgement.version_id == GuidelineVersion.id)
    .outerjoin(VersionWithdrawal, VersionWithdrawal.version_id == GuidelineVersion.id)
    .where(
        Acknowledgement.person_id == bindparam("who"),
        GuidelineVersion.guideline_id == bindparam("guideline"),
        VersionWithdrawal.version_id.is_(None),
    )
)


_SEAL = (
    select(
        GuidelineVersion.id.label("version_id"),
        GuidelineVersion.major,
        GuidelineText.sha256,
        GuidelineText.language,
    )
    .join(GuidelineText, GuidelineText.version_id == GuidelineVersion.id)
    .where(GuidelineVersion.guideline_id == bindparam("guideline"), guidelines.holds(), ~GuidelineText.lags)
    .order_by(
        GuidelineVersion.number.desc(), case((GuidelineText.language == bindparam("language"), 0), else_=1)
    )
    .limit(1)
)


def held(session: Session, person_id: int) -> Row[str, str, str | None, datetime | None]:
    """Return name, address, language and leaving of somebody, whom others wait for until this ends.

    As people.queries.hold, and in the same place: first of all, before the turn in the trail.
    """
    return connection_of(session).execute(_HELD, {"who": person_id}).one()


@dataclass(frozen=True)
class Seal:
    """What a signature is bound to, of the version in force."""

    version_id: int
    major: int
    sha256: str
    language: str


def seal_in_force(session: Session, guideline_id: int, *, language: str) -> Seal | None:
    """Return what guidelines.queries.in_force does, without the text: a tenth of the work."""
    if language not in LANGUAGES:
        return None
    about = {"guideline": guideline_id, "language": language}
    row = connection_of(session).execute(_SEAL, about).first()
    return None if row is None else Seal(row.version_id, row.major, row.sha256, row.language)


def acknowledged_major(session: Session, person_id: int, guideline_id: int) -> int:
    """Return the newest major version somebody acknowledged that was not withdrawn; 0 for none."""
    about = {"who": person_id, "guideline": guideline_id}
    return connection_of(session).execute(_MAJOR, about).scalar() or 0


@dataclass(frozen=True)
class Signature:
    """Somebody's acknowledgement of one version."""

    number: int
    label: Label
    at: datetime
    language: str
    sha256: str
    sentence: str
    acknowledgement_id: int
    method: Method
    recorded_by: str | None
    """The name of who recorded it for them; None for one's own."""
    signed_on: date | None
    has_scan: bool
    is_withdrawn: bool
    """Its version was taken back, so it no longer counts."""
    entry: int | None


def signatures_of(session: Session, person_id: int, guideline_id: int) -> Sequence[Signature]:
    """Return what somebody acknowledged of a guideline, the newest version first; withdrawn ones as well."""
    recorder = aliased(Person)
    rows = session.execute(
        select(
            GuidelineVersion.number,
            GuidelineVersion.major,
            GuidelineVersion.minor,
            Acknowledgement,
            recorder.name,
            PaperScan.acknowledgement_id,
            VersionWithdrawal.version_id,
        )
        .join(Acknowledgement, Acknowledgement.version_id == GuidelineVersion.id)
        .outerjoin(recorder, recorder.id == Acknowledgement.recorded_by)
        .outerjoin(PaperScan, PaperScan.acknowledgement_id == Acknowledgement.id)
        .outerjoin(VersionWithdrawal, VersionWithdrawal.version_id == GuidelineVersion.id)
        .where(Acknowledgement.person_id == person_id, GuidelineVersion.guideline_id == guideline_id)
        .order_by(GuidelineVersion.number.desc())
    ).all()
    return [
        Signature(
            number=number,
            label=Label(major, minor),
            at=own.at,
            language=own.language,
            sha256=own.sha256,
            sentence=own.sentence,
            acknowledgement_id=own.id,
            method=own.method,
            recorded_by=recorded_by,
            signed_on=own.signed_on,
            has_scan=scan is not None,
            is_withdrawn=withdrawn is not None,
            entry=own.entry,
        )
        for number, major, minor, own, recorded_by, scan, withdrawn in rows
    ]


@dataclass(frozen=True)
class Declined:
    """Somebody said no to a version."""

    label: Label
    at: datetime
    reason: str
    """Empty once the person was erased."""


def decline_of(session: Session, person_id: int, guideline_id: int, *, major: int) -> Declined | None:
    """Return somebody's newest no to a major version, if there is one; a withdrawn version is none."""
    row = session.execute(
        select(GuidelineVersion.major, GuidelineVersion.minor, Decline.at, Decline.entry)
        .join(Decline, Decline.version_id == GuidelineVersion.id)
        .outerjoin(VersionWithdrawal, VersionWithdrawal.version_id == GuidelineVersion.id)
        .where(
            Decline.person_id == person_id,
            GuidelineVersion.guideline_id == guideline_id,
            GuidelineVersion.major == major,
            VersionWithdrawal.version_id.is_(None),
        )
        .order_by(GuidelineVersion.number.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    written = texts_of(session, [row.entry])
    return Declined(Label(row.major, row.minor), row.at, written[row.entry].get("reason", ""))


@dataclass(frozen=True)
class Excepted:
    """Somebody's newest request to be excepted from a guideline, and what became of it."""

    request_id: int
    number: int
    asked_at: datetime
    is_granted: bool | None
    """None while nobody has decided."""
    decided_at: datetime | None
    decided_by: str | None
    until: datetime | None
    reason: str
    answer: str
    """Why it was granted or refused."""

    @property
    def is_open(self) -> bool:
        return self.is_granted is None

    def holds_at(self, at: datetime) -> bool:
        """Say whether the exception is in force at a moment."""
        return bool(self.is_granted and self.until is not None and self.until > at)


def exception_of(session: Session, person_id: int, guideline_id: int) -> Excepted | None:
    """Return somebody's newest request for an exception, or None if there is none."""
    row = session.execute(
        select(ExceptionRequest, ExceptionDecision, Person.name)
        .outerjoin(ExceptionDecision, ExceptionDecision.request_id == ExceptionRequest.id)
        .outerjoin(Person, Person.id == ExceptionDecision.by)
        .where(ExceptionRequest.person_id == person_id, ExceptionRequest.guideline_id == guideline_id)
        .order_by(ExceptionRequest.number.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    asked, decided, decided_by = row
    written = texts_of(session, [asked.entry, *([decided.entry] if decided else [])])
    return Excepted(
        request_id=asked.id,
        number=asked.number,
        asked_at=asked.at,
        is_granted=decided.is_granted if decided else None,
        decided_at=decided.at if decided else None,
        decided_by=decided_by,
        until=decided.until if decided else None,
        reason=written[asked.entry].get("reason", ""),
        answer=written[decided.entry].get("reason", "") if decided else "",
    )


def due_of(session: Session, person_id: int, guideline_id: int, *, major: int) -> datetime | None:
    """Return by when somebody is asked to acknowledge a major version; None if nobody expects it of them."""
    return session.scalar(
        select(func.max(GuidelineTask.due_at))
        .join(GuidelineVersion, GuidelineVersion.id == GuidelineTask.version_id)
        .where(
            GuidelineTask.person_id == person_id,
            GuidelineTask.ended_at.is_(None),
            GuidelineVersion.guideline_id == guideline_id,
            GuidelineVersion.major == major,
        )
    )


@dataclass(frozen=True)
class Answers:
    """All that one person answered to the version in force, and what is asked of them."""

    own: Signature | None
    """The newest signature that counts."""
    taken_back: Signature | None
    """A newer signature, of a version that was withdrawn."""
    changes: Sequence[guidelines.WhatChanged]
    """What changed since they signed."""
    is_needed: bool
    """The version in force is not acknowledged."""
    declined: Declined | None
    exception: Excepted | None
    due_at: datetime | None
    notes: Mapping[str, str]
    """What was written by who recorded it for them."""


def answers_of(session: Session, person_id: int, current: guidelines.Published, *, language: str) -> Answers:
    """Return how one person who reads this language stands to the version in force."""
    signatures = signatures_of(session, person_id, current.guideline_id)
    own = next((signature for signature in signatures if not signature.is_withdrawn), None)
    newest = signatures[0] if signatures else None
    is_needed = own is None or own.label.major < current.label.major
    about = (session, person_id, current.guideline_id)
    changes: Sequence[guidelines.WhatChanged] = ()
    if own is not None and own.number < current.number:
        changes = guidelines.changes_after(session, current.guideline_id, own.number, language=language)
    notes: Mapping[str, str] = {}
    if own is not None and own.recorded_by and own.entry:
        notes = texts_of(session, [own.entry])[own.entry]
    return Answers(
        own=own,
        taken_back=newest if newest is not own else None,
        changes=changes,
        is_needed=is_needed,
        declined=decline_of(*about, major=current.label.major) if is_needed else None,
        exception=exception_of(*about),
        due_at=due_of(*about, major=current.label.major) if is_needed else None,
        notes=notes,
    )


def withdrawal_of(session: Session, guideline_id: int) -> VersionWithdrawal | None:
    """Return the newest withdrawal of a version of a guideline."""
    return session.scalars(
        select(VersionWithdrawal)
        .join(GuidelineVersion, GuidelineVersion.id == VersionWithdrawal.version_id)
        .where(GuidelineVersion.guideline_id == guideline_id)
        .order_by(VersionWithdrawal.at.desc())
        .limit(1)
    ).one_or_none()


def languages_in_force(session: Session, guideline_id: int) -> Sequence[guidelines.Published]:
    """Return the version in force once in each language it was published in; empty if none is in force."""
    found = (guidelines.in_force(session, guideline_id, language=language) for language in LANGUAGES)
    shown = {one.language: one for one in found if one is not None}
    return list(shown.values())


def was_published(session: Session, guideline_id: int) -> bool:
    """Say whether a guideline ever had a published version: one that has none in force was withdrawn."""
    return any(
        guidelines.published_version(session, guideline_id, 1, language=language) is not None
        for language in LANGUAGES
    )


def scan_of(session: Session, acknowledgement_id: int) -> tuple[int, str, bytes] | None:
    """Return whose paper a scan shows, its media type and its bytes; None where there is none."""
    row = session.execute(
        select(Acknowledgement.person_id, PaperScan.kind, PaperScan.content)
        .join(PaperScan, PaperScan.acknowledgement_id == Acknowledgement.id)
        .where(Acknowledgement.id == acknowledgement_id)
    ).first()
    return None if row is None else (row.person_id, row.kind, row.content)
