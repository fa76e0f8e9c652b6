"""Reads certificates: one's own, what anybody may know of one, and which are not to be relied on."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from ambassador.certificates.models import Certificate, CertificatePublication, CertificateWithdrawal
from ambassador.certificates.policy import LIST_BITS, Standing, Status, status_of
from ambassador.optins.models import OptIn, Withdrawal
from ambassador.people.models import Person
from ambassador.trail.models import TrailPersonal
from ambassador.training.models import Attempt, CourseVersion, Lesson, Question, Result
from ambassador.training.pass_queries import AS_PASSED, HAS_PASSED, PASSED_SINCE, passes
from ambassador.training.queries import in_language


@dataclass(frozen=True)
class Pass:
    """A pass with its certificate, as far as there is one."""

    attempt_id: int
    person_id: int
    person_name: str
    version_id: int
    version: int
    """The number of the course's version."""
    texts: Mapping[str, Any]
    """Of the course, by language."""
    lessons: int
    right: int
    asked: int
    pass_percent: int
    standing: Standing
    certificate_id: int | None
    public_id: str
    """Empty where there is no certificate yet."""
    number: int
    """Of the newest publication; 0 for none."""
    name: str
    """Under which it is published; empty where it is not, or the person was erased."""
    language: str
    reason: str
    """Why it was withdrawn."""

    @property
    def is_published(self) -> bool:
        """Say whether its holder shows it: without a name there is nobody's certificate to show."""
        return bool(self.name)

    def status(self, at: datetime) -> Status:
        """Return how it stands at a moment."""
        return status_of(self.standing, at)

    def title(self, language: str) -> str:
        """Return the course's title in a language."""
        return str(in_language(self.texts, language).get("title", ""))

    def summary(self, language: str) -> str:
        """Return what the course is about."""
        return str(in_language(self.texts, language).get("summary", ""))


_last = aliased(CertificatePublication)
_named = aliased(TrailPersonal)
_reasoned = aliased(TrailPersonal)

_later = passes().c
_NEWER_AT = (
    select(func.min(_later.at))
    .where(
        _later.person_id == Result.person_id,
        _later.course_id == Result.course_id,
        _later.at > Result.at,
        # A pass made elsewhere has no certificate of ours that would take this one's place.
        _later.attempt_id.is_not(None),
    )
    .correlate(Result)
    .scalar_subquery()
)


def _is_away() -> ColumnElement[bool]:
    """Return whether the holder left, or opted in once and not any more."""
    opted_in = exists().where(OptIn.person_id == Person.id).correlate(Person)
    still = (
        select(OptIn.id)
        .outerjoin(Withdrawal, Withdrawal.opt_in_id == OptIn.id)
        .where(OptIn.person_id == Person.id, Withdrawal.opt_in_id.is_(None))
        .correlate(Person)
        .exists()
    )
    return or_(Person.left_at.is_not(None), and_(opted_in, ~still))


def _newest_publication() -> ColumnElement[bool]:
    number = (
        select(func.max(_last.number))
        .where(_last.certificate_id == Certificate.id)
        .correlate(Certificate)
        .scalar_subquery()
    )
    return and_(
        CertificatePublication.certificate_id == Certificate.id, CertificatePublication.number == number
    )


def _count(rows: type[Lesson] | type[Question]) -> ColumnElement[int]:
    return (
        select(func.count())
        .select_from(rows)
        .where(rows.version_id == CourseVersion.id)
        .correlate(CourseVersion)
        .scalar_subquery()
    )


_PASSES: Select[Any] = (
    select(
        *AS_PASSED,
        CourseVersion.id.label("version_id"),
        CourseVersion.number.label("version"),
        CourseVersion.texts,
        CourseVersion.pass_percent,
        _count(Lesson).label("lessons"),
        Person.name.label("person_name"),
        _is_away().label("is_away"),
        _NEWER_AT.label("newer_at"),
        Certificate.id.label("certificate_id"),
        Certificate.public_id,
        CertificatePublication.number.label("publication"),
        CertificatePublication.is_published,
        CertificatePublication.language,
        CertificateWithdrawal.certificate_id.label("withdrawn"),
        _named.content.label("named"),
        _reasoned.content.label("reasoned"),
    )
    .outerjoin(PASSED_SINCE, PASSED_SINCE.attempt_id == Result.attempt_id)
    .join(Attempt, Attempt.id == Result.attempt_id)
    .join(CourseVersion, CourseVersion.id == Attempt.version_id)
    .join(Person, Person.id == Result.person_id)
    .outerjoin(Certificate, Certificate.attempt_id == Result.attempt_id)
    .outerjoin(CertificatePublication, _newest_publication())
    .outerjoin(CertificateWithdrawal, CertificateWithdrawal.certificate_id == Certificate.id)
    .outerjoin(_named, _named.sequence == CertificatePublication.entry)
    .outerjoin(_reasoned, _reasoned.sequence == CertificateWithdrawal.entry)
    .where(HAS_PASSED)
)


def own_pass(session: Session, attempt_id: int, *, person_id: int) -> Pass | None:
    """Return one of somebody's own passes."""
    row = session.execute(
        _PASSES.where(Result.attempt_id == attempt_id, Result.person_id == person_id)
    ).first()
    return _pass(row) if row else None


def a_pass(session: Session, attempt_id: int) -> Pass | None:
    """Return a pass, whosever it is."""
    row = session.execute(_PASSES.where(Result.attempt_id == attempt_id)).first()
    return _pass(row) if row else None


def passes_of(session: Session, person_id: int) -> Sequence[Pass]:
    """Return all passes of a person, the newest first."""
    rows = session.execute(
        _PASSES.where(Result.person_id == person_id).order_by(Result.at.desc(), Result.attempt_id.desc())
    )
    return [_pass(row) for row in rows]


def published(session: Session, public_id: str) -> Pass | None:
    """Return the certificate at a public address; None alike for an unknown one and for a private one."""
    row = session.execute(_PASSES.where(Certificate.public_id == public_id)).first()
    found = _pass(row) if row else None
    return found if found is not None and found.is_published else None


def attempt_behind(session: Session, public_id: str) -> int | None:
    """Return the pass of a certificate, published or not: for the programme manager only."""
    return session.scalar(select(Certificate.attempt_id).where(Certificate.public_id == public_id))


def not_to_be_relied_on(session: Session, number: int) -> Sequence[int] | None:
    """Return which certificates of a status list are set: withdrawn, private, erased, or their holder away.

    What has run out is not among them, because a badge says itself how long it counts. None for a list that
    nothing is in yet; the first is always there.
    """
    first, end = (number - 1) * LIST_BITS + 1, number * LIST_BITS
    newest = session.scalar(select(func.max(Certificate.id))) or 0
    if number < 1 or (number > 1 and newest < first):
        return None
    shown = and_(CertificatePublication.is_published, _named.sequence.is_not(None))
    return session.scalars(
        select(Certificate.id)
        .join(Result, Result.attempt_id == Certificate.attempt_id)
        .join(Person, Person.id == Result.person_id)
        .outerjoin(CertificatePublication, _newest_publication())
        .outerjoin(_named, _named.sequence == CertificatePublication.entry)
        .outerjoin(CertificateWithdrawal, CertificateWithdrawal.certificate_id == Certificate.id)
        .where(
            Certificate.id.between(first, end),
            or_(
                CertificateWithdrawal.certificate_id.is_not(None),
                CertificatePublication.number.is_(None),
                ~shown,
                _is_away(),
            ),
        )
    ).all()


def _pass(row: Row[Any]) -> Pass:
    return Pass(
        attempt_id=row.attempt_id,
        person_id=row.person_id,
        person_name=row.person_name,
        version_id=row.version_id,
        version=row.version,
        texts=row.texts,
        lessons=row.lessons,
        right=row.right,
        asked=row.asked,
        pass_percent=row.pass_percent,
        standing=Standing(
            passed_at=row.at,
            valid_until=row.valid_until,
            is_withdrawn=row.withdrawn is not None,
            is_away=bool(row.is_away),
            newer_at=row.newer_at,
        ),
        certificate_id=row.certificate_id,
        public_id=row.public_id or "",
        number=row.publication or 0,
        name=_told(row.named).get("name", "") if row.is_published else "",
        language=row.language or "",
        reason=_told(row.reasoned).get("reason", ""),
    )


def _told(content: str | None) -> dict[str, str]:
    told: dict[str, str] = json.loads(content) if content else {}
    return told
