"""Asks whom the latest design on a channel asked for a list."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ambassador.asking.models import ListDesign, ListDraw
from ambassador.audience.policy import Channel

Ints = NDArray[np.int64]


def asked_for_certain(session: Session, channel: Channel) -> Ints:
    """Return the ids of those whom the channel's latest design asked for certain."""
    return _asked(session, channel, is_certain=True)


def drawn(session: Session, channel: Channel) -> Ints:
    """Return the ids of those whom the channel's latest design drew by chance."""
    return _asked(session, channel, is_certain=False)


def _asked(session: Session, channel: Channel, *, is_certain: bool) -> Ints:
    latest = select(func.max(ListDesign.id)).where(ListDesign.channel == channel).scalar_subquery()
    ids = session.scalars(
        select(ListDraw.person_id).where(ListDraw.design_id == latest, ListDraw.is_certain == is_certain)
    ).all()
    return np.array(ids, dtype=np.int64)
