"""Gives whoever must acknowledge a guideline a task, at once, and ends those nobody expects any more."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import ColumnElement, exists, func, literal, select
from sqlalchemy.orm import Session, aliased

from ambassador.db import Moment, insert_into
from ambassador.followup import policy
from ambassador.followup.rounds import end, in_turn
from ambassador.guidelines.models import (
    Guideline,
    GuidelineTask,
    GuidelineVersion,
    VersionTeam,
    VersionWithdrawal,
)
from ambassador.guidelines.policy import Ended
from ambassador.guidelines.requirement_queries import still_required
from ambassador.optins.audiences import is_among
from ambassador.people.audiences import Audience
from ambassador.people.models import Person


@dataclass(frozen=True)
class Asking:
    """A guideline's major version in force, by its first version: whom it asks, and since when."""

    guideline_id: int
    version_id: int
    """The x.0 version."""
    audience: Audience
    published_at: datetime
    due_at: datetime | None


def bring_up_to_date(
    session: Session,
    *,
    at: datetime,
    guideline_ids: Collection[int] | None = None,
    person_ids: Collection[int] | None = None,
) -> None:
    """Make the tasks that are missing and end those that are not expected any more; of everybody, or of some.

    A task is missing for whoever works here and is in the audience of a required guideline's major version
    in force. Whoever runs this again, or at the same time, changes nothing twice. A few statements a
    guideline, however many people: 100,000 tasks in about a second.
    """
    groups = in_turn(session, person_ids)
    asking = majors_in_force(session, guideline_ids) if groups else []
    for some in groups:
        _end(session, asking, guideline_ids, some, at=at)
        for one in asking:
            _ask(session, one, some, at=at)


def majors_in_force(session: Session, guideline_ids: Collection[int] | None = None) -> Sequence[Asking]:
    """Return the major version in force of each required guideline, or of those of some."""
    wanted = (
        select(
            GuidelineVersion.guideline_id,
            GuidelineVersion.major,
            GuidelineVersion.id,
            GuidelineVersion.audience,
            GuidelineVersion.published_at,
            GuidelineVersion.due_at,
            VersionWithdrawal.version_id.is_(None).label("holds"),
        )
        .join(Guideline, Guideline.id == GuidelineVersion.guideline_id)
        .outerjoin(VersionWithdrawal, VersionWithdrawal.version_id == GuidelineVersion.id)
        .where(still_required(), GuidelineVersion.published_at.is_not(None))
        .order_by(GuidelineVersion.guideline_id, GuidelineVersion.number)
    )
    if guideline_ids is not None:
        wanted = wanted.where(Guideline.id.in_(guideline_ids))
    newest: dict[int, int] = {}
    firsts: dict[tuple[int, int], Asking] = {}
    for row in session.execute(wanted):
        asking = Asking(
            row.guideline_id, row.id, Audience(row.audience), cast(datetime, row.published_at), row.due_at
        )
        firsts.setdefault((row.guideline_id, row.major), asking)
        if row.holds:
            newest[row.guideline_id] = row.major
    return [firsts[major] for major in newest.items()]


def in_audience(audience: Audience, *, version_id: int) -> ColumnElement[bool]:
    """Return the condition that a row of Person is asked by a version."""
    teams = select(VersionTeam.team_id).where(VersionTeam.version_id == version_id)
    return is_among(audience, Person.team_id.in_(teams))


def _ask(session: Session, asking: Asking, person_ids: Sequence[int] | None, *, at: datetime) -> None:
    """Insert the tasks of those who have none that is open; who had one before is asked once more."""
    before = aliased(GuidelineTask)
    number = (
        select(func.coalesce(func.max(before.number), 0) + 1)
        .where(before.version_id == asking.version_id, before.person_id == Person.id)
        .scalar_subquery()
    )
    due_at = policy.due_at(at, published_at=asking.published_at, version_due_at=asking.due_at)
    missing = (
        select(literal(asking.version_id), Person.id, number, literal(at, Moment), literal(due_at, Moment))
        .where(
            in_audience(asking.audience, version_id=asking.version_id),
            Person.joined_at <= at,
            ~exists().where(
                before.version_id == asking.version_id,
                before.person_id == Person.id,
                before.ended_at.is_(None),
            ),
        )
        .order_by(Person.id)
    )
    if person_ids is not None:
        missing = missing.where(Person.id.in_(person_ids))
    # The unique number decides: of two events at once, one asks and the other finds it done.
    session.execute(
        insert_into(session, GuidelineTask)
        .from_select(["version_id", "person_id", "number", "asked_at", "due_at"], missing)
        .on_conflict_do_nothing()
    )


def _end(
    session: Session,
    asking: Sequence[Asking],
    guideline_ids: Collection[int] | None,
    person_ids: Sequence[int] | None,
    *,
    at: datetime,
) -> None:
    """End what is not expected any more, each task for the first reason that holds."""
    open_now = [GuidelineTask.ended_at.is_(None)]
    if person_ids is not None:
        open_now.append(GuidelineTask.person_id.in_(person_ids))
    if guideline_ids is not None:
        versions_of = select(GuidelineVersion.id).where(GuidelineVersion.guideline_id.in_(guideline_ids))
        open_now.append(GuidelineTask.version_id.in_(versions_of))
    theirs = Person.id == GuidelineTask.person_id
    has_left = exists().where(theirs, Person.left_at.is_not(None))
    end(session, GuidelineTask, Ended.LEFT, *open_now, has_left, at=at)
    versions = session.execute(
        select(GuidelineTask.version_id).where(*open_now).group_by(GuidelineTask.version_id)
    ).scalars()
    for version_id in versions.all():
        mine = [*open_now, GuidelineTask.version_id == version_id]
        current = next((one for one in asking if one.version_id == version_id), None)
        if current is None:
            end(session, GuidelineTask, _why_over(session, version_id), *mine, at=at)
        else:
            inside = exists().where(theirs, in_audience(current.audience, version_id=version_id))
            end(session, GuidelineTask, Ended.OUTSIDE, *mine, ~inside, at=at)


def _why_over(session: Session, version_id: int) -> Ended:
    """Say why a version asks nobody any more: a newer one does, it was taken back, or nothing is required."""
    version = session.get_one(GuidelineVersion, version_id)
    major = session.scalar(
        select(func.max(GuidelineVersion.major)).where(
            GuidelineVersion.guideline_id == version.guideline_id,
            GuidelineVersion.published_at.is_not(None),
            ~exists().where(VersionWithdrawal.version_id == GuidelineVersion.id),
        )
    )
    if major is None or major < version.major:
        return Ended.WITHDRAWN
    return Ended.SUPERSEDED if major > version.major else Ended.OUTSIDE


def ask_for_version(session: Session, *, version_id: int, by: int | None, at: datetime) -> None:
    """Bring the tasks of a guideline up to date, one of whose versions was published or taken back."""
    guideline_id = session.scalar(
        select(GuidelineVersion.guideline_id).where(GuidelineVersion.id == version_id)
    )
    if guideline_id is not None:
        bring_up_to_date(session, at=at, guideline_ids=[guideline_id])


def ask_for_guideline(session: Session, *, guideline_id: int, by: int | None, at: datetime) -> None:
    """Bring the tasks of a guideline up to date that was made required, or is not any more."""
    bring_up_to_date(session, at=at, guideline_ids=[guideline_id])


def ask_people(session: Session, *, person_ids: Collection[int], at: datetime) -> None:
    """Bring the tasks of people up to date who joined, moved, left, opted in or opted out."""
    bring_up_to_date(session, at=at, person_ids=person_ids)
