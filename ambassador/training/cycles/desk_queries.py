"""Reads who is let off a course, with reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session, aliased

from ambassador.people.models import Person
from ambassador.trail.queries import texts_of
from ambassador.training.cycles.models import CourseWaiver
from ambassador.training.cycles.queries import waiver_holds

PAGE = 50


@dataclass(frozen=True)
class Waiver:
    """A waiver that holds."""

    id: int
    course_id: int
    person_id: int
    name: str
    email: str
    at: datetime
    until: datetime
    approved_by: str
    reason: str
    """Empty where it was erased with the person."""


@dataclass(frozen=True)
class Waivers:
    """One page of those who are let off a course."""

    lines: Sequence[Waiver]
    page: int
    pages: int


_approver = aliased(Person)


def _holding(at: datetime) -> Select[*tuple[Any, ...]]:
    return (
        select(
            CourseWaiver.id,
            CourseWaiver.course_id,
            CourseWaiver.person_id,
            Person.name,
            Person.email,
            CourseWaiver.at,
            CourseWaiver.until,
            _approver.name.label("approved_by"),
            CourseWaiver.entry,
        )
        .join(Person, Person.id == CourseWaiver.person_id)
        .join(_approver, _approver.id == CourseWaiver.by)
        .where(waiver_holds(at))
        .order_by(CourseWaiver.until, CourseWaiver.id)
    )


def waivers_of(session: Session, course_id: int, *, at: datetime, page: int) -> Waivers:
    """Return who is let off a course at a moment, whose waiver ends first first; of people who work here."""
    chosen = _holding(at).where(CourseWaiver.course_id == course_id, Person.left_at.is_(None))
    found = session.scalar(select(func.count()).select_from(chosen.order_by(None).subquery())) or 0
    pages = max(1, -(-found // PAGE))
    page = min(max(1, page), pages)
    return Waivers(_all(session, chosen.limit(PAGE).offset((page - 1) * PAGE)), page, pages)


def waiver_with(session: Session, waiver_id: int, *, at: datetime) -> Waiver | None:
    """Return one waiver, if it holds at a moment."""
    return next(iter(_all(session, _holding(at).where(CourseWaiver.id == waiver_id))), None)


def own_waiver(session: Session, person_id: int, course_id: int, *, at: datetime) -> Waiver | None:
    """Return the waiver by which somebody is let off a course at a moment."""
    own = _holding(at).where(CourseWaiver.person_id == person_id, CourseWaiver.course_id == course_id)
    lasting = own.order_by(None).order_by(CourseWaiver.until.desc()).limit(1)
    return next(iter(_all(session, lasting)), None)


def _all(session: Session, chosen: Select[*tuple[Any, ...]]) -> list[Waiver]:
    rows = session.execute(chosen).all()
    written = texts_of(session, [row.entry for row in rows])
    return [_waiver(row, reason=written[row.entry].get("reason", "")) for row in rows]


def _waiver(row: Row[Any], *, reason: str) -> Waiver:
    return Waiver(
        id=row.id,
        course_id=row.course_id,
        person_id=row.person_id,
        name=row.name,
        email=row.email,
        at=row.at,
        until=row.until,
        approved_by=row.approved_by,
        reason=reason,
    )
