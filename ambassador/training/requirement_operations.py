"""Changes whether a course must be passed to be a cleared ambassador."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ambassador.trail.operations import record
from ambassador.training.models import CourseRequirement
from ambassador.training.requirement_queries import is_required as is_required_now
from ambassador.training.signals import course_requirement_changed


def set_required(
    session: Session, *, course_id: int, is_required: bool, by: int | None, at: datetime
) -> None:
    """Make a course required from now on, or no longer; where it is so already, nothing happens.

    Those who wait for `course_requirement_changed` do their part in the same transaction.
    """
    if is_required_now(session, course_id) == is_required:
        return
    last = select(func.max(CourseRequirement.number)).where(CourseRequirement.course_id == course_id)
    changed = CourseRequirement(
        course_id=course_id, number=(session.scalar(last) or 0) + 1, is_required=is_required, at=at, by=by
    )
    try:
        # Before the turn in the trail: the row waits for nobody who could wait for that turn.
        with session.begin_nested():
            session.add(changed)
    except IntegrityError:
        # Somebody else changed it at this moment, and theirs stands.
        return
    record(session, "course requirement changed", by=by, at=at, course=course_id, is_required=is_required)
    course_requirement_changed.send(session, course_id=course_id, at=at)


def forget(session: Session, *, course_id: int) -> None:
    """Drop what was said of a course that is thrown away before it was ever published."""
    session.execute(delete(CourseRequirement).where(CourseRequirement.course_id == course_id))
