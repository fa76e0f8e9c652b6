"""Appends to the trail."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ambassador.db import take_turns
from ambassador.trail.models import TrailEntry
from ambassador.trail.policy import BEGINNING, canonical, chained_hash

APPEND_LOCK = 7_264_002
"""Names the lock under which PostgreSQL lets one transaction at a time append."""


def take_turn(session: Session) -> None:
    """Let no other transaction append until this one ends; `record` does so, and an operation may before.

    For operations that read what another must not change meanwhile, and tell the trail in the end: with a
    lock of their own as well, two could wait for each other.
    """
    take_turns(session, APPEND_LOCK)


def record(
    session: Session, what: str, *, by: int | None, at: datetime, **facts: str | int | bool | None
) -> TrailEntry:
    """Append what happened to the trail, in the same transaction as the fact itself.

    `facts` are ids, counts, hashes and versions, never names: an entry outlives an erased person. `by` is
    the acting person's id; None is the system. Writers are serialised, by BEGIN IMMEDIATE on SQLite and by an
    advisory lock on PostgreSQL, so the chain has neither gap nor fork.
    """
    take_turn(session)
    last = session.execute(
        select(TrailEntry.sequence, TrailEntry.hash).order_by(TrailEntry.sequence.desc()).limit(1)
    ).first()
    sequence, previous = (last.sequence + 1, last.hash) if last else (1, BEGINNING)
    entry = canonical({"sequence": sequence, "what": what, "by": by, "at": at.isoformat(), "facts": facts})
    appended = TrailEntry(
        sequence=sequence, entry=entry, previous_hash=previous, hash=chained_hash(previous, entry)
    )
    session.add(appended)
    session.flush()
    return appended
