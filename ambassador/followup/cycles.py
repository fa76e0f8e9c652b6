"""Opens a cycle for whoever is to pass a course, at once, and ends those nobody expects any more."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import case, exists, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from ambassador.db import Moment, insert_into, zone_of
from ambassador.followup.rounds import end, in_turn
from ambassador.people.models import Person
from ambassador.standing.course_audiences import CourseFor, courses_in_force
from ambassador.training.cycles import policy
from ambassador.training.cycles.models import CourseCycle
from ambassador.training.cycles.passing import end_cycles
from ambassador.training.cycles.policy import Ended
from ambassador.training.models import CourseVersion
from ambassador.training.pass_queries import passes
from ambassador.training.requirement_queries import required_at


@dataclass(frozen=True)
class Asking:
    """A required course by its version in force: whom it asks, and how long they have."""

    course: CourseFor
    days_to_pass: int
    renewal: timedelta
    """How long before it runs out a pass is to be renewed."""


def bring_up_to_date(
    session: Session,
    *,
    at: datetime,
    course_ids: Collection[int] | None = None,
    person_ids: Collection[int] | None = None,
) -> None:
    """Open the cycles that are missing and end those no longer expected; of everybody, or of some.

    One is missing for whoever is in the audience of a required course and has no pass, or one that soon runs
    out. Whoever runs this again, or at the same time, changes nothing twice. A few statements a course,
    however many people.
    """
    groups = in_turn(session, person_ids)
    asking = _asking(session, course_ids, at=at) if groups else []
    for some in groups:
        _end(session, asking, course_ids, some, at=at)
        for one in asking:
            _open(session, one, some, at=at)


def _asking(session: Session, course_ids: Collection[int] | None, *, at: datetime) -> Sequence[Asking]:
    wanted = set(session.scalars(required_at()))
    courses = {
        course.version_id: course
        for course in courses_in_force(session, at)
        if course.course_id in wanted and (course_ids is None or course.course_id in course_ids)
    }
    rows = session.execute(
        select(CourseVersion.id, CourseVersion.days_to_pass, CourseVersion.validity_months)
        .where(CourseVersion.id.in_(courses))
        .order_by(CourseVersion.id)
    )
    return [
        Asking(courses[row.id], row.days_to_pass, timedelta(days=policy.renewal_days(row.validity_months)))
        for row in rows
    ]


def _open(session: Session, asking: Asking, person_ids: Sequence[int] | None, *, at: datetime) -> None:
    """Insert the cycles of those who have none that is open, due when a pass they have runs out."""
    course_id, before, each = asking.course.course_id, aliased(CourseCycle), passes().c
    own = [before.course_id == course_id, before.person_id == Person.id]
    number = select(func.coalesce(func.max(before.number), 0) + 1).where(*own).scalar_subquery()
    lasting = (
        select(each.person_id, func.max(each.valid_until).label("until"))
        .where(each.course_id == course_id, each.at <= at)
        .group_by(each.person_id)
    )
    if person_ids is not None:
        lasting = lasting.where(each.person_id.in_(person_ids))
    held = lasting.subquery("held")
    first_due = literal(policy.first_due(at, days=asking.days_to_pass, zone=zone_of(session)), Moment)
    missing = (
        select(
            Person.id,
            literal(course_id),
            number,
            literal(at, Moment),
            case((held.c.until > at, held.c.until), else_=first_due),
        )
        .outerjoin(held, held.c.person_id == Person.id)
        .where(
            asking.course.asks,
            Person.joined_at <= at,
            or_(held.c.until.is_(None), held.c.until <= at + asking.renewal),
            ~exists().where(*own, before.ended_at.is_(None)),
        )
        .order_by(Person.id)
    )
    if person_ids is not None:
        missing = missing.where(Person.id.in_(person_ids))
    # The index on open cycles decides: of two events at once, one opens it and the other finds it open.
    session.execute(
        insert_into(session, CourseCycle)
        .from_select(["person_id", "course_id", "number", "opened_at", "due_at"], missing)
        .on_conflict_do_nothing()
    )


def _end(
    session: Session,
    asking: Sequence[Asking],
    course_ids: Collection[int] | None,
    person_ids: Sequence[int] | None,
    *,
    at: datetime,
) -> None:
    """End what is not expected any more, each cycle for the first reason that holds."""
    open_now = [CourseCycle.ended_at.is_(None)]
    if person_ids is not None:
        open_now.append(CourseCycle.person_id.in_(person_ids))
    if course_ids is not None:
        open_now.append(CourseCycle.course_id.in_(course_ids))
    theirs = Person.id == CourseCycle.person_id
    has_left = exists().where(theirs, Person.left_at.is_not(None))
    end(session, CourseCycle, Ended.LEFT, *open_now, has_left, at=at)
    courses = session.scalars(select(CourseCycle.course_id).where(*open_now).distinct()).all()
    current = {one.course.course_id: one.course for one in asking}
    for course_id in courses:
        mine = [*open_now, CourseCycle.course_id == course_id]
        if course_id not in current:
            end(session, CourseCycle, Ended.NOT_REQUIRED, *mine, at=at)
            continue
        inside = exists().where(theirs, current[course_id].asks)
        end(session, CourseCycle, Ended.OUTSIDE, *mine, ~inside, at=at)
        end_cycles(session, course_id=course_id, at=at, person_ids=person_ids)


def ask_for_course(session: Session, *, course_id: int, at: datetime) -> None:
    """Bring the cycles of a course up to date that was published, made required, or is not any more."""
    bring_up_to_date(session, at=at, course_ids=[course_id])


def ask_people(session: Session, *, person_ids: Collection[int], at: datetime) -> None:
    """Bring the cycles of people up to date who joined, moved, left, opted in or opted out."""
    bring_up_to_date(session, at=at, person_ids=person_ids)
