"""Asks the facts who is a cleared ambassador at a moment: everyone at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import CTE, Select, func, not_, or_, select, union_all
from sqlalchemy.orm import Session, aliased

from ambassador.guidelines.answering.models import Acknowledgement, ExceptionDecision, ExceptionRequest
from ambassador.guidelines.models import GuidelineTask, GuidelineVersion, VersionWithdrawal
from ambassador.guidelines.policy import Ended
from ambassador.guidelines.requirement_queries import required_at as guidelines_required_at
from ambassador.optins.models import OptIn, Withdrawal
from ambassador.people.audiences import BROAD, Audience
from ambassador.people.models import Person
from ambassador.standing.course_audiences import CourseFor, courses_in_force
from ambassador.training.cycles.queries import met_spans
from ambassador.training.requirement_queries import required_at as courses_required_at


@dataclass(frozen=True)
class Binding:
    """A guideline of which a major version binds at a moment, and the versions whose signatures count."""

    guideline_id: int
    major: int
    audience: Audience
    versions: tuple[int, ...]
    """Of this major version and later ones, as far as they are published and not withdrawn."""

    @property
    def is_for_all(self) -> bool:
        """Say whether it binds every ambassador, and not only those who were asked for it."""
        return self.audience in BROAD


@dataclass(frozen=True)
class Required:
    """What a cleared ambassador needs at a moment: few rows, read once for all people."""

    courses: tuple[int, ...]
    """For all ambassadors."""
    guidelines: tuple[Binding, ...]
    courses_for_some: tuple[CourseFor, ...] = ()
    """For leaders or some teams."""


def required_at(session: Session, at: datetime) -> Required:
    """Return the courses and guideline versions that are required at a moment."""
    wanted = set(session.scalars(courses_required_at(at)))
    courses = [course for course in courses_in_force(session, at) if course.course_id in wanted]
    editions = session.execute(
        select(
            GuidelineVersion.guideline_id,
            GuidelineVersion.id,
            GuidelineVersion.major,
            GuidelineVersion.binding_from,
            GuidelineVersion.audience,
            VersionWithdrawal.at.label("withdrawn_at"),
        )
        .outerjoin(
            VersionWithdrawal,
            (VersionWithdrawal.version_id == GuidelineVersion.id) & (VersionWithdrawal.at <= at),
        )
        .where(GuidelineVersion.published_at <= at)
        .where(GuidelineVersion.guideline_id.in_(guidelines_required_at(at)))
        .order_by(GuidelineVersion.guideline_id, GuidelineVersion.number)
    )
    bindings = (
        _binding(guideline_id, list(rows), at=at)
        for guideline_id, rows in groupby(editions, key=lambda row: row.guideline_id)
    )
    return Required(
        courses=tuple(course.course_id for course in courses if course.is_for_all),
        guidelines=tuple(binding for binding in bindings if binding is not None),
        courses_for_some=tuple(course for course in courses if not course.is_for_all),
    )


def _binding(guideline_id: int, editions: Sequence[Any], *, at: datetime) -> Binding | None:
    live = [each for each in editions if each.withdrawn_at is None]
    major = max((each.major for each in live if each.binding_from and each.binding_from <= at), default=0)
    if not major:
        return None
    return Binding(
        guideline_id,
        major,
        audience=Audience(next(each.audience for each in editions if each.major == major)),
        versions=tuple(each.id for each in live if each.major >= major),
    )


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


def trained_at(required: Required, at: datetime, *, counting_at: datetime | None = None) -> Select[int]:
    """Select the ids of everyone who has met all courses that are required of them, at a moment.

    That is by passes, until their grace is over, and by waivers. With `counting_at`, by those of them that
    will still count at that later moment. Where no course is required, everyone counts as trained; so does
    who is no leader, of a course for leaders.
    """
    each = met_spans().c
    passed = select(each.person_id).where(each.since <= at, each.until > (counting_at or at))
    of_all = (
        passed.where(each.course_id.in_(required.courses))
        .group_by(each.person_id)
        .having(func.count(each.course_id.distinct()) == len(required.courses))
    )
    if not required.courses_for_some:
        return of_all if required.courses else select(Person.id)
    people = select(Person.id)
    if required.courses:
        people = people.where(Person.id.in_(of_all))
    for course in required.courses_for_some:
        own = passed.where(each.course_id == course.course_id)
        people = people.where(or_(not_(course.binds), Person.id.in_(own)))
    return people


def acknowledged_at(required: Required, at: datetime) -> Select[int]:
    """Select the ids of everyone who has acknowledged all guidelines that bind them at a moment.

    So has who was excepted, and who was not asked for a guideline that is only for teams or leaders.
    """
    return _acknowledged(select(Person.id), required, at)


def _acknowledged(people: Select[int], required: Required, at: datetime) -> Select[int]:
    for binding in required.guidelines:
        signed, excepted = _signed(binding, at), _excepted(binding, at)
        if binding.is_for_all:
            people = people.where(Person.id.in_(union_all(signed, excepted)))
            continue
        # Looked up person by person, where PostgreSQL would search the whole list for each of them.
        own = (
            signed.where(Acknowledgement.person_id == Person.id).correlate(Person).exists(),
            excepted.where(ExceptionRequest.person_id == Person.id).correlate(Person).exists(),
        )
        asked = _asked(binding, at).where(GuidelineTask.person_id == Person.id).correlate(Person).exists()
        people = people.where(or_(~asked, *own))
    return people


def _signed(binding: Binding, at: datetime) -> Select[int]:
    return select(Acknowledgement.person_id).where(
        Acknowledgement.version_id.in_(binding.versions), Acknowledgement.at <= at
    )


def _excepted(binding: Binding, at: datetime) -> Select[int]:
    return (
        select(ExceptionRequest.person_id)
        .join(ExceptionDecision, ExceptionDecision.request_id == ExceptionRequest.id)
        .where(ExceptionRequest.guideline_id == binding.guideline_id, ExceptionDecision.is_granted)
        .where(ExceptionDecision.at <= at, ExceptionDecision.until > at)
    )


def _asked(binding: Binding, at: datetime) -> Select[int]:
    """Select whom a version for teams or leaders binds: who was asked for it, and is so still.

    Who is asked for a later version in its place was, and stays, in the audience of this one.
    """
    later, later_version = aliased(GuidelineTask), aliased(GuidelineVersion)
    is_asked_later = (
        select(later.id)
        .join(later_version, later_version.id == later.version_id)
        .where(later.person_id == GuidelineTask.person_id)
        .where(later_version.guideline_id == binding.guideline_id, later_version.major > binding.major)
        .where(later.asked_at <= at, or_(later.ended_at.is_(None), later.ended_at > at))
        .correlate(GuidelineTask)
        .exists()
    )
    is_live = or_(GuidelineTask.ended_at.is_(None), GuidelineTask.ended_at > at)
    return (
        select(GuidelineTask.person_id)
        .join(GuidelineVersion, GuidelineVersion.id == GuidelineTask.version_id)
        .where(GuidelineVersion.guideline_id == binding.guideline_id)
        .where(GuidelineVersion.major == binding.major, GuidelineTask.asked_at <= at)
        .where(or_(is_live, (GuidelineTask.ended_why == Ended.SUPERSEDED) & is_asked_later))
    )


def cleared_at(required: Required, at: datetime) -> Select[int]:
    """Select the ids of all cleared ambassadors at a moment, whatever their number."""
    cleared = working_at(at).where(Person.id.in_(opted_in_at(at)))
    if required.courses or required.courses_for_some:
        cleared = cleared.where(Person.id.in_(trained_at(required, at)))
    return _acknowledged(cleared, required, at)


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
