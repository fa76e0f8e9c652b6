"""Puts shared lists, designs and mutual counts straight into the rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from ambassador.asking.models import ListDesign, ListDraw
from ambassador.audience.models import Account
from ambassador.audience.policy import Channel
from ambassador.db import Database
from ambassador.sharing.models import MutualPair, SharedList, SharingConsent, SharingWithdrawal
from ambassador.sharing.policy import Purpose
from tests.factories import LIST_SECRET
from tests.reports.facts import NOW
from tests.rows import rows, shared_list, sharing_consent

Keys = NDArray[np.uint64]


def crowd(number: int, *, world: int = 3000, size: int = 120) -> list[Keys]:
    """Return lists of people who are all from one world, so that they overlap; every key is kept."""
    chance = np.random.default_rng(7)
    names = np.unique(chance.integers(1, 2**63, 2 * world, dtype=np.uint64))[:world]
    return [np.sort(chance.choice(names, size, replace=False)) for _ in range(number)]


def people_on(database: Database, channel: Channel) -> list[int]:
    """Return the ids of everyone with an account on a channel."""
    with database.reading() as session:
        return list(
            session.scalars(
                select(Account.person_id).where(Account.channel == channel).order_by(Account.person_id)
            )
        )


def share(
    database: Database,
    channel: Channel,
    lists: dict[int, Keys],
    *,
    one_in: int = 1,
    at: datetime = NOW - timedelta(days=3),
    withdrawn: bool = False,
    secret: str = LIST_SECRET,
) -> None:
    """Share one list for each person; the keys are those that were kept."""
    with database.transaction() as session:
        accounts = dict(
            session.execute(select(Account.person_id, Account.id).where(Account.channel == channel)).all()
        )
        held = [sharing_consent(person, at, purpose=Purpose.LIST, channel=channel) for person in lists]
        consents = dict(zip(lists, _given(session, held), strict=True))
        if withdrawn:
            rows(session, SharingWithdrawal, [{"consent_id": each, "at": at} for each in consents.values()])
        shared = [
            shared_list(
                accounts[person], person, consents[person], at, channel=channel, people=keys.size * one_in,
                keys=np.sort(keys).astype("<u8").tobytes(), one_in=one_in, secret=secret,
            )
            for person, keys in lists.items()
        ]  # fmt: skip
        rows(session, SharedList, shared)


def _given(session: Session, consents: Sequence[dict[str, Any]]) -> Sequence[int]:
    """Write consents and return their ids, in their order."""
    added = insert(SharingConsent).returning(SharingConsent.id, sort_by_parameter_order=True)
    return session.scalars(added, list(consents)).all() if consents else []


def design(database: Database, channel: Channel, *, certain: Sequence[int], drawn: Sequence[int]) -> None:
    """Record a design and whom it asked."""
    with database.transaction() as session:
        made = ListDesign(channel=channel, lists=10, seed="0", begun_at=NOW, begun_by=(*certain, *drawn)[0])
        session.add(made)
        session.flush()
        rows = [
            {"design_id": made.id, "person_id": person, "is_certain": is_certain, "place": place,
             "audience": 1, "asked_at": NOW}
            for is_certain, part in ((True, certain), (False, drawn))
            for place, person in enumerate(part)
        ]  # fmt: skip
        session.execute(insert(ListDraw), rows)


def pairs(database: Database, channel: Channel, people: Sequence[int], *, mutual: int) -> None:
    """Record that all agreed to be counted, and each told how many contacts they share with the next."""
    with database.transaction() as session:
        _given(
            session, [sharing_consent(who, NOW, purpose=Purpose.MUTUAL, channel=channel) for who in people]
        )
        for asked, other in pairwise(people):
            session.add(
                MutualPair(
                    channel=channel, asked_id=asked, other_id=other, offered_at=NOW, answered_at=NOW,
                    mutual=mutual, audience=100, other_audience=100,
                )
            )  # fmt: skip
