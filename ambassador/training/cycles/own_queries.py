"""Reads by when somebody is to pass a course, and what holds for them meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ambassador.training.cycles.desk_queries import Waiver, own_waiver
from ambassador.training.cycles.models import CourseCycle
from ambassador.training.pass_queries import passes


@dataclass(frozen=True)
class OwnCycle:
    """How somebody stands with a course beside their passes."""

    due_at: datetime | None
    """By when to pass it; None where nobody asks it of them now."""
    grace_until: datetime | None
    """Until when they stay cleared though their pass ran out; None with a pass that counts, or no grace."""
    waiver: Waiver | None


def own_cycle(session: Session, person_id: int, course_id: int, *, at: datetime) -> OwnCycle:
    """Return how somebody stands with a course at a moment."""
    each = passes().c
    row = session.execute(
        select(func.max(each.valid_until), func.max(each.cleared_until)).where(
            each.person_id == person_id, each.course_id == course_id, each.at <= at
        )
    ).one()
    valid_until, cleared_until = row
    is_in_grace = valid_until is not None and valid_until <= at < cleared_until
    waiver = own_waiver(session, person_id, course_id, at=at)
    due_at = session.scalar(
        select(CourseCycle.due_at).where(
            CourseCycle.person_id == person_id,
            CourseCycle.course_id == course_id,
            CourseCycle.ended_at.is_(None),
        )
    )
    return OwnCycle(None if waiver else due_at, cleared_until if is_in_grace else None, waiver)
