"""Knows which guidelines wait for whom, for the reminders: a source of tasks."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby

from flask import url_for
from sqlalchemy import ColumnElement, and_, exists, literal, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from ambassador.db import Moment, batches
from ambassador.followup import queries
from ambassador.followup.models import TaskReminder
from ambassador.followup.policy import Kind
from ambassador.followup.sources import Day, Item
from ambassador.guidelines.models import GuidelineTask, GuidelineText, GuidelineVersion


def people_due(
    session: Session, days: Sequence[Day], *, at: datetime, after: int, most: int
) -> Sequence[int]:
    """Return the next people, by id from `after` on, with a task to be reminded of."""
    return session.scalars(
        select(GuidelineTask.person_id)
        .join(GuidelineVersion, GuidelineVersion.id == GuidelineTask.version_id)
        .where(
            GuidelineTask.person_id > after,
            or_(*(and_(_is_due(mine), ~_is_reminded(kind)) for kind, mine in _by_kind(days))),
            queries.waits(at),
        )
        .distinct()
        .order_by(GuidelineTask.person_id)
        .limit(most)
    ).all()


def claim(session: Session, days: Sequence[Day], *, person_ids: Collection[int], at: datetime) -> set[int]:
    """Note each reminder that is due as sent, and return the people of those nobody noted before."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    claimed: set[int] = set()
    for kind, mine in _by_kind(days):
        for some in batches(person_ids):
            due = (
                select(GuidelineTask.id, literal(kind.value), literal(at, Moment))
                .join(GuidelineVersion, GuidelineVersion.id == GuidelineTask.version_id)
                .where(GuidelineTask.person_id.in_(some), _is_due(mine), queries.waits(at))
                .order_by(GuidelineTask.id)
            )
            insert = dialect.insert(TaskReminder).from_select(["task_id", "kind", "at"], due)
            claimed.update(session.scalars(insert.on_conflict_do_nothing().returning(TaskReminder.task_id)))
    people: set[int] = set()
    for some in batches(sorted(claimed)):
        people.update(session.scalars(select(GuidelineTask.person_id).where(GuidelineTask.id.in_(some))))
    return people


def open_items(session: Session, *, person_ids: Collection[int], at: datetime) -> Iterable[Item]:
    """Return all guidelines that wait for people, whether a reminder of them is due or not."""
    titles: dict[int, dict[str, str]] = {}
    for version_id, language, title in session.execute(
        select(GuidelineText.version_id, GuidelineText.language, GuidelineText.title).where(
            exists().where(GuidelineTask.version_id == GuidelineText.version_id)
        )
    ):
        titles.setdefault(version_id, {})[language] = title
    for some in batches(person_ids):
        rows = session.execute(
            select(
                GuidelineTask.person_id,
                GuidelineTask.version_id,
                GuidelineTask.due_at,
                GuidelineVersion.guideline_id,
            )
            .join(GuidelineVersion, GuidelineVersion.id == GuidelineTask.version_id)
            .where(GuidelineTask.person_id.in_(some), queries.waits(at))
        )
        for person_id, version_id, due_at, guideline_id in rows:
            path = url_for("guidelines.read", guideline_id=guideline_id)
            yield Item(person_id, titles[version_id], path, due_at)


def _by_kind(days: Sequence[Day]) -> Iterator[tuple[Kind, list[Day]]]:
    for kind, mine in groupby(days, key=lambda day: day.kind):
        yield kind, list(mine)


def _is_due(days: Sequence[Day]) -> ColumnElement[bool]:
    return or_(
        *(
            and_(
                GuidelineTask.due_at >= day.since,
                GuidelineTask.due_at < day.until,
                GuidelineTask.asked_at < day.asked_before,
            )
            for day in days
        )
    )


def _is_reminded(kind: Kind) -> ColumnElement[bool]:
    return exists().where(TaskReminder.task_id == GuidelineTask.id, TaskReminder.kind == kind.value)
