"""Reads cycles and waivers as conditions and selects, for everyone at once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, exists, func, or_, select, union_all

from ambassador.training.cycles.models import CourseCycle, CourseWaiver, WaiverEnd
from ambassador.training.pass_queries import passes


def waiver_holds(at: datetime | ColumnElement[Any]) -> ColumnElement[bool]:
    """Return the condition that a row of CourseWaiver holds at a moment."""
    ended = exists().where(WaiverEnd.waiver_id == CourseWaiver.id, WaiverEnd.at <= at)
    return and_(CourseWaiver.at <= at, CourseWaiver.until > at, ~ended)


def met_spans() -> Subquery:
    """Return when courses are met, as a table: `person_id`, `course_id`, `since`, and `until`, excluded.

    By each pass until its grace is over, and by each waiver until it ends.
    """
    each = passes().c
    by_pass = select(
        each.person_id, each.course_id, each.at.label("since"), each.cleared_until.label("until")
    )
    by_waiver = select(
        CourseWaiver.person_id,
        CourseWaiver.course_id,
        CourseWaiver.at,
        func.coalesce(WaiverEnd.at, CourseWaiver.until),
    ).outerjoin(WaiverEnd, WaiverEnd.waiver_id == CourseWaiver.id)
    return union_all(by_pass, by_waiver).subquery("met")


def waived_at(at: datetime) -> Select[int, int]:
    """Select who need not pass which course at a moment: `person_id` and `course_id`."""
    return select(CourseWaiver.person_id, CourseWaiver.course_id).where(waiver_holds(at)).distinct()


def cycle_is_open(at: datetime | ColumnElement[Any]) -> ColumnElement[bool]:
    """Return the condition that a row of CourseCycle was open at a moment."""
    return and_(CourseCycle.opened_at <= at, or_(CourseCycle.ended_at.is_(None), CourseCycle.ended_at > at))


def cycle_is_waived(at: datetime) -> ColumnElement[bool]:
    """Return the condition that the person of a row of CourseCycle has a waiver of its course."""
    own = exists().where(
        CourseWaiver.person_id == CourseCycle.person_id,
        CourseWaiver.course_id == CourseCycle.course_id,
        waiver_holds(at),
    )
    return own.correlate(CourseCycle)


def cycle_is_overdue(at: datetime) -> ColumnElement[bool]:
    """Return the condition that a row of CourseCycle is over its date: open, and not waived meanwhile."""
    return and_(cycle_is_open(at), CourseCycle.due_at <= at, ~cycle_is_waived(at))
