"""Knows what is erased of what somebody passed elsewhere: the files that prove it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from ambassador.db import batches
from ambassador.training.elsewhere.models import PassElsewhere, PassElsewhereScan


def delete_scans(session: Session, *, person_ids: Sequence[int], at: datetime) -> None:
    """Delete the files of these people's passes; that they passed, and the file's hash, stay in the trail.

    The proof in words needs nothing: it stands in the trail's personal part, which is erased with the person.
    """
    for some in batches(person_ids):
        theirs = select(PassElsewhere.id).where(PassElsewhere.person_id.in_(some))
        session.execute(delete(PassElsewhereScan).where(PassElsewhereScan.pass_id.in_(theirs)))
