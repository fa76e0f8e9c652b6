"""Asks the facts who is a cleared ambassador at a moment: everyone at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CTE, Select, exists, func, or_, select
from sqlalchemy.orm import Session

from ambassador.guidelines.answering.models import Acknowledgement
from ambassador.guidelines.models import Guideline, GuidelineVersion
from ambassador.optins.models import OptIn, Withdrawal
from ambassador.people.models import Person
from ambassador.training.models import Course, CourseVersion, Result


@dataclass(frozen=True)
class Required:
    """What a cleared ambassador needs at a moment: few rows, read once for all people."""

    courses: tuple[int, ...]
    guidelines: tuple[tuple[int, int], ...]
    """Guideline id, and the major version that must have been acknowledged."""


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
