"""Notes in the trail that somebody took the auditor's pack."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from ambassador.trail.operations import record


def take_pack(session: Session, *, by: int, at: datetime) -> None:
    """Note who takes the pack, before it is written: so it holds its own entry."""
    record(session, "auditor pack taken", by=by, at=at)
