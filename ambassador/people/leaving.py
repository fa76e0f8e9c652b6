"""Knows what happens when people leave: here, and in the subjects that asked to be told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from blinker import Signal
from sqlalchemy import update
from sqlalchemy.orm import Session

from ambassador.db import batches
from ambassador.people import queries
from ambassador.people.models import Link, Person, SignInSession
from ambassador.trail.operations import record

people_left = Signal("people left")
"""Sent in the same transaction, with the session as sender and `person_ids` and `at`. Subjects above people
listen to it (app.py connects them), so that nothing here needs to know them."""


def leave(session: Session, *, person_ids: Sequence[int], by: int | None, at: datetime) -> None:
    """Mark people as having left: sessions and links end at once, history keeps its totals.

    A person who already left keeps the earlier date.
    """
    queries.hold(session, person_ids)
    for some in batches(person_ids):
        session.execute(
            update(Person).where(Person.id.in_(some), Person.left_at.is_(None)).values(left_at=at)
        )
        session.execute(
            update(SignInSession)
            .where(SignInSession.person_id.in_(some), SignInSession.ended_at.is_(None))
            .values(ended_at=at)
        )
        session.execute(
            update(Link).where(Link.person_id.in_(some), Link.used_at.is_(None)).values(used_at=at)
        )
    if person_ids:
        # All at once, because whoever listens tells the trail, and after that nobody else is waited for.
        people_left.send(session, person_ids=person_ids, at=at)
        record(session, "people left", by=by, at=at, people=len(person_ids))
