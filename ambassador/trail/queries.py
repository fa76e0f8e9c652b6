"""Reads the trail, and says whether it is whole."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from ambassador.trail.models import TrailEntry
from ambassador.trail.policy import BEGINNING, chained_hash


def first_broken_entry(session: Session) -> int | None:
    """Return the sequence of the first entry that does not follow from the one before, or None if whole."""
    previous, expected = BEGINNING, 1
    in_order = select(TrailEntry).order_by(TrailEntry.sequence).execution_options(yield_per=1000)
    with session.execute(in_order) as rows:
        for entry in rows.scalars():
            fits = entry.previous_hash == previous and entry.hash == chained_hash(previous, entry.entry)
            if entry.sequence != expected or not fits:
                return expected
            previous, expected = entry.hash, expected + 1
    return None


def newest_entry(session: Session) -> int:
    """Return the sequence of the newest entry, which names the state of all facts; 0 for an empty trail."""
    return session.scalar(select(TrailEntry.sequence).order_by(TrailEntry.sequence.desc()).limit(1)) or 0
