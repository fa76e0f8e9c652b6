"""Reads the follower lists in force, laid end to end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from ambassador.audience.policy import Channel
from ambassador.reach import Packed
from ambassador.sharing.models import SharedList, SharingWithdrawal

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class SharedSamples:
    """The lists in force on one channel, all brought down to the coarsest sample among them."""

    person: Ints
    """Person ids, one for each list."""
    packed: Packed
    people: Ints
    """Different people in each whole list."""
    one_in: int


def read_lists(
    session: Session, channel: Channel, *, at: datetime, secret_check: str | None = None
) -> SharedSamples:
    """Return the lists that are shared at a moment: the consent holds, and the list has not expired."""
    made_with = [SharedList.secret_check == secret_check] if secret_check is not None else []
    rows = session.execute(
        select(SharedList.person_id, SharedList.people, SharedList.one_in, SharedList.keys)
        .outerjoin(
            SharingWithdrawal,
            (SharingWithdrawal.consent_id == SharedList.consent_id) & (SharingWithdrawal.at <= at),
        )
        .where(
            SharedList.channel == channel,
            SharedList.shared_at <= at,
            SharedList.expires_at > at,
            SharingWithdrawal.consent_id.is_(None),
            *made_with,
        )
        .order_by(SharedList.person_id)
    ).all()
    ids = np.frombuffer(b"".join(row[3] for row in rows), dtype="<u8").astype(np.uint64)
    lengths = np.array([len(row[3]) // 8 for row in rows], dtype=np.int64)
    coarsest = max((row[2] for row in rows), default=1)
    kept = ids % np.uint64(coarsest) == 0
    owners = np.repeat(np.arange(lengths.size), lengths)
    return SharedSamples(
        person=np.array([row[0] for row in rows], dtype=np.int64),
        packed=Packed(ids[kept], np.bincount(owners[kept], minlength=lengths.size)),
        people=np.array([row[1] for row in rows], dtype=np.int64),
        one_in=coarsest,
    )
