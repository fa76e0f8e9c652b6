"""Reads whom the designs drew, and who has not answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import numpy as np
from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from ambassador.asking.models import ListDesign, ListDraw, ListQuestion
from ambassador.asking.policy import REST
from ambassador.audience.models import Account
from ambassador.audience.policy import Channel
from ambassador.columns import Ints
from ambassador.db import batches
from ambassador.optins.models import OptIn
from ambassador.optins.policy import WITHOUT_BEING_NAMED
from ambassador.people.models import Person

PAGE = 100
"""Names on one page."""


def open_design(session: Session, channel: Channel) -> ListDesign | None:
    """Return the design of a channel that is still going on."""
    return session.scalars(
        select(ListDesign).where(ListDesign.channel == channel, ListDesign.closed_at.is_(None))
    ).one_or_none()


def open_designs(session: Session) -> Sequence[ListDesign]:
    """Return all designs that are still going on, the oldest first."""
    return session.scalars(
        select(ListDesign).where(ListDesign.closed_at.is_(None)).order_by(ListDesign.id)
    ).all()


def latest_design(session: Session, channel: Channel) -> ListDesign | None:
    """Return the latest design of a channel, going on or closed."""
    return session.scalars(
        select(ListDesign).where(ListDesign.channel == channel).order_by(ListDesign.id.desc()).limit(1)
    ).one_or_none()


def resting_until(session: Session, channel: Channel, *, at: datetime) -> datetime | None:
    """Return when lists may be asked for again on a channel, or None where they may be at this moment."""
    last = latest_design(session, channel)
    until = last.begun_at + REST if last else at
    return until if until > at else None


def drawn_people(session: Session, design_id: int) -> Ints:
    """Return the ids of everyone a design has drawn so far."""
    ids = session.scalars(select(ListDraw.person_id).where(ListDraw.design_id == design_id)).all()
    return np.array(ids, dtype=np.int64)


def asked_for_certain(session: Session, channel: Channel) -> Ints:
    """Return the ids of those whom the channel's latest design drew for certain, in the order drawn."""
    return _part(session, channel, is_certain=True)


def drawn(session: Session, channel: Channel) -> Ints:
    """Return the ids of those whom the channel's latest design drew by chance, in the order drawn."""
    return _part(session, channel, is_certain=False)


def _part(session: Session, channel: Channel, *, is_certain: bool) -> Ints:
    latest = select(func.max(ListDesign.id)).where(ListDesign.channel == channel).scalar_subquery()
    ids = session.scalars(
        select(ListDraw.person_id)
        .where(ListDraw.design_id == latest, ListDraw.is_certain == is_certain)
        .order_by(ListDraw.place)
    ).all()
    return np.array(ids, dtype=np.int64)


def open_questions(session: Session, person_id: int) -> Sequence[Channel]:
    """Return the channels on which a person has been asked for a list and has not answered."""
    return [
        Channel(channel)
        for channel in session.scalars(
            select(ListDesign.channel)
            .join(ListQuestion, ListQuestion.design_id == ListDesign.id)
            .where(ListQuestion.person_id == person_id, ListDesign.closed_at.is_(None))
            .order_by(ListDesign.id)
        )
    ]


def people_of(session: Session, account_ids: Sequence[int], *, channel: Channel) -> Sequence[int]:
    """Return whose these accounts are, of those on a channel."""
    return [
        person
        for some in batches(account_ids)
        for person in session.scalars(
            select(Account.person_id).where(Account.id.in_(some), Account.channel == channel)
        )
    ]


def names(session: Session, design_id: int, *, shown: int, page: int) -> Sequence[str]:
    """Return a page of the names of the first people drawn, so many of them, in Norwegian order.

    Neither the order nor a name tells how somebody was drawn, when, or what they answered. Who never gave a
    consent that speaks of being named is left out; who left the programme stays: leaving shows nowhere.
    """
    first = (
        select(ListDraw.person_id)
        .where(ListDraw.design_id == design_id)
        .order_by(ListDraw.id)
        .limit(shown)
        .subquery()
    )
    return session.scalars(
        select(Person.name)
        .join(first, first.c.person_id == Person.id)
        .where(
            exists().where(OptIn.person_id == Person.id, OptIn.consent_version.not_in(WITHOUT_BEING_NAMED))
        )
        .order_by(Person.sort_key, Person.id)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    ).all()
