"""Appends to the trail."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ambassador.db import take_turns
from ambassador.trail.models import TrailEntry

BEGINNING = "0" * 64
"""The previous hash of the first entry."""

APPEND_LOCK = 7_264_002
"""Names the lock under which PostgreSQL lets one transaction at a time append."""


def record(
    session: Session, what: str, *, by: int | None, at: datetime, **facts: str | int | bool | None
) -> TrailEntry:
    """Append what happened to the trail, in the same transaction as the fact itself.

    `facts` are ids, counts, hashes and versions, never names: an entry outlives an erased person. `by` is
    the acting person's id; None is the system. Writers are serialised, by BEGIN IMMEDIATE on SQLite and by an
    advisory lock on PostgreSQL, so the chain has neither gap nor fork.
    """
    take_turns(session, APPEND_LOCK)
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


def canonical(value: object) -> str:
    """Return JSON with sorted keys and no spaces: one spelling for one meaning."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def chained_hash(previous: str, entry: str) -> str:
    """Return SHA-256 of the previous hash, a newline and the entry, in hexadecimal."""
    return hashlib.sha256(f"{previous}\n{entry}".encode()).hexdigest()
