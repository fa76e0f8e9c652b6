"""Reads who agreed to count contacts in common, whom they were shown, and what they counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from ambassador.audience.models import Account, AudienceCount
from ambassador.audience.policy import Channel
from ambassador.audience.queries import newest_count
from ambassador.people.models import Person
from ambassador.reach import MutualCount
from ambassador.sharing.consent_queries import holding, last_consent
from ambassador.sharing.models import MutualPair, SharingConsent
from ambassador.sharing.mutual_policy import MOST_SHOWN_TO, is_possible
from ambassador.sharing.policy import Purpose

CHANNEL = Channel.LINKEDIN
"""Only LinkedIn tells how many contacts two people have in common."""


def agreed() -> Select[int]:
    """Select the ids of everyone whose consent to counting holds."""
    return (
        holding(Purpose.MUTUAL)
        .where(SharingConsent.channel == CHANNEL)
        .with_only_columns(SharingConsent.person_id)
    )


def has_agreed(session: Session, person_id: int) -> bool:
    """Say whether a person's consent to counting holds."""
    return last_consent(session, person_id, purpose=Purpose.MUTUAL, channel=CHANNEL).held is not None


def _exact() -> Select[int, str, int]:
    """Select person, handle and size of the open accounts whose last size was told exactly."""
    return (
        select(Account.person_id, Account.handle, AudienceCount.people)
        .join(AudienceCount, AudienceCount.id == newest_count())
        .where(
            Account.channel == CHANNEL,
            Account.removed_at.is_(None),
            AudienceCount.is_at_least.is_(False),
            AudienceCount.people > 0,
        )
    )


def exact_size(session: Session, person_id: int) -> int | None:
    """Return a person's exact audience; None when it was not told, or as "at least"."""
    found = _exact().where(Account.person_id == person_id).subquery()
    return session.scalar(select(found.c.people))


def _others(person_id: int) -> Select[int]:
    exact = _exact().subquery()
    return (
        select(exact.c.person_id)
        .join(Person, Person.id == exact.c.person_id)
        .where(exact.c.person_id != person_id, exact.c.person_id.in_(agreed()), Person.left_at.is_(None))
    )


def count_others(session: Session, person_id: int) -> int:
    """Return how many others agreed and could be shown, whether they have been or not."""
    return session.scalar(select(func.count()).select_from(_others(person_id).subquery())) or 0


def draw_others(session: Session, person_id: int, *, most: int) -> Sequence[int]:
    """Return the ids of others drawn at random, none in a pair with this person or shown to ten already."""
    found = _others(person_id).subquery()
    other = found.c.person_id
    paired = exists().where(
        MutualPair.channel == CHANNEL,
        or_(
            and_(MutualPair.asked_id == person_id, MutualPair.other_id == other),
            and_(MutualPair.asked_id == other, MutualPair.other_id == person_id),
        ),
    )
    shown_to = (
        select(func.count())
        .where(MutualPair.channel == CHANNEL, MutualPair.other_id == other)
        .correlate(found)
        .scalar_subquery()
    )
    return session.scalars(
        select(other).where(~paired, shown_to < MOST_SHOWN_TO).order_by(func.random()).limit(most)
    ).all()


@dataclass(frozen=True)
class Colleague:
    """A colleague shown to somebody who counts, and what they counted so far."""

    pair_id: int
    name: str
    handle: str
    audience: int
    mutual: int | None
    """None until it was counted."""


def colleagues(session: Session, person_id: int) -> Sequence[Colleague]:
    """Return the colleagues a person has been shown, as long as both consents and the sizes hold."""
    exact = _exact().subquery()
    rows = session.execute(
        select(MutualPair.id, Person.name, exact.c.handle, exact.c.people, MutualPair.mutual)
        .join(Person, Person.id == MutualPair.other_id)
        .join(exact, exact.c.person_id == MutualPair.other_id)
        .where(
            MutualPair.asked_id == person_id,
            MutualPair.channel == CHANNEL,
            MutualPair.other_id.in_(agreed()),
            MutualPair.asked_id.in_(agreed()),
        )
        .order_by(MutualPair.id)
    )
    return [Colleague(*row) for row in rows]


def count_pairs(session: Session, person_id: int) -> int:
    """Return how many colleagues a person has been shown and still is."""
    return session.scalar(select(func.count()).where(MutualPair.asked_id == person_id)) or 0


def pairs(session: Session, channel: Channel, *, at: datetime) -> list[MutualCount]:
    """Return the pairs that were counted by a moment and whose two consents hold.

    A count beyond the smaller of the two audiences is a slip, or one of the audiences is old: it is left out.
    """
    rows = session.execute(
        select(MutualPair.audience, MutualPair.other_audience, MutualPair.mutual)
        .where(
            MutualPair.channel == channel,
            MutualPair.answered_at <= at,
            MutualPair.asked_id.in_(agreed()),
            MutualPair.other_id.in_(agreed()),
        )
        .order_by(MutualPair.id)
    )
    return [
        MutualCount(audience, other, mutual)
        for audience, other, mutual in rows
        if audience is not None
        and other is not None
        and mutual is not None
        and is_possible(mutual, audience=audience, other_audience=other)
    ]
