"""Reads whom a design may draw on a channel at a moment: everyone at once, as arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, ScalarSelect, and_, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from ambassador.audience.models import Account, AudienceCount
from ambassador.audience.policy import Channel
from ambassador.columns import Ints, read_columns
from ambassador.people.models import Person
from ambassador.standing.queries import cleared_cte


@dataclass(frozen=True)
class Frame:
    """Everyone who may be drawn on a channel, in the order of their ids."""

    person: Ints
    audience: Ints
    team: Ints
    """Team ids; `columns.NONE` for people without a team."""
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
    columns = np.stack(
        read_columns(
            session,
            select(
                Account.person_id,
                # A size is sought out here and compared below, because a database would seek it out twice.
                _size(at),
                Person.team_id,
                case((Account.removed_at.is_(None), 1), else_=0),
            )
            .join(cleared, cleared.c.id == Account.person_id)
            .join(Person, Person.id == Account.person_id)
            .where(Account.channel == channel, _was_open(at)),
        )
    )
    columns = columns[:, columns[1] > 0]
    person, audience, team, is_there = columns[:, np.argsort(columns[0], kind="stable")]
    return Frame(person, audience, team, is_there.astype(np.bool_))


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
