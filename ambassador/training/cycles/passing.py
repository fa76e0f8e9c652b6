"""Says until when a pass counts, whether somebody passes now or is marked again, and ends the cycles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, bindparam, exists, or_, select, update
from sqlalchemy.orm import Session

from ambassador.db import Moment, batches, connection_of
from ambassador.training.cycles.models import CourseCycle
from ambassador.training.cycles.policy import Counts, Ended, Held, counts, lasting
from ambassador.training.pass_queries import passes


@dataclass(frozen=True)
class Term:
    """What a version says of its passes, and the company's time zone."""

    months: int
    grace_days: int
    zone: str


@dataclass(frozen=True)
class Made:
    """A pass by an attempt that was handed in at a moment."""

    attempt_id: int
    person_id: int
    at: datetime


# Built once, and without the session's bookkeeping: many hand in at the same time.
_AT: Any = bindparam("moment", type_=Moment)
_each = passes().c
_HELD = (
    select(_each.at, _each.valid_until, _each.anchor_day)
    .where(_each.person_id == bindparam("who"), _each.course_id == bindparam("course"), _each.at <= _AT)
    .order_by(_each.valid_until.desc(), _each.at)
    .limit(1)
)
_END = (
    update(CourseCycle)
    .where(
        CourseCycle.person_id == bindparam("who"),
        CourseCycle.course_id == bindparam("course"),
        CourseCycle.ended_at.is_(None),
    )
    .values(ended_at=_AT, ended_why=Ended.PASSED)
)


def counts_now(session: Session, *, course_id: int, person_id: int, term: Term, at: datetime) -> Counts:
    """Return until when a pass counts that somebody makes at a moment, given what they hold."""
    about = {"who": person_id, "course": course_id, "moment": at}
    row = connection_of(session).execute(_HELD, about).first()
    return _counts(at, term, Held(*row) if row else None)


def counts_then(session: Session, made: Sequence[Made], *, course_id: int, term: Term) -> dict[int, Counts]:
    """Return by attempt until when new passes of a course count, each as if it had been one when handed in.

    The one rule says so, and not the database, which knows neither its time zones nor its anniversaries. Of
    several passes of a person the later ones know of the earlier.
    """
    held = held_by(session, {each.person_id for each in made}, course_id=course_id)
    found = {}
    for each in sorted(made, key=lambda each: (each.at, each.attempt_id)):
        own = found[each.attempt_id] = _counts(each.at, term, lasting(held[each.person_id], each.at))
        held[each.person_id].append(Held(each.at, own.until, own.anchor_day))
    return found


def held_by(session: Session, person_ids: Collection[int], *, course_id: int) -> dict[int, list[Held]]:
    """Return the passes that people ever had of a course; an empty list for whoever had none."""
    each, held = passes().c, defaultdict(list)
    for some in batches(sorted(person_ids)):
        for row in session.execute(
            select(each.person_id, each.at, each.valid_until, each.anchor_day).where(
                each.course_id == course_id, each.person_id.in_(some)
            )
        ):
            held[row.person_id].append(Held(row.at, row.valid_until, row.anchor_day))
    return held


def _counts(at: datetime, term: Term, held: Held | None) -> Counts:
    return counts(at, months=term.months, zone=ZoneInfo(term.zone), grace_days=term.grace_days, held=held)


def end_cycle(session: Session, *, course_id: int, person_id: int, at: datetime) -> None:
    """End the open cycle of somebody who passes, in the transaction of the result."""
    about = {"who": person_id, "course": course_id, "moment": at}
    connection_of(session).execute(_END, about)


def end_cycles(
    session: Session, *, course_id: int, at: datetime, person_ids: Collection[int] | None = None
) -> None:
    """End the open cycles of a course that a pass has done, in one statement; of everybody, or of a few.

    For passes that do not come of handing in: by being marked again, or made elsewhere.
    """
    done = [CourseCycle.course_id == course_id, CourseCycle.ended_at.is_(None), _is_done(at)]
    if person_ids is not None:
        done.append(CourseCycle.person_id.in_(person_ids))
    session.execute(
        update(CourseCycle)
        .where(*done)
        .values(ended_at=at, ended_why=Ended.PASSED)
        .execution_options(synchronize_session=False)
    )


def _is_done(at: datetime) -> ColumnElement[bool]:
    """Return the condition that a pass has done a cycle: made in it, or lasting beyond its date."""
    each = passes().c
    return exists().where(
        and_(
            each.person_id == CourseCycle.person_id,
            each.course_id == CourseCycle.course_id,
            each.at <= at,
            each.valid_until > at,
            or_(each.at >= CourseCycle.opened_at, each.valid_until > CourseCycle.due_at),
        )
    )
