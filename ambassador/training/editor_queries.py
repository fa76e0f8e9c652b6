"""Reads courses for those who write them: drafts, and what is in force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from ambassador.settings import LANGUAGES
from ambassador.training import policy
from ambassador.training.media.models import CourseMedium
from ambassador.training.models import Course, CourseVersion, Lesson, Question


@dataclass(frozen=True)
class CourseRow:
    """A course in the list of all."""

    course_id: int
    title: str
    is_required: bool
    number: int | None
    """The version in force; None before the first is published."""
    version_id: int | None
    most_attempts: int | None
    published_at: datetime | None
    draft_id: int | None


def overview(session: Session, *, language: str) -> Sequence[CourseRow]:
    """Return all courses with version in force and draft; three statements, however many."""
    versions = session.scalars(
        select(CourseVersion).order_by(CourseVersion.course_id, CourseVersion.number)
    ).all()
    rows = []
    every = select(Course).options(selectinload(Course.requirements)).order_by(Course.id)
    for course in session.scalars(every):
        own = [version for version in versions if version.course_id == course.id]
        newest = next((version for version in reversed(own) if version.published_at is not None), None)
        rows.append(
            CourseRow(
                course_id=course.id,
                title=title_of(newest or own[-1], language),
                is_required=course.is_required,
                number=newest.number if newest else None,
                version_id=newest.id if newest else None,
                most_attempts=newest.most_attempts if newest else None,
                published_at=newest.published_at if newest else None,
                draft_id=next((version.id for version in own if version.published_at is None), None),
            )
        )
    return rows


def open_draft(session: Session, version_id: int, *, lock: bool = False) -> CourseVersion | None:
    """Return a draft with its course, lessons, questions and media; None if published, discarded or unknown.

    `lock` makes whoever else wants to change it wait until this transaction ends.
    """
    is_draft = (CourseVersion.id == version_id) & CourseVersion.published_at.is_(None)
    if lock and session.scalar(select(CourseVersion.id).where(is_draft).with_for_update()) is None:
        return None
    return session.scalars(
        select(CourseVersion)
        .where(is_draft)
        .options(
            joinedload(CourseVersion.course).selectinload(Course.requirements),
            selectinload(CourseVersion.teams),
            selectinload(CourseVersion.prerequisites),
            selectinload(CourseVersion.lessons),
            selectinload(CourseVersion.questions),
            selectinload(CourseVersion.media).joinedload(CourseMedium.file),
        )
    ).one_or_none()


def first_draft_titled(session: Session, titles: Mapping[str, str]) -> int | None:
    """Return the open first draft that has these titles, by language, if there is one."""
    drafts = session.scalars(
        select(CourseVersion)
        .where(CourseVersion.number == 1, CourseVersion.published_at.is_(None))
        .order_by(CourseVersion.id)
    )
    same = (d.id for d in drafts if all(d.texts[la]["title"] == title for la, title in titles.items()))
    return next(same, None)


def title_of(version: CourseVersion, language: str) -> str:
    """Return a version's title, in the other language where this one has none yet."""
    titles = [version.texts[language]["title"], *(version.texts[other]["title"] for other in LANGUAGES)]
    return next((title for title in titles if title), "")


def settings_fingerprint(version: CourseVersion) -> str:
    """Return what two people who loaded the same settings both hold."""
    return policy.fingerprint(_settings(version))


def _settings(version: CourseVersion) -> list[Any]:
    return [
        version.texts,
        version.pass_percent,
        version.validity_months,
        version.days_to_pass,
        version.grace_days,
        version.course.is_required,
        version.most_attempts,
        version.pause_hours,
        version.questions_asked,
        version.is_shuffled,
    ]


def audience_fingerprint(version: CourseVersion) -> str:
    """Return what two people who loaded for whom a draft is, and what comes before it, both hold."""
    return policy.fingerprint(_audience(version))


def _audience(version: CourseVersion) -> list[Any]:
    teams = sorted(each.team_id for each in version.teams)
    return [version.audience, teams, sorted(each.course_id for each in version.prerequisites)]


def lesson_fingerprint(lesson: Lesson | None) -> str:
    """Return what two people who loaded the same lesson both hold; empty for one that is new."""
    return policy.fingerprint(lesson.texts) if lesson else ""


def question_fingerprint(question: Question | None) -> str:
    """Return what two people who loaded the same question both hold; empty for one that is new."""
    return policy.fingerprint(_question(question)) if question else ""


def _question(question: Question) -> list[Any]:
    return [question.kind, question.lesson_position, question.texts, question.right]


def draft_fingerprint(version: CourseVersion) -> str:
    """Return what two people who looked at the same whole draft both hold."""
    lessons = [lesson.texts for lesson in version.lessons]
    questions = [_question(question) for question in version.questions]
    media = [medium_fingerprint(medium) for medium in version.media]
    return policy.fingerprint([_settings(version), _audience(version), lessons, questions, media])


def medium_fingerprint(medium: CourseMedium) -> str:
    """Return what two people who loaded the same picture or video both hold."""
    return policy.fingerprint([medium.name, medium.sha256, medium.address, medium.transcripts])
