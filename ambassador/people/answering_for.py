"""Finds for whom the programme manager does something, and keeps them still meanwhile."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from ambassador.db import batches
from ambassador.people.models import Person
from ambassador.people.queries import hold, person_with_email
from ambassador.trail.operations import take_turn
from ambassador.web.errors import Refusal


def held_by_address(session: Session, email: str, *, by: int) -> Person | Refusal:
    """Return who works here and has this address, held until the transaction ends, with the trail's turn.

    Returns a Refusal beside `email` for nobody, for somebody who left, and for oneself.
    """
    found = person_with_email(session, email)
    if found is not None:
        hold(session, [found.id, by])
        # Read again, now that nothing of theirs can change.
        session.refresh(found)
    take_turn(session)
    if found is None or found.left_at is not None:
        return Refusal(_("Nobody who works here has this address."), "email")
    if found.id == by:
        return Refusal(_("For yourself somebody else has to do this."), "email")
    return found


@dataclass(frozen=True)
class Addressed:
    """Whom an address belongs to."""

    id: int
    name: str
    email: str
    has_left: bool


def people_by_address(session: Session, emails: Iterable[str]) -> dict[str, Addressed]:
    """Return whom addresses in lower case belong to, as far as anybody has them; in few statements."""
    found = {}
    for some in batches(emails):
        rows = session.execute(
            select(Person.id, Person.name, Person.email, Person.left_at.is_not(None)).where(
                Person.email.in_(some)
            )
        )
        found.update({row.email: Addressed(row.id, row.name, row.email, bool(row[3])) for row in rows})
    return found


def hold_all(session: Session, people: Iterable[Addressed], *, by: int) -> None:
    """Hold people as `held_by_address` does, and take the trail's turn.

    Whom the addresses belong to is to be read again after it.
    """
    hold(session, [by, *(each.id for each in people)])
    take_turn(session)
