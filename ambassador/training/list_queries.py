"""Reads all there is to learn, and how it stands for one person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ambassador.training.models import Attempt, CourseVersion
from ambassador.training.pass_queries import passes
from ambassador.training.queries import in_language
from ambassador.training.requirement_queries import required_at


@dataclass(frozen=True)
class CourseLine:
    """A course in the list of all there is to learn, and how it stands for its reader."""

    course_id: int
    title: str
    summary: str
    is_required: bool
    is_begun: bool
    valid_until: datetime | None
    """Until when the reader's pass counts; None without one."""


def all_in_force(session: Session, person_id: int, *, language: str, at: datetime) -> Sequence[CourseLine]:
    """Return all published courses, those that must be passed first; four statements, however many."""
    newest = (
        select(CourseVersion.course_id, func.max(CourseVersion.number).label("number"))
        .where(CourseVersion.published_at.is_not(None))
        .group_by(CourseVersion.course_id)
        .subquery()
    )
    versions = session.execute(
        select(CourseVersion.course_id, CourseVersion.texts)
        .join(
            newest,
            (newest.c.course_id == CourseVersion.course_id) & (newest.c.number == CourseVersion.number),
        )
        .order_by(CourseVersion.course_id)
    ).all()
    required = set(session.scalars(required_at()))
    begun = set(
        session.scalars(
            select(CourseVersion.course_id)
            .join(Attempt, Attempt.version_id == CourseVersion.id)
            .where(Attempt.person_id == person_id)
        )
    )
    each = passes().c
    counting = select(each.course_id, func.max(each.valid_until)).where(
        each.person_id == person_id, each.at <= at, each.valid_until > at
    )
    valid = dict(session.execute(counting.group_by(each.course_id)).all())
    lines = [
        CourseLine(
            course_id=course_id,
            title=in_language(texts, language).get("title", ""),
            summary=in_language(texts, language).get("summary", ""),
            is_required=course_id in required,
            is_begun=course_id in begun,
            valid_until=valid.get(course_id),
        )
        for course_id, texts in versions
    ]
    return sorted(lines, key=lambda line: not line.is_required)
