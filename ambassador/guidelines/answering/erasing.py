"""Knows what is erased of the answers of a person: the scans of what they signed on paper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from ambassador.db import batches
from ambassador.guidelines.answering.models import Acknowledgement, PaperScan


def delete_scans(session: Session, *, person_ids: Sequence[int], at: datetime) -> None:
    """Delete the scans of these people's papers; that they signed, and the scan's hash, stay in the trail.

    Reasons and notes need nothing: they stand in the trail's personal part, which is erased with the person.
    """
    for some in batches(person_ids):
        theirs = select(Acknowledgement.id).where(Acknowledgement.person_id.in_(some))
        session.execute(delete(PaperScan).where(PaperScan.acknowledgement_id.in_(theirs)))
