"""Reads secret addresses: somebody's own, and whose one is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ambassador.calendars.models import CalendarAddress
from ambassador.people.models import Person
from ambassador.people.tokens import hash_of


@dataclass(frozen=True)
class Holder:
    """Whose due dates are at an address."""

    person_id: int
    language: str | None
    """The language the person chose; None is the company's."""
    made_at: datetime
    """When the address was made."""


def made_at(session: Session, person_id: int) -> datetime | None:
    """Return when somebody's address was made; None without one."""
    return session.scalar(select(CalendarAddress.made_at).where(CalendarAddress.person_id == person_id))


def holder_of(session: Session, token: str) -> Holder | None:
    """Return whose address this is; None alike for one unknown, one turned off, and a leaver's."""
    row = session.execute(
        select(Person.id, Person.language, CalendarAddress.made_at)
        .join(CalendarAddress, CalendarAddress.person_id == Person.id)
        .where(CalendarAddress.token_hash == hash_of(token), Person.left_at.is_(None))
    ).one_or_none()
    return Holder(*row) if row else None
