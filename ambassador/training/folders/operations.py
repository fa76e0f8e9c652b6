"""Makes versions of what a folder holds: of what we ship, and of what somebody imports."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ambassador.training.folders import queries
from ambassador.training.folders.named import Found, find
from ambassador.training.folders.parts import CourseParts
from ambassador.training.media.keeping import add, keep
from ambassador.training.models import Course, CourseVersion, Lesson, Question
from ambassador.training.requirement_operations import set_required
from ambassador.web.errors import Refusal
from ambassador.web.slugs import free_slug


def add_version(session: Session, found: Found, *, course_id: int, number: int) -> CourseVersion:
    """Add a draft with everything in it."""
    parts = found.parts
    version = CourseVersion(course_id=course_id, number=number, texts=parts.texts, **parts.settings)
    version.teams, version.prerequisites = found.teams(), found.prerequisites()
    session.add(version)
    session.flush()
    for position, lesson in enumerate(parts.lessons, start=1):
        session.add(Lesson(version_id=version.id, position=position, texts=lesson.texts, name=lesson.name))
    for position, question in enumerate(parts.questions, start=1):
        session.add(
            Question(
                version_id=version.id,
                position=position,
                lesson_position=question.lesson,
                kind=question.kind,
                texts=question.texts,
                right=question.right,
                name=question.name,
            )
        )
    session.flush()
    _keep_files(session, parts)
    for medium in parts.media:
        add(
            session,
            version_id=version.id,
            name=medium.name,
            sha256=medium.file.content.sha256 if medium.file else None,
            address=medium.address,
            transcripts=medium.transcripts,
        )
    return version


def _keep_files(session: Session, parts: CourseParts) -> None:
    for medium in parts.media:
        if medium.file is not None:
            keep(session, medium.file)


def add_course(
    session: Session, parts: CourseParts, *, slug: str, by: int | None, at: datetime
) -> int | None:
    """Return the id of a new course, required or not as its folder says; None if its slug was taken."""
    course = Course(slug=slug)
    try:
        with session.begin_nested():
            session.add(course)
    except IntegrityError:
        # The slug is unique, so of two at once one makes the course.
        return None
    set_required(session, course_id=course.id, is_required=parts.is_required, by=by, at=at)
    return course.id


def import_new(session: Session, parts: CourseParts, *, by: int | None, at: datetime) -> int | Refusal:
    """Return the id of a new course's first draft; sent twice, it is one as long as it is open."""
    found = find(session, parts)
    if isinstance(found, Refusal):
        return found
    twin = _same_draft(session, found.parts, course_id=None)
    if twin is not None:
        return twin
    # Before the turn in the trail that a new course may take: a video takes a while, and others wait for it.
    _keep_files(session, parts)
    taken = session.scalars(select(Course.slug)).all()
    slug = free_slug(parts.slug, taken=taken, otherwise="course")
    course_id = add_course(session, parts, slug=slug, by=by, at=at)
    if course_id is None:
        # Somebody took the slug at this moment: it is the same file sent twice, or another number is free.
        return import_new(session, parts, by=by, at=at)
    return add_version(session, found, course_id=course_id, number=1).id


def import_into(session: Session, parts: CourseParts, *, course_id: int) -> int | Refusal:
    """Return the id of a new draft of a course that is there; whether it is required stays as it is.

    The same version sent twice is one draft. A draft that somebody is writing is never written over.
    """
    found = find(session, parts, course_id=course_id)
    if isinstance(found, Refusal):
        return found
    twin = _same_draft(session, found.parts, course_id=course_id)
    if twin is not None:
        return twin
    if queries.open_drafts(session, course_id):
        return Refusal(_("This course has a draft already. Publish it or discard it first."), "course")
    newest = session.scalar(
        select(func.max(CourseVersion.number)).where(CourseVersion.course_id == course_id)
    )
    if newest is None:
        return Refusal(_("This course is gone. Choose another."), "course")
    try:
        with session.begin_nested():
            return add_version(session, found, course_id=course_id, number=newest + 1).id
    except IntegrityError:
        # The number is unique, so of two imports at once one begins the draft.
        return import_into(session, parts, course_id=course_id)


def _same_draft(session: Session, parts: CourseParts, *, course_id: int | None) -> int | None:
    for version_id in queries.open_drafts(session, course_id):
        found = queries.parts_of(session, version_id)
        if found is not None and found.is_same_version(parts):
            return version_id
    return None
