"""Reads which courses must be passed to be a cleared ambassador, at any moment."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import Session

from ambassador.training.models import Course, CourseRequirement


def required_at(at: datetime | ColumnElement[datetime] | None = None) -> Select[int]:
    """Select the ids of all courses that are required at a moment, or else as things stand."""
    return select(Course.id).where(still_required(at))


def still_required(at: datetime | ColumnElement[datetime] | None) -> ColumnElement[bool]:
    """Return whether the course of a statement's row is required at a moment."""
    said = select(func.max(CourseRequirement.number)).where(CourseRequirement.course_id == Course.id)
    if at is not None:
        said = said.where(CourseRequirement.at <= at)
    newest = said.correlate(Course).scalar_subquery()
    return ~exists().where(
        CourseRequirement.course_id == Course.id,
        CourseRequirement.number == newest,
        CourseRequirement.is_required.is_(False),
    )


def is_required(session: Session, course_id: int, at: datetime | None = None) -> bool:
    """Say whether a course is required at a moment; as things stand, if none is given."""
    said = select(CourseRequirement.is_required).where(CourseRequirement.course_id == course_id)
    if at is not None:
        said = said.where(CourseRequirement.at <= at)
    newest = session.scalar(said.order_by(CourseRequirement.number.desc()).limit(1))
    return True if newest is None else newest
