"""Reads what one person was asked about guidelines, and what became of it beside signatures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import String, bindparam, case, cast, literal, null, or_, select, union_all
from sqlalchemy.orm import Session

from ambassador.db import Moment
from ambassador.guidelines.answering.models import Decline, ExceptionDecision, ExceptionRequest
from ambassador.guidelines.models import GuidelineTask, GuidelineVersion
from ambassador.guidelines.policy import Ended, Label
from ambassador.people.models import Person
from ambassador.standing.guideline_policy import Answers, Declined, Excepted, Task

_WHO: Any = bindparam("who")
_AT: Any = bindparam("moment", type_=Moment)


def answers_of(session: Session, about: Mapping[str, object]) -> dict[int, Answers]:
    """Return what somebody (`who`) was asked, by guideline, and how it stood at a `moment`."""
    rows = session.execute(_ANSWERS, about).all()
    by_guideline = groupby(sorted(rows, key=_guideline), key=_guideline)
    return {guideline_id: _answers(list(own)) for guideline_id, own in by_guideline}


def _guideline(row: Any) -> int:
    return int(row.guideline_id)


def _answers(rows: list[Any]) -> Answers:
    return Answers(
        tasks=tuple(_task(row) for row in rows if row.kind == "task"),
        exceptions=tuple(Excepted(row.at, row.until, row.word) for row in rows if row.kind == "exception"),
        declines=tuple(
            Declined(Label(row.major, row.minor), row.at) for row in rows if row.kind == "decline"
        ),
    )


def _task(row: Any) -> Task:
    ended_at: datetime | None = row.until
    return Task(
        row.major,
        row.at,
        is_live=ended_at is None,
        is_superseded=ended_at is not None and row.word == Ended.SUPERSEDED,
    )


_TASKS = (
    select(
        literal("task").label("kind"),
        GuidelineVersion.guideline_id.label("guideline_id"),
        GuidelineVersion.major.label("major"),
        GuidelineVersion.minor.label("minor"),
        GuidelineTask.due_at.label("at"),
        # How it ended after the moment asked about was not known then.
        case((GuidelineTask.ended_at <= _AT, GuidelineTask.ended_at)).label("until"),
        cast(GuidelineTask.ended_why, String).label("word"),
    )
    .join(GuidelineVersion, GuidelineVersion.id == GuidelineTask.version_id)
    .where(GuidelineTask.person_id == _WHO, GuidelineTask.asked_at <= _AT)
    .where(
        or_(
            GuidelineTask.ended_at.is_(None),
            GuidelineTask.ended_at > _AT,
            GuidelineTask.ended_why == Ended.SUPERSEDED,
        )
    )
)
_EXCEPTIONS = (
    select(
        literal("exception"),
        ExceptionRequest.guideline_id,
        literal(0),
        literal(0),
        ExceptionDecision.at,
        ExceptionDecision.until,
        Person.name,
    )
    .join(ExceptionDecision, ExceptionDecision.request_id == ExceptionRequest.id)
    .join(Person, Person.id == ExceptionDecision.by)
    .where(ExceptionRequest.person_id == _WHO, ExceptionDecision.is_granted)
    .where(ExceptionDecision.at <= _AT, ExceptionDecision.until > _AT)
)
_DECLINES = (
    select(
        literal("decline"),
        GuidelineVersion.guideline_id,
        GuidelineVersion.major,
        GuidelineVersion.minor,
        Decline.at,
        cast(null(), Moment),
        literal(""),
    )
    .join(GuidelineVersion, GuidelineVersion.id == Decline.version_id)
    .where(Decline.person_id == _WHO, Decline.at <= _AT)
)
_ANSWERS = union_all(_TASKS, _EXCEPTIONS, _DECLINES)
