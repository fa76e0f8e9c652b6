"""Reads what the programme manager has to look after: drafts that wait, and training that runs out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ambassador.guidelines.models import GuidelineVersion
from ambassador.standing import queries as standing
from ambassador.training.models import CourseVersion


@dataclass(frozen=True)
class Waiting:
    """What the programme manager has begun and not published."""

    guideline_drafts: int
    course_drafts: int


def waiting(session: Session) -> Waiting:
    """Return how many drafts wait to be published."""

    def drafts(version: type[GuidelineVersion] | type[CourseVersion]) -> int:
        unpublished = select(func.count()).select_from(version).where(version.published_at.is_(None))
        return session.scalar(unpublished) or 0

    return Waiting(guideline_drafts=drafts(GuidelineVersion), course_drafts=drafts(CourseVersion))


def expiring(session: Session, *, at: datetime, before: datetime) -> int:
    """Return how many cleared ambassadors will not be trained any more at a later moment."""
    cleared = standing.cleared_cte(session, at)
    required = standing.required_at(session, at)
    if not required.courses and not required.courses_for_some:
        return 0
    # A pass that was renewed in time counts until the later of its ends.
    still = standing.trained_at(required, at, counting_at=before)
    expires = select(func.count()).select_from(cleared).where(cleared.c.id.not_in(still))
    return session.scalar(expires) or 0
