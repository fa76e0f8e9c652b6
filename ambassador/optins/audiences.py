"""Reads who is asked by something that is for an audience: who works here and belongs to it."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, exists

from ambassador.optins.models import OptIn, Withdrawal
from ambassador.people.audience_queries import belongs
from ambassador.people.audiences import Audience
from ambassador.people.models import Person


def is_among(audience: Audience, is_in_teams: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return the condition that a row of Person works here and belongs to an audience, as things stand."""
    inside = belongs(audience, is_in_teams)
    if audience is Audience.AMBASSADORS:
        inside = exists().where(
            OptIn.person_id == Person.id, ~exists().where(Withdrawal.opt_in_id == OptIn.id)
        )
    return and_(Person.left_at.is_(None), inside)
