"""Reads courses as folders hold them, and which versions there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload, selectinload

from ambassador.people.models import Team
from ambassador.training.editor_queries import title_of
from ambassador.training.folders.parts import SETTINGS, CourseParts, LessonPart, MediaPart, QuestionPart
from ambassador.training.media import queries as media
from ambassador.training.media.models import CourseMedium
from ambassador.training.models import Course, CourseVersion
from ambassador.training.policy import QuestionKind


@dataclass(frozen=True)
class VersionRow:
    """A version in the list of a course's versions."""

    version_id: int
    number: int
    title: str
    what_changed: str
    published_at: datetime | None
    """None for a draft."""


def parts_of(session: Session, version_id: int) -> CourseParts | None:
    """Return a version, draft or published, as its folder holds it; None for one that is not there.

    The bytes of its pictures and videos are read when they are asked for, while the session is open.
    """
    version = session.scalars(
        select(CourseVersion)
        .where(CourseVersion.id == version_id)
        .options(
            joinedload(CourseVersion.course).selectinload(Course.requirements),
            selectinload(CourseVersion.teams),
            selectinload(CourseVersion.prerequisites),
            selectinload(CourseVersion.lessons),
            selectinload(CourseVersion.questions),
            selectinload(CourseVersion.media).joinedload(CourseMedium.file),
        )
    ).one_or_none()
    if version is None:
        return None
    return CourseParts(
        slug=version.course.slug,
        is_required=version.course.is_required,
        settings={setting.name: getattr(version, setting.name) for setting in SETTINGS},
        texts=version.texts,
        lessons=tuple(LessonPart(lesson.name, lesson.texts) for lesson in version.lessons),
        questions=tuple(
            QuestionPart(
                name=question.name,
                lesson=question.lesson_position,
                kind=QuestionKind(question.kind),
                texts=question.texts,
                right=question.right,
            )
            for question in version.questions
        ),
        media=tuple(
            MediaPart(
                name=medium.name,
                file=media.brought_in(medium.file, session) if medium.file else None,
                address=medium.address,
                transcripts=medium.transcripts,
            )
            for medium in version.media
        ),
        teams=_names(session, Team.name, Team.id.in_(each.team_id for each in version.teams)),
        prerequisites=_names(
            session, Course.slug, Course.id.in_(each.course_id for each in version.prerequisites)
        ),
    )


def _names(session: Session, name: Any, which: ColumnElement[bool]) -> tuple[str, ...]:
    # Sorted here: each database has an order of letters of its own.
    return tuple(sorted(session.scalars(select(name).where(which))))


def versions_of(session: Session, course_id: int, *, language: str) -> Sequence[VersionRow]:
    """Return all versions of a course, the newest first."""
    versions = session.scalars(
        select(CourseVersion)
        .where(CourseVersion.course_id == course_id)
        .order_by(CourseVersion.number.desc())
    )
    return [
        VersionRow(
            version_id=version.id,
            number=version.number,
            title=title_of(version, language),
            what_changed=version.what_changed,
            published_at=version.published_at,
        )
        for version in versions
    ]


def newest_version(session: Session, slug: str) -> int | None:
    """Return the id of the newest published version of the course with a short name."""
    return session.scalar(
        select(CourseVersion.id)
        .join(Course, Course.id == CourseVersion.course_id)
        .where(Course.slug == slug, CourseVersion.published_at.is_not(None))
        .order_by(CourseVersion.number.desc())
        .limit(1)
    )


def open_drafts(session: Session, course_id: int | None) -> Sequence[int]:
    """Return the id of a course's open draft, or those of all drafts of courses never published."""
    drafts = select(CourseVersion.id).where(CourseVersion.published_at.is_(None)).order_by(CourseVersion.id)
    if course_id is None:
        return session.scalars(drafts.where(CourseVersion.number == 1)).all()
    return session.scalars(drafts.where(CourseVersion.course_id == course_id)).all()
