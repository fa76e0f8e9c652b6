"""Reads what was passed elsewhere: of a course for the programme manager, of a person for themselves."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session, aliased

from ambassador.db import batches
from ambassador.people.models import Person
from ambassador.trail.queries import texts_of
from ambassador.training.elsewhere.models import (
    PassElsewhere,
    PassElsewhereScan,
    PassElsewhereWithdrawal,
    PassesUpload,
)
from ambassador.training.models import CourseVersion

PAGE = 50


@dataclass(frozen=True)
class Validity:
    """The version in force of a course, and how long its passes count."""

    version_id: int
    months: int
    grace_days: int


@dataclass(frozen=True)
class Recorded:
    """A pass made elsewhere, with who recorded it, how they know, and whether it was a mistake."""

    id: int
    course_id: int
    person_id: int
    name: str
    email: str
    passed_on: date
    valid_until: datetime
    recorded_at: datetime
    recorded_by: str
    has_scan: bool
    withdrawn_at: datetime | None
    proof: str
    """Empty once the person was erased, as is the reason."""
    reason: str


@dataclass(frozen=True)
class RecordedPage:
    """One page of what was recorded of a course."""

    passes: Sequence[Recorded]
    page: int
    pages: int


_recorder = aliased(Person)
_RECORDED: Select[*tuple[Any, ...]] = (
    select(
        PassElsewhere,
        Person.name,
        Person.email,
        _recorder.name.label("recorder"),
        PassElsewhereScan.pass_id.label("scan"),
        PassElsewhereWithdrawal.at.label("withdrawn_at"),
        PassElsewhereWithdrawal.entry.label("withdrawal"),
    )
    .join(Person, Person.id == PassElsewhere.person_id)
    .join(_recorder, _recorder.id == PassElsewhere.recorded_by)
    .outerjoin(PassElsewhereScan, PassElsewhereScan.pass_id == PassElsewhere.id)
    .outerjoin(PassElsewhereWithdrawal, PassElsewhereWithdrawal.pass_id == PassElsewhere.id)
)


def validity_in_force(session: Session, course_id: int) -> Validity | None:
    """Return the version in force of a course; None for a course that has none."""
    row = session.execute(
        select(CourseVersion.id, CourseVersion.validity_months, CourseVersion.grace_days)
        .where(CourseVersion.course_id == course_id, CourseVersion.published_at.is_not(None))
        .order_by(CourseVersion.number.desc())
        .limit(1)
    ).one_or_none()
    return Validity(*row) if row else None


def recorded_of_course(session: Session, course_id: int, *, page: int) -> RecordedPage:
    """Return what was recorded of a course, the newest first."""
    count = session.scalar(
        select(func.count()).select_from(PassElsewhere).where(PassElsewhere.course_id == course_id)
    )
    pages = max(1, -(-(count or 0) // PAGE))
    page = min(max(1, page), pages)
    found = _RECORDED.where(PassElsewhere.course_id == course_id).order_by(PassElsewhere.id.desc())
    return RecordedPage(_all(session, found.limit(PAGE).offset((page - 1) * PAGE)), page, pages)


def recorded_of_person(session: Session, person_id: int, course_id: int) -> Sequence[Recorded]:
    """Return what was recorded of one person and course, the newest day first."""
    found = _RECORDED.where(PassElsewhere.person_id == person_id, PassElsewhere.course_id == course_id)
    return _all(session, found.order_by(PassElsewhere.passed_on.desc(), PassElsewhere.id.desc()))


def recorded_pass(session: Session, pass_id: int) -> Recorded | None:
    """Return one pass made elsewhere."""
    return next(iter(_all(session, _RECORDED.where(PassElsewhere.id == pass_id))), None)


def _all(session: Session, statement: Select[*tuple[Any, ...]]) -> list[Recorded]:
    rows = session.execute(statement).all()
    entries = [row.PassElsewhere.entry for row in rows]
    written = texts_of(session, [*entries, *(row.withdrawal for row in rows if row.withdrawal)])
    return [
        _recorded(
            row,
            proof=written[row.PassElsewhere.entry].get("proof", ""),
            reason=written[row.withdrawal].get("reason", "") if row.withdrawal else "",
        )
        for row in rows
    ]


def _recorded(row: Row[Any], *, proof: str, reason: str) -> Recorded:
    found: PassElsewhere = row.PassElsewhere
    return Recorded(
        id=found.id,
        course_id=found.course_id,
        person_id=found.person_id,
        name=row.name,
        email=row.email,
        passed_on=found.passed_on,
        valid_until=found.valid_until,
        recorded_at=found.recorded_at,
        recorded_by=row.recorder,
        has_scan=row.scan is not None,
        withdrawn_at=row.withdrawn_at,
        proof=proof,
        reason=reason,
    )


def scan_of(session: Session, pass_id: int) -> tuple[int, str, bytes] | None:
    """Return whose pass a scan proves, its media type and its bytes; None where there is none."""
    row = session.execute(
        select(PassElsewhere.person_id, PassElsewhereScan.kind, PassElsewhereScan.content)
        .join(PassElsewhereScan, PassElsewhereScan.pass_id == PassElsewhere.id)
        .where(PassElsewhere.id == pass_id)
    ).first()
    return None if row is None else (row.person_id, row.kind, row.content)


def days_recorded(
    session: Session, course_id: int, person_ids: Collection[int]
) -> dict[tuple[int, date], tuple[int, bool]]:
    """Return by person and day how many records there were of a course, and whether one of them holds."""
    found: dict[tuple[int, date], tuple[int, bool]] = {}
    for some in batches(sorted(set(person_ids))):
        rows = session.execute(
            select(
                PassElsewhere.person_id,
                PassElsewhere.passed_on,
                func.count(),
                func.count(PassElsewhereWithdrawal.pass_id),
            )
            .outerjoin(PassElsewhereWithdrawal, PassElsewhereWithdrawal.pass_id == PassElsewhere.id)
            .where(PassElsewhere.course_id == course_id, PassElsewhere.person_id.in_(some))
            .group_by(PassElsewhere.person_id, PassElsewhere.passed_on)
        )
        for person_id, day, records, withdrawn in rows:
            found[person_id, day] = (records, records > withdrawn)
    return found


def upload_of(session: Session, upload_id: int, *, course_id: int, by: int) -> PassesUpload | None:
    """Return a list that was sent, to whoever sent it only."""
    found = session.get(PassesUpload, upload_id)
    is_theirs = found is not None and (found.uploaded_by, found.course_id) == (by, course_id)
    return found if is_theirs else None


def content_of(session: Session, upload_id: int, *, at: datetime) -> bytes | None:
    """Return the bytes of a list that waits for its confirmation; None for one that does not."""
    return session.scalar(
        select(PassesUpload.content).where(PassesUpload.id == upload_id, PassesUpload.expires_at > at)
    )
