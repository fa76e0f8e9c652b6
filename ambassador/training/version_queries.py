"""Selects the version of each course that is in force, at any moment."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from ambassador.training.models import CourseVersion


def versions_in_force(*columns: Any, at: datetime | None = None) -> Select[Any]:
    """Select columns of each course's version in force at a moment, or else now, in the order of courses."""
    published = CourseVersion.published_at.is_not(None) if at is None else CourseVersion.published_at <= at
    newest = (
        select(CourseVersion.course_id, func.max(CourseVersion.number).label("number"))
        .where(published)
        .group_by(CourseVersion.course_id)
        .subquery()
    )
    return (
        select(*columns)
        .select_from(CourseVersion)
        .join(
            newest,
            (newest.c.course_id == CourseVersion.course_id) & (newest.c.number == CourseVersion.number),
        )
        .order_by(CourseVersion.course_id)
    )
