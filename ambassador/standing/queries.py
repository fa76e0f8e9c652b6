"""Asks the facts who is a cleared ambassador at a moment: one person with reasons, or all at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import CTE, Select, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from ambassador.audience.models import Account
from ambassador.db import Moment
from ambassador.guidelines.models import Acknowledgement, Guideline, GuidelineText, GuidelineVersion
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


@dataclass(frozen=True)
class Required:
    """What a cleared ambassador needs at a moment: few rows, read once for all people."""

    courses: tuple[int, ...]
    guidelines: tuple[tuple[int, int], ...]
    """Guideline id, and the major version that must have been acknowledged."""


# The three statements about one person are built once: building them anew takes longer than running them.
_WHO: Any = bindparam("who")
_AT: Any = bindparam("moment", type_=Moment)
_LANGUAGE: Any = bindparam("language")


def required_at(session: Session, at: datetime) -> Required:
    """Return the courses and guideline versions that are required at a moment."""
    courses = session.scalars(
        select(Course.id)
        .where(
            Course.is_required,
            exists().where(CourseVersion.course_id == Course.id, CourseVersion.published_at <= at),
        )
        .order_by(Course.id)
    ).all()
    guidelines = session.execute(
        select(Guideline.id, func.max(GuidelineVersion.major))
        .join(GuidelineVersion, GuidelineVersion.guideline_id == Guideline.id)
        .where(
            Guideline.is_required, GuidelineVersion.published_at <= at, GuidelineVersion.binding_from <= at
        )
        .group_by(Guideline.id)
        .order_by(Guideline.id)
    ).all()
    return Required(tuple(courses), tuple((row[0], row[1]) for row in guidelines))


def working_at(at: datetime) -> Select[int]:
    """Select the ids of everyone who works here at a moment."""
    return select(Person.id).where(Person.joined_at <= at, or_(Person.left_at.is_(None), Person.left_at > at))


def opted_in_at(at: datetime) -> Select[int]:
    """Select the ids of everyone whose consent holds at a moment, working here or not."""
    return (
        select(OptIn.person_id)
        .outerjoin(Withdrawal, (Withdrawal.opt_in_id == OptIn.id) & (Withdrawal.at <= at))
        .where(OptIn.at <= at, Withdrawal.opt_in_id.is_(None))
        .distinct()
    )


def trained_at(required: Required, at: datetime) -> Select[int]:
    """Select the ids of everyone whose passes of all required courses count at a moment.

    Where no course is required, everyone counts as trained.
    """
    if not required.courses:
        return select(Person.id)
    return (
        select(Result.person_id)
        .where(
            Result.is_passed,
            Result.at <= at,
            Result.valid_until > at,
            Result.course_id.in_(required.courses),
        )
        .group_by(Result.person_id)
        .having(func.count(Result.course_id.distinct()) == len(required.courses))
    )


def acknowledged_at(required: Required, at: datetime) -> Select[int]:
    """Select the ids of everyone who has acknowledged all guidelines that bind at a moment.

    Where no guideline binds, everyone counts as having acknowledged.
    """
    if not required.guidelines:
        return select(Person.id)
    binding = [
        (GuidelineVersion.guideline_id == guideline_id) & (GuidelineVersion.major >= major)
        for guideline_id, major in required.guidelines
    ]
    return (
        select(Acknowledgement.person_id)
        .join(GuidelineVersion, GuidelineVersion.id == Acknowledgement.version_id)
        .where(Acknowledgement.at <= at, or_(False, *binding))
        .group_by(Acknowledgement.person_id)
        .having(func.count(GuidelineVersion.guideline_id.distinct()) == len(required.guidelines))
    )


def cleared_at(required: Required, at: datetime) -> Select[int]:
    """Select the ids of all cleared ambassadors at a moment, whatever their number."""
    cleared = working_at(at).where(Person.id.in_(opted_in_at(at)))
    if required.courses:
        cleared = cleared.where(Person.id.in_(trained_at(required, at)))
    if required.guidelines:
        cleared = cleared.where(Person.id.in_(acknowledged_at(required, at)))
    return cleared


def cleared_cte(session: Session, at: datetime) -> CTE:
    """Return the cleared ambassadors at a moment as a table of one column, `id`, to join with."""
    return cleared_at(required_at(session, at), at).cte("cleared")


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


@dataclass(frozen=True)
class Counts:
    """How many people who work here came how far."""

    work_here: int
    opted_in: int
    trained: int
    acknowledged: int
    cleared: int


def counts_at(session: Session, at: datetime) -> Counts:
    """Return how many came how far at a moment; trained and acknowledged are counted among those opted in."""
    required = required_at(session, at)
    here = working_at(at)
    opted_in = here.where(Person.id.in_(opted_in_at(at)))
    asked = (
        here,
        opted_in,
        opted_in.where(Person.id.in_(trained_at(required, at))),
        opted_in.where(Person.id.in_(acknowledged_at(required, at))),
        cleared_at(required, at),
    )
    return Counts(*(session.scalar(select(func.count()).select_from(one.subquery())) or 0 for one in asked))
