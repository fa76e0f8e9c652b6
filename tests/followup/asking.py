"""Publishes versions of guidelines for tests, for whom and by when the test likes, and reads who is asked."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select, update

from ambassador.db import Database
from ambassador.guidelines.models import (
    Guideline,
    GuidelineTask,
    GuidelineText,
    GuidelineVersion,
    VersionTeam,
    VersionWithdrawal,
)
from ambassador.guidelines.requirement_operations import set_required
from ambassador.guidelines.signals import version_published, version_withdrawn
from ambassador.people.audiences import Audience
from tests.factories import Factory

AT = datetime.fromisoformat("2026-03-02T09:00:00+00:00")
"""A Monday."""
DAY = timedelta(days=1)


def publish(
    database: Database,
    *,
    guideline_id: int = 7,
    audience: Audience = Audience.ALL,
    teams: tuple[int, ...] = (),
    at: datetime = AT,
    due_at: datetime | None = None,
    grace: timedelta = 14 * DAY,
    minor: bool = False,
    is_required: bool = True,
) -> int:
    """Publish the next version of a guideline, material unless it is minor, and return its id."""
    due_at = due_at or at + 14 * DAY
    with database.transaction() as session:
        last = session.scalar(
            select(func.max(GuidelineVersion.number)).where(GuidelineVersion.guideline_id == guideline_id)
        )
        if last is None:
            slug = f"rules-{guideline_id}"
            session.add(Guideline(id=guideline_id, slug=slug))
            session.flush()
            set_required(session, guideline_id=guideline_id, is_required=is_required, by=None, at=at)
        major = session.scalar(
            select(func.max(GuidelineVersion.major)).where(GuidelineVersion.guideline_id == guideline_id)
        )
        version = GuidelineVersion(guideline_id=guideline_id, number=(last or 0) + 1, audience=audience)
        session.add(version)
        session.flush()
        texts = (("nb", "Regler", "Noe nytt."), ("en", "Rules", "Something new."))
        session.add_all(
            GuidelineText(
                version_id=version.id,
                language=language,
                title=title,
                summary="...",
                body="...",
                what_changed=new,
            )
            for language, title, new in texts
        )
        session.add_all(VersionTeam(version_id=version.id, team_id=team) for team in teams)
        session.flush()
        session.execute(
            update(GuidelineVersion)
            .where(GuidelineVersion.id == version.id)
            .values(
                major=(major or 0) + (0 if minor else 1),
                minor=1 if minor else 0,
                published_at=at,
                binding_from=due_at + grace if last else at,
                due_at=due_at,
            )
        )
        version_published.send(session, version_id=version.id, by=None, at=at)
        return version.id


def withdraw(database: Database, version_id: int, *, at: datetime) -> None:
    """Take a version back."""
    with database.transaction() as session:
        session.add(VersionWithdrawal(version_id=version_id, at=at, by=None, why="A mistake."))
        session.flush()
        version_withdrawn.send(session, version_id=version_id, by=None, at=at)


def require(database: Database, guideline_id: int, *, is_required: bool, at: datetime) -> None:
    """Make a guideline required, or voluntary."""
    with database.transaction() as session:
        set_required(session, guideline_id=guideline_id, is_required=is_required, by=None, at=at)


def tasks(make: Factory, version_id: int | None = None) -> list[GuidelineTask]:
    """Return the tasks of a version, or all, in the order they were made."""
    wanted = select(GuidelineTask).order_by(GuidelineTask.id)
    if version_id is not None:
        wanted = wanted.where(GuidelineTask.version_id == version_id)
    with make.database.reading() as session:
        return list(session.scalars(wanted))


def asked(make: Factory, version_id: int) -> list[int]:
    """Return who is asked by a version now."""
    return [task.person_id for task in tasks(make, version_id) if task.ended_at is None]


def ended(make: Factory, version_id: int) -> dict[int, str]:
    """Return why the tasks of a version ended, by person."""
    return {
        task.person_id: str(task.ended_why) for task in tasks(make, version_id) if task.ended_at is not None
    }
