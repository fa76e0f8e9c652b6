"""Reads all there is to learn, and how it stands for one person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ambassador.people.audience_queries import team_names
from ambassador.people.audiences import Audience
from ambassador.training.audience_queries import Whom, is_for
from ambassador.training.models import Attempt, CourseVersion, CourseVersionTeam
from ambassador.training.pass_queries import passes
from ambassador.training.queries import in_language
from ambassador.training.requirement_queries import required_at
from ambassador.training.version_queries import versions_in_force


@dataclass(frozen=True)
class CourseLine:
    """A course in the list of all there is to learn, and how it stands for its reader."""

    course_id: int
    title: str
    summary: str
    whom: Whom
    is_for_reader: bool
    """Whether the reader is among them by the roster: of what is for ambassadors, everybody is."""
    is_required: bool
    is_begun: bool
    valid_until: datetime | None
    """Until when the reader's pass counts; None without one."""


def all_in_force(session: Session, person_id: int, *, language: str, at: datetime) -> Sequence[CourseLine]:
    """Return all published courses; five statements, however many.

    First those that are for the reader, and of these the ones that must be passed.
    """
    versions = session.execute(
        versions_in_force(
            CourseVersion.course_id,
            CourseVersion.id,
            CourseVersion.texts,
            CourseVersion.audience,
            is_for(person_id).label("is_for_reader"),
        )
    ).all()
    teams = team_names(session, CourseVersionTeam, [row.id for row in versions])
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
            course_id=row.course_id,
            title=in_language(row.texts, language).get("title", ""),
            summary=in_language(row.texts, language).get("summary", ""),
            whom=Whom(Audience(row.audience), teams.get(row.id, ())),
            is_for_reader=row.is_for_reader,
            is_required=row.course_id in required,
            is_begun=row.course_id in begun,
            valid_until=valid.get(row.course_id),
        )
        for row in versions
    ]
    return sorted(lines, key=lambda line: (not line.is_for_reader, not line.is_required))
