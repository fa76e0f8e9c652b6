"""Reads which guidelines must be acknowledged to be a cleared ambassador, at any moment."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import Session

from ambassador.guidelines.models import Guideline, GuidelineRequirement


def required_at(at: datetime | ColumnElement[datetime] | None = None) -> Select[int]:
    """Select the ids of all guidelines that are required at a moment, or else as things stand."""
    return select(Guideline.id).where(still_required(at))


def still_required(at: datetime | ColumnElement[datetime] | None = None) -> ColumnElement[bool]:
    """Return whether the guideline of a statement's row is required at a moment."""
    said = select(func.max(GuidelineRequirement.number)).where(
        GuidelineRequirement.guideline_id == Guideline.id
    )
    if at is not None:
        said = said.where(GuidelineRequirement.at <= at)
    newest = said.correlate(Guideline).scalar_subquery()
    return ~exists().where(
        GuidelineRequirement.guideline_id == Guideline.id,
        GuidelineRequirement.number == newest,
        GuidelineRequirement.is_required.is_(False),
    )


def is_required(session: Session, guideline_id: int, at: datetime | None = None) -> bool:
    """Say whether a guideline is required at a moment; as things stand, if none is given."""
    said = select(GuidelineRequirement.is_required).where(GuidelineRequirement.guideline_id == guideline_id)
    if at is not None:
        said = said.where(GuidelineRequirement.at <= at)
    newest = session.scalar(said.order_by(GuidelineRequirement.number.desc()).limit(1))
    return True if newest is None else newest
