"""Lets people of tests decline and be excepted, with the rows alone."""

from __future__ import annotations

from datetime import datetime

from ambassador.guidelines.answering.models import Decline, ExceptionDecision, ExceptionRequest
from ambassador.trail.operations import record
from tests.factories import Factory


def decline(make: Factory, who: int, version_id: int, *, at: datetime) -> None:
    """Let a person decline a version."""
    with make.database.transaction() as session:
        entry = record(session, "guideline declined", by=who, at=at)
        session.add(Decline(person_id=who, version_id=version_id, at=at, entry=entry.sequence))


def except_from(make: Factory, who: int, guideline_id: int, *, at: datetime, until: datetime) -> None:
    """Grant a person an exception from a guideline."""
    with make.database.transaction() as session:
        asked, granted = (record(session, what, by=who, at=at) for what in ("asked", "granted"))
        request = ExceptionRequest(
            person_id=who, guideline_id=guideline_id, number=1, at=at, by=who, entry=asked.sequence
        )
        session.add(request)
        session.flush()
        session.add(
            ExceptionDecision(
                request_id=request.id, is_granted=True, at=at, by=who, until=until, entry=granted.sequence
            )
        )
