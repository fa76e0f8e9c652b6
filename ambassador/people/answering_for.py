"""Finds for whom the programme manager does something, and keeps them still meanwhile."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy.orm import Session

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
