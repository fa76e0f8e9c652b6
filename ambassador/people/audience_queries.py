"""Reads who belongs to an audience by the roster alone: leaders, and those of some teams."""

from __future__ import annotations

from sqlalchemy import ColumnElement, true

from ambassador.people.audiences import Audience
from ambassador.people.models import Person


def belongs(audience: Audience, is_in_teams: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return the condition that the roster puts a row of Person in an audience, as it stands.

    The roster keeps nobody out of what is for all or for ambassadors: who has opted in is no matter of it.
    """
    if audience is Audience.LEADERS:
        return Person.is_leader.is_(true())
    return is_in_teams if audience is Audience.TEAMS else true()
