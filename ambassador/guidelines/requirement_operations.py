"""Changes whether a guideline must be acknowledged to be a cleared ambassador."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ambassador.guidelines.models import GuidelineRequirement
from ambassador.guidelines.requirement_queries import is_required as is_required_now
from ambassador.guidelines.signals import requirement_changed
from ambassador.trail.operations import record


def set_required(
    session: Session, *, guideline_id: int, is_required: bool, by: int | None, at: datetime
) -> None:
    """Make a guideline required from now on, or no longer; where it is so already, nothing happens.

    Those who wait for `requirement_changed` do their part in the same transaction.
    """
    if is_required_now(session, guideline_id) == is_required:
        return
    last = select(func.max(GuidelineRequirement.number)).where(
        GuidelineRequirement.guideline_id == guideline_id
    )
    changed = GuidelineRequirement(
        guideline_id=guideline_id,
        number=(session.scalar(last) or 0) + 1,
        is_required=is_required,
        at=at,
        by=by,
    )
    try:
        # Before the turn in the trail: the row waits for nobody who could wait for that turn.
        with session.begin_nested():
            session.add(changed)
    except IntegrityError:
        # Somebody else changed it at this moment, and theirs stands.
        return
    record(
        session,
        "guideline requirement changed",
        by=by,
        at=at,
        guideline=guideline_id,
        is_required=is_required,
    )
    requirement_changed.send(session, guideline_id=guideline_id, by=by, at=at)


def forget(session: Session, *, guideline_id: int) -> None:
    """Drop what was said of a guideline that is thrown away before it was ever published."""
    session.execute(delete(GuidelineRequirement).where(GuidelineRequirement.guideline_id == guideline_id))
