"""Reads what is shared: one's own lists, and for the reports the packed lists of everyone on a channel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from ambassador.audience.models import Account
from ambassador.audience.policy import Channel
from ambassador.columns import Ints, read_columns
from ambassador.reach import Packed
from ambassador.sharing.keys import KEY_BYTES, unpacked
from ambassador.sharing.models import SharedList, SharingWithdrawal


@dataclass(frozen=True)
class OwnList:
    """One of a person's own lists, without its keys: what was kept, and until when."""

    channel: Channel
    people: int
    kept: int
    one_in: int
    shared_at: datetime
    expires_at: datetime
    is_readable: bool
    """False when it was made with another secret: it can't be united with others any more."""


def own_lists(
    session: Session, person_id: int, *, at: datetime, secret_check: str
) -> Mapping[Channel, OwnList]:
    """Return the lists a person shares now, by channel."""
    rows = session.execute(
        select(
            SharedList.channel,
            SharedList.people,
            func.length(SharedList.keys),
            SharedList.one_in,
            SharedList.shared_at,
            SharedList.expires_at,
            SharedList.secret_check,
        )
        .where(SharedList.person_id == person_id, *_in_force(at))
        .order_by(SharedList.channel)
    )
    return {
        Channel(channel): OwnList(
            Channel(channel), people, size // KEY_BYTES, one_in, shared_at, expires_at, check == secret_check
        )
        for channel, people, size, one_in, shared_at, expires_at, check in rows
    }


@dataclass(frozen=True)
class ListSizes:
    """The lists of a channel without their keys: `person[i]` shared one of `people[i]` people."""

    person: Ints
    people: Ints
    """Different people in each whole list."""


def list_sizes(session: Session, channel: Channel, *, at: datetime, secret_check: str) -> ListSizes:
    """Return whose list is in, by the same rule as `read_lists`, ordered by person."""
    person, people = read_columns(
        session,
        select(SharedList.person_id, SharedList.people)
        .where(SharedList.channel == channel, SharedList.secret_check == secret_check, *_in_force(at))
        .order_by(SharedList.person_id),
    )
    return ListSizes(person, people)


@dataclass(frozen=True)
class SharedSamples:
    """The lists of a channel as samples of one coarseness: `person[i]` shared one of `people[i]` people."""

    person: Ints
    packed: Packed
    people: Ints
    """Different people in each whole list, before any key was dropped."""
    one_in: int
    """How many people stand behind each id: the coarsest of all the lists."""


def read_lists(
    session: Session, channel: Channel, *, at: datetime, secret_check: str | None = None
) -> SharedSamples:
    """Return the lists in force on a channel, ordered by person, all sampled as coarsely as the coarsest.

    In force are those that have not expired, whose consent holds and whose account is open; with
    `secret_check` only those made with that secret, because others can't be united with them. A list may hold
    no id at all, when the sample took none of its people. The ids are read-only.
    """
    chosen = select(SharedList.person_id, SharedList.people, SharedList.one_in, SharedList.keys).where(
        SharedList.channel == channel, *_in_force(at)
    )
    if secret_check is not None:
        chosen = chosen.where(SharedList.secret_check == secret_check)
    rows = session.execute(chosen.order_by(SharedList.person_id)).all()
    person, people, one_in, stored = zip(*rows, strict=True) if rows else ((), (), (), ())
    ids = unpacked(b"".join(stored))
    lengths = np.fromiter(map(len, stored), np.int64, len(stored)) // KEY_BYTES
    coarsest = max(one_in, default=1)
    if min(one_in, default=1) != coarsest:
        ids, lengths = _coarsened(ids, lengths, one_in=coarsest)
    return SharedSamples(
        person=np.array(person, dtype=np.int64),
        packed=Packed(ids, lengths),
        people=np.array(people, dtype=np.int64),
        one_in=coarsest,
    )


def _in_force(at: datetime) -> tuple[ColumnElement[bool], ...]:
    """Return what holds for a list that may be used: it is not kept by its row alone."""
    return (
        SharedList.expires_at > at,
        ~exists().where(SharingWithdrawal.consent_id == SharedList.consent_id),
        exists().where(Account.id == SharedList.account_id, Account.removed_at.is_(None)),
    )


def _coarsened(ids: NDArray[np.uint64], lengths: Ints, *, one_in: int) -> tuple[NDArray[np.uint64], Ints]:
    """Keep one id in so many of every list, all lists at once."""
    is_kept = ids % np.uint64(one_in) == 0
    # Differences of a running total, because a list of no ids must come out as one of no ids.
    kept_before = np.concatenate([[0], np.cumsum(is_kept)])
    ends = np.cumsum(lengths)
    return ids[is_kept], kept_before[ends] - kept_before[ends - lengths]
