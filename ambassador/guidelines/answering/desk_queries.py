"""Reads what the programme manager's desk lists: requests, exceptions and declines, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session, aliased

from ambassador.guidelines import queries as guidelines
from ambassador.guidelines.answering.models import (
    Acknowledgement,
    Decline,
    ExceptionDecision,
    ExceptionRequest,
)
from ambassador.guidelines.models import Guideline, GuidelineVersion
from ambassador.guidelines.policy import Label
from ambassador.people.models import Person
from ambassador.trail.queries import texts_of

PAGE = 50

Line = TypeVar("Line")


@dataclass(frozen=True)
class Paged(Generic[Line]):
    """One page of a list."""

    lines: Sequence[Line]
    page: int
    pages: int


@dataclass(frozen=True)
class Request:
    """Somebody waits for an answer."""

    request_id: int
    person_id: int
    name: str
    email: str
    guideline_id: int
    asked_at: datetime
    reason: str


@dataclass(frozen=True)
class InForce:
    """Somebody is excepted."""

    name: str
    email: str
    guideline_id: int
    until: datetime
    granted_by: str
    reason: str


@dataclass(frozen=True)
class Declined:
    """Somebody said no."""

    name: str
    email: str
    guideline_id: int
    label: Label
    at: datetime
    reason: str
    has_acknowledged_since: bool


def titles(session: Session, *, language: str) -> Mapping[int, str]:
    """Return the titles of the guidelines that are in force, by id."""
    ids = session.scalars(select(Guideline.id).order_by(Guideline.id)).all()
    found = {one: guidelines.in_force(session, one, language=language) for one in ids}
    return {one: published.title for one, published in found.items() if published is not None}


_OPEN = (
    select(ExceptionRequest, Person.name, Person.email)
    .join(Person, Person.id == ExceptionRequest.person_id)
    .outerjoin(ExceptionDecision, ExceptionDecision.request_id == ExceptionRequest.id)
    .where(ExceptionDecision.request_id.is_(None), Person.left_at.is_(None))
    .order_by(ExceptionRequest.at, ExceptionRequest.id)
)


def open_requests(session: Session, *, page: int) -> Paged[Request]:
    """Return who waits for an answer, who has waited longest first."""
    return _paged(session, _OPEN, page, lambda row: row[0].entry, _as_request)


def open_request(session: Session, request_id: int) -> Request | None:
    """Return one request that waits for an answer."""
    found = _paged(
        session, _OPEN.where(ExceptionRequest.id == request_id), 1, lambda row: row[0].entry, _as_request
    )
    return found.lines[0] if found.lines else None


def _as_request(row: Row[Any], written: Mapping[str, str]) -> Request:
    asked = row[0]
    reason = written.get("reason", "")
    return Request(asked.id, asked.person_id, row.name, row.email, asked.guideline_id, asked.at, reason)


def exceptions_in_force(session: Session, *, at: datetime, page: int) -> Paged[InForce]:
    """Return who is excepted at a moment, whose exception ends first first."""
    approver = aliased(Person)
    chosen = (
        select(
            Person.name,
            Person.email,
            ExceptionRequest.guideline_id,
            ExceptionDecision.until,
            ExceptionDecision.entry,
            approver.name.label("granted_by"),
        )
        .join(ExceptionRequest, ExceptionRequest.person_id == Person.id)
        .join(ExceptionDecision, ExceptionDecision.request_id == ExceptionRequest.id)
        .join(approver, approver.id == ExceptionDecision.by)
        .where(ExceptionDecision.is_granted, ExceptionDecision.until > at, Person.left_at.is_(None))
        .order_by(ExceptionDecision.until, ExceptionRequest.id)
    )
    return _paged(
        session,
        chosen,
        page,
        lambda row: row.entry,
        lambda row, written: InForce(
            row.name, row.email, row.guideline_id, row.until, row.granted_by, written.get("reason", "")
        ),
    )


def declines(session: Session, *, page: int) -> Paged[Declined]:
    """Return who said no, the newest first; of people who work here."""
    signed = aliased(GuidelineVersion)
    since = (
        select(Acknowledgement.id)
        .join(signed, signed.id == Acknowledgement.version_id)
        .where(
            Acknowledgement.person_id == Decline.person_id,
            Acknowledgement.at >= Decline.at,
            signed.guideline_id == GuidelineVersion.guideline_id,
            signed.major >= GuidelineVersion.major,
        )
        .correlate(Decline, GuidelineVersion)
        .exists()
    )
    chosen = (
        select(
            Person.name,
            Person.email,
            GuidelineVersion.guideline_id,
            GuidelineVersion.major,
            GuidelineVersion.minor,
            Decline.at,
            Decline.entry,
            since.label("since"),
        )
        .join(Decline, Decline.person_id == Person.id)
        .join(GuidelineVersion, GuidelineVersion.id == Decline.version_id)
        .where(Person.left_at.is_(None))
        .order_by(Decline.at.desc(), Decline.id.desc())
    )
    return _paged(
        session,
        chosen,
        page,
        lambda row: row.entry,
        lambda row, written: Declined(
            name=row.name,
            email=row.email,
            guideline_id=row.guideline_id,
            label=Label(row.major, row.minor),
            at=row.at,
            reason=written.get("reason", ""),
            has_acknowledged_since=row.since,
        ),
    )


def _paged(
    session: Session,
    chosen: Select[*tuple[Any, ...]],
    page: int,
    entry_of: Callable[[Row[Any]], int],
    line: Callable[[Row[Any], Mapping[str, str]], Line],
) -> Paged[Line]:
    found = session.scalar(select(func.count()).select_from(chosen.order_by(None).subquery())) or 0
    pages = max(1, -(-found // PAGE))
    page = min(max(1, page), pages)
    rows = session.execute(chosen.limit(PAGE).offset((page - 1) * PAGE)).all()
    written = texts_of(session, map(entry_of, rows))
    return Paged([line(row, written[entry_of(row)]) for row in rows], page, pages)
