"""Reads how many contacts pairs of ambassadors have in common."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ambassador.audience.policy import Channel
from ambassador.reach import MutualCount
from ambassador.sharing.models import MutualPair


def pairs(session: Session, channel: Channel, *, at: datetime) -> list[MutualCount]:
    """Return the pairs that were answered by a moment."""
    rows = session.execute(
        select(MutualPair.audience, MutualPair.other_audience, MutualPair.mutual)
        .where(MutualPair.channel == channel, MutualPair.answered_at <= at)
        .order_by(MutualPair.id)
    ).all()
    return [MutualCount(row[0] or 0, row[1] or 0, row[2] or 0) for row in rows]
