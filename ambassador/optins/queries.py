"""Reads consents and invitations. Nothing here lists who said no or who left."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session

from ambassador.optins.models import Invitation, OptIn, Withdrawal
from ambassador.people import queries as people
from ambassador.people.models import Person, Team


def open_opt_in(session: Session, person_id: int) -> OptIn | None:
    """Return the consent of a person that holds now, or None."""
    return session.scalars(
        select(OptIn)
        .outerjoin(Withdrawal, Withdrawal.opt_in_id == OptIn.id)
        .where(OptIn.person_id == person_id, Withdrawal.opt_in_id.is_(None))
        .order_by(OptIn.number.desc())
        .limit(1)
    ).one_or_none()


@dataclass(frozen=True)
class LastOptIn:
    """The latest consent of a person: its number, from 1, and whether it holds. 0 when there was none."""

    number: int = 0
    is_open: bool = False


def last_opt_in(session: Session, person_id: int) -> LastOptIn:
    """Return the latest consent of a person, read in one statement.

    Two statements would let another submission commit between them: none open, and yet number 1 is taken.
    """
    row = session.execute(
        select(OptIn.number, Withdrawal.opt_in_id.is_(None))
        .outerjoin(Withdrawal, Withdrawal.opt_in_id == OptIn.id)
        .where(OptIn.person_id == person_id)
        .order_by(OptIn.number.desc())
        .limit(1)
    ).first()
    return LastOptIn(row[0], bool(row[1])) if row else LastOptIn()


def hold(session: Session, person_id: int) -> None:
    """Make others who hold or change this person wait until this transaction ends.

    Leaving and telling audiences at once must not leave an audience behind.
    """
    people.hold(session, [person_id])


def uninvited(*, at: datetime, team_ids: Collection[int] | None = None) -> Select[int]:
    """Select the ids of staff who would get an invitation: of everyone, or of some teams.

    Whoever was invited once, or has ever opted in, is not asked again, whatever they did with it since.
    """
    wanted = select(Person.id).where(
        Person.left_at.is_(None),
        Person.joined_at <= at,
        ~exists().where(Invitation.person_id == Person.id),
        ~exists().where(OptIn.person_id == Person.id),
    )
    return wanted if team_ids is None else wanted.where(Person.team_id.in_(team_ids))


def count_uninvited(session: Session, *, at: datetime, team_ids: Collection[int] | None = None) -> int:
    """Return how many people would get a letter."""
    return (
        session.scalar(select(func.count()).select_from(uninvited(at=at, team_ids=team_ids).subquery())) or 0
    )


@dataclass(frozen=True)
class TeamToInvite:
    """A team, and how many of its people would get a letter."""

    id: int
    name: str
    people: int


def teams_to_invite(session: Session, *, at: datetime) -> Sequence[TeamToInvite]:
    """Return the teams with somebody left to invite, in Norwegian order."""
    left = uninvited(at=at).subquery()
    rows = session.execute(
        select(Team.id, Team.name, func.count())
        .join(Person, Person.team_id == Team.id)
        .join(left, left.c.id == Person.id)
        .group_by(Team.id, Team.name, Team.sort_key)
        .order_by(Team.sort_key, Team.id)
    ).all()
    return [TeamToInvite(*row) for row in rows]
