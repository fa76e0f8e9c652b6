"""Knows which lesson a question stands beside, whatever the version of its course, and what it is called."""

from __future__ import annotations

from collections.abc import Collection

from flask import url_for
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ambassador.questions.places import Place
from ambassador.training import queries
from ambassador.training.models import CourseVersion, Lesson


def lesson_asked_about(session: Session, course_id: int, position: int) -> int:
    """Return the id under which a lesson's questions are kept: that of the first published in this place.

    Each version of a course has lessons of its own; what was asked beside the second stays beside the second.
    """
    return (
        session.scalar(
            select(func.min(Lesson.id))
            .join(CourseVersion, CourseVersion.id == Lesson.version_id)
            .where(
                CourseVersion.course_id == course_id,
                CourseVersion.published_at.is_not(None),
                Lesson.position == position,
            )
        )
        or 0
    )


def named(session: Session, ids: Collection[int], language: str) -> dict[int, Place]:
    """Return lessons as they are called now, whose place the course in force still has."""
    rows = session.execute(
        select(Lesson.id, Lesson.position, CourseVersion.course_id)
        .join(CourseVersion, CourseVersion.id == Lesson.version_id)
        .where(Lesson.id.in_(ids), CourseVersion.published_at.is_not(None))
    ).all()
    courses = {
        course_id: queries.course_in_force(session, course_id, language=language)
        for course_id in {row.course_id for row in rows}
    }
    found: dict[int, Place] = {}
    for lesson_id, position, course_id in rows:
        course = courses[course_id]
        if course is not None and position <= len(course.lessons):
            address = url_for("training.lesson", course_id=course_id, position=position)
            found[lesson_id] = Place(title=course.lessons[position - 1].title, address=address)
    return found
