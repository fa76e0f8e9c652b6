"""Reads which courses must be passed before the quiz of another can be begun."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from ambassador.training.cycles.queries import met_spans
from ambassador.training.models import CoursePrerequisite, CourseVersion
from ambassador.training.queries import in_language
from ambassador.training.version_queries import versions_in_force


@dataclass(frozen=True)
class Named:
    """A published course, by the title of its version in force."""

    course_id: int
    title: str


@dataclass(frozen=True)
class Prerequisite(Named):
    """A course that must be passed first, and how it stands for the reader."""

    is_passed: bool
    """Whether a pass of theirs counts now, or its grace, or a waiver."""


def prerequisites(
    session: Session, version_id: int, person_id: int, *, language: str, at: datetime
) -> Sequence[Prerequisite]:
    """Return what must be passed before a version's quiz, and whether a person has."""
    needed = select(CoursePrerequisite.course_id).where(CoursePrerequisite.version_id == version_id)
    each = met_spans().c
    passed = set(
        session.scalars(
            select(each.course_id).where(
                each.person_id == person_id,
                each.course_id.in_(needed),
                each.since <= at,
                each.until > at,
            )
        )
    )
    rows = session.execute(_titles().where(CourseVersion.course_id.in_(needed)))
    return [
        Prerequisite(course_id, _title(texts, language), course_id in passed) for course_id, texts in rows
    ]


def may_begin(session: Session, version_id: int, person_id: int, *, at: datetime) -> bool:
    """Say whether somebody has passed whatever comes before a version's quiz."""
    return all(each.is_passed for each in prerequisites(session, version_id, person_id, language="", at=at))


def published(session: Session, *, language: str, but: int | None = None) -> Sequence[Named]:
    """Return all courses that have a version in force, each of which may come before another; but one."""
    rows = session.execute(_titles().where(CourseVersion.course_id != (but or 0)))
    return [Named(course_id, _title(texts, language)) for course_id, texts in rows]


def before_quiz(session: Session, draft: CourseVersion, *, language: str) -> Sequence[str]:
    """Return the titles of the courses that come before a draft's quiz."""
    needed = {each.course_id for each in draft.prerequisites}
    return [each.title for each in published(session, language=language) if each.course_id in needed]


def needs_in_force(session: Session) -> dict[int, set[int]]:
    """Return by course what must be passed before it, as its version in force says."""
    rows = session.execute(
        versions_in_force(CourseVersion.course_id, CoursePrerequisite.course_id).join(
            CoursePrerequisite, CoursePrerequisite.version_id == CourseVersion.id
        )
    )
    found: dict[int, set[int]] = {}
    for course_id, before in rows:
        found.setdefault(course_id, set()).add(before)
    return found


def _titles() -> Select[Any]:
    return versions_in_force(CourseVersion.course_id, CourseVersion.texts)


def _title(texts: Any, language: str) -> str:
    return str(in_language(texts, language).get("title", ""))
