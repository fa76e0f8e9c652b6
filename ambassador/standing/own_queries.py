"""Asks the facts how one person stands at a moment, with reasons."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import and_, bindparam, func, or_, select
from sqlalchemy.orm import Session, aliased

from ambassador.audience.models import Account
from ambassador.db import Moment
from ambassador.guidelines.answering.models import Acknowledgement
from ambassador.guidelines.models import Guideline, GuidelineText, GuidelineVersion
from ambassador.optins.models import OptIn, Withdrawal
from ambassador.people.models import Person
from ambassador.standing.policy import (
    Edition,
    Requirement,
    Standing,
    course_requirement,
    guideline_requirement,
)
from ambassador.training.models import Course, CourseVersion, Result

# The three statements about one person are built once: building them anew takes longer than running them.
_WHO: Any = bindparam("who")
_AT: Any = bindparam("moment", type_=Moment)
_LANGUAGE: Any = bindparam("language")


def standing_of(session: Session, person_id: int, language: str, at: datetime) -> Standing:
    """Return how one person stands at a moment, with titles in a language, in three statements."""
    about: Mapping[str, object] = {"who": person_id, "moment": at, "language": language}
    person = session.execute(_PERSON, about).first()
    return Standing(
        at=at,
        opted_in_at=person.opted_in_at if person else None,
        courses=_courses_of(session, about, language=language, at=at),
        guidelines=_guidelines_of(session, about, at=at),
        works_here=bool(
            person and person.joined_at <= at and (person.left_at is None or person.left_at > at)
        ),
        channels=person.channels if person else 0,
    )


_PERSON = select(
    Person.joined_at,
    Person.left_at,
    select(func.max(OptIn.at))
    .outerjoin(Withdrawal, and_(Withdrawal.opt_in_id == OptIn.id, Withdrawal.at <= _AT))
    .where(OptIn.person_id == _WHO, OptIn.at <= _AT, Withdrawal.opt_in_id.is_(None))
    .scalar_subquery()
    .label("opted_in_at"),
    select(func.count())
    .where(
        Account.person_id == _WHO,
        Account.added_at <= _AT,
        or_(Account.removed_at.is_(None), Account.removed_at > _AT),
    )
    .scalar_subquery()
    .label("channels"),
).where(Person.id == _WHO)


def _courses_of(
    session: Session, about: Mapping[str, object], *, language: str, at: datetime
) -> tuple[Requirement, ...]:
    return tuple(
        course_requirement(
            row.id,
            _title(row.texts, language),
            passed_at=row.passed_at,
            valid_until=row.valid_until,
            at=at,
        )
        for row in session.execute(_COURSES, about)
    )


def _title(texts: Mapping[str, Mapping[str, str]], language: str) -> str:
    chosen = texts.get(language) or next(iter(texts.values()), {})
    return chosen.get("title", "")


_newest = aliased(CourseVersion)
_COURSES = (
    select(
        Course.id,
        CourseVersion.texts,
        func.max(Result.at).label("passed_at"),
        func.max(Result.valid_until).label("valid_until"),
    )
    .join(CourseVersion, CourseVersion.course_id == Course.id)
    .outerjoin(
        Result,
        and_(Result.course_id == Course.id, Result.person_id == _WHO, Result.is_passed, Result.at <= _AT),
    )
    .where(
        Course.is_required,
        CourseVersion.id
        == select(_newest.id)
        .where(_newest.course_id == Course.id, _newest.published_at <= _AT)
        .order_by(_newest.number.desc())
        .limit(1)
        .correlate(Course)
        .scalar_subquery(),
    )
    .group_by(Course.id, CourseVersion.id)
    .order_by(Course.id)
)


def _guidelines_of(session: Session, about: Mapping[str, object], *, at: datetime) -> tuple[Requirement, ...]:
    rows = session.execute(_GUIDELINES, about)
    return tuple(
        guideline_requirement(
            guideline_id,
            [Edition(row.major, row.binding_from, row.title or "", row.acknowledged_at) for row in editions],
            at=at,
        )
        for guideline_id, editions in groupby(rows, key=lambda row: row.id)
    )


_any_text = aliased(GuidelineText)
_GUIDELINES = (
    select(
        Guideline.id,
        GuidelineVersion.major,
        GuidelineVersion.binding_from,
        func.coalesce(
            GuidelineText.title,
            select(func.min(_any_text.title))
            .where(_any_text.version_id == GuidelineVersion.id)
            .correlate(GuidelineVersion)
            .scalar_subquery(),
        ).label("title"),
        Acknowledgement.at.label("acknowledged_at"),
    )
    .join(GuidelineVersion, GuidelineVersion.guideline_id == Guideline.id)
    .outerjoin(
        GuidelineText,
        and_(GuidelineText.version_id == GuidelineVersion.id, GuidelineText.language == _LANGUAGE),
    )
    .outerjoin(
        Acknowledgement,
        and_(
            Acknowledgement.version_id == GuidelineVersion.id,
            Acknowledgement.person_id == _WHO,
            Acknowledgement.at <= _AT,
        ),
    )
    .where(Guideline.is_required, GuidelineVersion.published_at <= _AT)
    .order_by(Guideline.id, GuidelineVersion.number)
)
