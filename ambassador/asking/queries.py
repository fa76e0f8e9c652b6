"""Reads whom a design may draw, whom it drew, and which lists are in: everyone at once, as arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Row, ScalarSelect, and_, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from ambassador.asking.models import ListDesign, ListDraw, ListQuestion
from ambassador.audience.models import Account, AudienceCount
from ambassador.audience.policy import Channel
from ambassador.db import batches
from ambassador.people.models import Person
from ambassador.sharing.models import SharedList, SharingConsent, SharingWithdrawal
from ambassador.standing.queries import cleared_cte

Ints = NDArray[np.int64]

NOBODY = -1
"""Stands for "no team" in an array."""

PAGE = 100
"""Names on one page."""


@dataclass(frozen=True)
class Frame:
    """Everyone who may be drawn on a channel, in the order of their ids."""

    person: Ints
    audience: Ints
    team: Ints
    is_there: NDArray[np.bool_]
    """False for an account that has been taken back since: nobody is asked after leaving."""


def _size(at: datetime) -> ScalarSelect[int]:
    """Return the size told last for an account."""
    newest = aliased(AudienceCount)
    return (
        select(newest.people)
        .where(newest.account_id == Account.id, newest.at <= at)
        .order_by(newest.at.desc(), newest.id.desc())
        .limit(1)
        .correlate(Account)
        .scalar_subquery()
    )


def _was_open(at: datetime) -> ColumnElement[bool]:
    return and_(Account.added_at <= at, or_(Account.removed_at.is_(None), Account.removed_at > at))


def frame(session: Session, channel: Channel, *, at: datetime) -> Frame:
    """Return the cleared ambassadors with an open account and a known size on a channel at a moment.

    A size of "at least" counts as told. The facts it reads are only appended to, so the frame of a moment
    can be read again.
    """
    cleared = cleared_cte(session, at)
    rows = session.execute(
        select(
            Account.person_id,
            # A size is sought out here and compared below, because a database would seek it out twice.
            func.coalesce(_size(at), 0),
            func.coalesce(Person.team_id, NOBODY),
            case((Account.removed_at.is_(None), 1), else_=0),
        )
        .join(cleared, cleared.c.id == Account.person_id)
        .join(Person, Person.id == Account.person_id)
        .where(Account.channel == channel, _was_open(at))
    ).all()
    columns = _columns(rows, 4)
    columns = columns[:, columns[1] > 0]
    person, audience, team, is_there = columns[:, np.argsort(columns[0], kind="stable")]
    return Frame(person, audience, team, is_there.astype(np.bool_))


def _columns(rows: Sequence[Row[*tuple[Any, ...]]], number: int) -> Ints:
    return np.fromiter(chain.from_iterable(rows), np.int64, number * len(rows)).reshape(-1, number).T


def able(session: Session, channel: Channel, people: Ints, *, at: datetime) -> Ints:
    """Return who of a few people could be drawn on a channel: the frame of a moment, in little time."""
    cleared = cleared_cte(session, at)
    ids = session.scalars(
        select(Account.person_id)
        .join(cleared, cleared.c.id == Account.person_id)
        .where(
            Account.person_id.in_(people.tolist()), Account.channel == channel, _was_open(at), _size(at) > 0
        )
    ).all()
    return np.array(ids, dtype=np.int64)


def frame_sizes(session: Session, *, at: datetime) -> Mapping[Channel, int]:
    """Return how many could be drawn on each channel."""
    cleared = cleared_cte(session, at)
    rows = session.execute(
        select(Account.channel, func.count())
        .join(cleared, cleared.c.id == Account.person_id)
        .where(_was_open(at), _size(at) > 0)
        .group_by(Account.channel)
    )
    return {Channel(channel): number for channel, number in rows}


@dataclass(frozen=True)
class ListsIn:
    """The lists in force on a channel, with their true sizes, in the order of person ids."""

    person: Ints
    people: Ints


def lists_in(session: Session, channel: Channel, *, at: datetime) -> ListsIn:
    """Return whose list is in: the consent holds, and the list has not run out."""
    rows = session.execute(
        select(SharedList.person_id, SharedList.people)
        .join(SharingConsent, SharingConsent.id == SharedList.consent_id)
        .outerjoin(SharingWithdrawal, SharingWithdrawal.consent_id == SharingConsent.id)
        .where(
            SharedList.channel == channel, SharedList.expires_at > at, SharingWithdrawal.consent_id.is_(None)
        )
        .order_by(SharedList.person_id)
    ).all()
    columns = _columns(rows, 2)
    return ListsIn(columns[0], columns[1])


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

    Neither the order nor a name tells how somebody was drawn, when, or what they answered.
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
        .order_by(Person.sort_key, Person.id)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    ).all()
