"""Reads how tasks stand: asked of the acknowledgements, declines and exceptions themselves."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.orm import aliased

from ambassador.guidelines.answering.models import (
    Acknowledgement,
    Decline,
    ExceptionDecision,
    ExceptionRequest,
)
from ambassador.guidelines.models import GuidelineTask, GuidelineVersion, VersionWithdrawal


def is_done() -> ColumnElement[bool]:
    """Return the condition that a task's person acknowledged its major version or a later one.

    For a statement that reads GuidelineTask and joins the GuidelineVersion it asks for.
    """
    return _answered(Acknowledgement)


def has_declined() -> ColumnElement[bool]:
    """Return the condition that a task's person declined its major version or a later one."""
    return _answered(Decline)


def _answered(answer: type[Acknowledgement] | type[Decline]) -> ColumnElement[bool]:
    version = aliased(GuidelineVersion)
    return exists(
        select(answer.id)
        .join(version, version.id == answer.version_id)
        .where(
            answer.person_id == GuidelineTask.person_id,
            version.guideline_id == GuidelineVersion.guideline_id,
            version.major >= GuidelineVersion.major,
            ~exists().where(VersionWithdrawal.version_id == version.id),
        )
        .correlate(GuidelineTask, GuidelineVersion)
    )


def is_excepted(at: datetime) -> ColumnElement[bool]:
    """Return the condition that an exception from the guideline is in force for a task's person."""
    return exists(
        select(ExceptionRequest.id)
        .join(ExceptionDecision, ExceptionDecision.request_id == ExceptionRequest.id)
        .where(
            ExceptionRequest.person_id == GuidelineTask.person_id,
            ExceptionRequest.guideline_id == GuidelineVersion.guideline_id,
            is_in_force(at),
        )
        .correlate(GuidelineTask, GuidelineVersion)
    )


def is_in_force(at: datetime) -> ColumnElement[bool]:
    """Return the condition that a row of ExceptionDecision is a granted exception that holds at a moment."""
    return and_(ExceptionDecision.is_granted, ExceptionDecision.at <= at, ExceptionDecision.until > at)


def waits(at: datetime) -> ColumnElement[bool]:
    """Return the condition that a task still waits for its person, who neither declined nor is excepted."""
    return and_(GuidelineTask.ended_at.is_(None), ~is_done(), ~has_declined(), ~is_excepted(at))
