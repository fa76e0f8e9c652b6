"""Makes secret addresses, and turns them off."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from ambassador.calendars.models import CalendarAddress
from ambassador.db import batches
from ambassador.people.queries import hold
from ambassador.people.tokens import hash_of, new_token


def make_address(session: Session, *, by: int, at: datetime) -> str:
    """Return the token of a new address, the only time that anybody sees it; an older one ends by it."""
    # Held, so that of two at once the second finds the address of the first, and replaces it.
    hold(session, [by])
    token = new_token()
    session.execute(delete(CalendarAddress).where(CalendarAddress.person_id == by))
    session.add(CalendarAddress(person_id=by, token_hash=hash_of(token), made_at=at))
    session.flush()
    return token


def turn_off(session: Session, *, person_ids: Sequence[int], at: datetime) -> None:
    """End the addresses of people: from now on they look as if they had never been."""
    for some in batches(person_ids):
        session.execute(delete(CalendarAddress).where(CalendarAddress.person_id.in_(some)))
