"""Reads people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from ambassador.db import batches
from ambassador.people import policy
from ambassador.people.models import FailedSignIn, Link, Person, PersonRole, Team
from ambassador.people.tokens import hash_of
from ambassador.web.access import Role

PAGE = 50


def person_with_email(session: Session, email: str) -> Person | None:
    """Return whoever has this address, working here or not."""
    return session.scalars(select(Person).where(Person.email == email.strip().lower())).one_or_none()


def person(session: Session, person_id: int) -> Person | None:
    """Return a person with team and roles."""
    return session.scalars(
        select(Person)
        .where(Person.id == person_id)
        .options(selectinload(Person.team), selectinload(Person.roles))
    ).one_or_none()


def hold(session: Session, person_ids: Iterable[int], *, to_change_address: bool = False) -> None:
    """Make others who hold or change these people wait until this transaction ends.

    Whoever changes something of somebody's holds them first of all, and before the turn in the trail: whoever
    has that turn and waits for somebody, who waits for the turn, waits for ever. In the order of ids, for the
    same reason. SQLite lets one writer in at a time anyway, and ignores this. `to_change_address` also keeps
    out new rows that refer to them, which an address that changes would wait for.
    """
    for some in batches(sorted(set(person_ids))):
        held = select(Person.id).where(Person.id.in_(some)).order_by(Person.id)
        session.execute(held.with_for_update(key_share=not to_change_address))


def usable_link(session: Session, token: str, *, at: datetime) -> Link | None:
    """Return the link of a token, unless it is used, expired, unknown, or its person left."""
    return session.scalars(
        select(Link)
        .join(Person, Person.id == Link.person_id)
        .where(
            Link.token_hash == hash_of(token),
            Link.used_at.is_(None),
            Link.expires_at > at,
            Person.left_at.is_(None),
        )
    ).one_or_none()


def failures_since(session: Session, key: str, *, since: datetime) -> int:
    """Return how many sign-ins failed under a key since a moment."""
    return (
        session.scalar(
            select(func.count())
            .select_from(FailedSignIn)
            .where(FailedSignIn.key == hash_of(key), FailedSignIn.at > since)
        )
        or 0
    )


def working_here(session: Session) -> int:
    """Return the head-count: everyone who has not left."""
    return session.scalar(select(func.count()).select_from(Person).where(Person.left_at.is_(None))) or 0


@dataclass(frozen=True)
class PeoplePage:
    """One page of a search for people."""

    people: Sequence[Person]
    found: int
    page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.found // PAGE))


def search_people(
    session: Session, *, words: str = "", team_id: int | None = None, page: int = 1, has_left: bool = False
) -> PeoplePage:
    """Return a page of the people who work here, or have left, whose name or address has all the words."""
    wanted = select(Person).where(Person.left_at.is_not(None) if has_left else Person.left_at.is_(None))
    for word in policy.sort_key(words).split():
        wanted = wanted.where(Person.search_key.contains(word, autoescape=True))
    if team_id is not None:
        wanted = wanted.where(Person.team_id == team_id)
    found = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    page = min(max(1, page), max(1, -(-found // PAGE)))
    people = session.scalars(
        wanted.options(selectinload(Person.team), selectinload(Person.roles))
        .order_by(Person.sort_key, Person.id)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    ).all()
    return PeoplePage(people=people, found=found, page=page)


def teams(session: Session) -> Sequence[Team]:
    """Return all teams, in Norwegian order."""
    return session.scalars(select(Team).order_by(Team.sort_key, Team.id)).all()


def administrators(session: Session, *, to_change: bool = False) -> set[int]:
    """Return the ids of the administrators who work here.

    With `to_change` their rows are locked, so that two who take each other's role don't leave nobody; SQLite
    has one writer anyway.
    """
    holding = (
        select(PersonRole.person_id)
        .join(Person, Person.id == PersonRole.person_id)
        .where(PersonRole.role == Role.ADMINISTRATOR, Person.left_at.is_(None))
        .order_by(PersonRole.person_id)
    )
    # All lock these rows first and in this order, so that nobody waits for somebody who waits for them.
    return set(session.scalars(holding.with_for_update(of=PersonRole) if to_change else holding))


def roles_of(session: Session, person_id: int) -> Sequence[PersonRole]:
    """Return the roles a person holds."""
    return session.scalars(select(PersonRole).where(PersonRole.person_id == person_id)).all()
