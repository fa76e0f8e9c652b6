"""Reads who belongs to an audience by the roster alone, and what its teams are called."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import Session

from ambassador.people.audiences import Audience
from ambassador.people.models import Person, Team


def belongs(audience: Audience, is_in_teams: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return the condition that the roster puts a row of Person in an audience, as it stands.

    The roster keeps nobody out of what is for all or for ambassadors: who has opted in is no matter of it.
    """
    if audience is Audience.LEADERS:
        return Person.is_leader.is_(true())
    return is_in_teams if audience is Audience.TEAMS else true()


def team_names(session: Session, of: Any, version_ids: Collection[int]) -> dict[int, tuple[str, ...]]:
    """Return the names of the teams each of these versions is for, in Norwegian order.

    `of` is the model whose rows say which: `version_id` and `team_id`.
    """
    found: dict[int, tuple[str, ...]] = {}
    for version_id, name in session.execute(
        select(of.version_id, Team.name)
        .join(Team, Team.id == of.team_id)
        .where(of.version_id.in_(version_ids))
        .order_by(Team.sort_key, Team.id)
    ):
        found[version_id] = (*found.get(version_id, ()), name)
    return found


def roster_count(session: Session, audience: Audience, team_ids: Collection[int]) -> int:
    """Return how many people who work here the roster puts in an audience."""
    inside = belongs(audience, Person.team_id.in_(team_ids))
    counted = select(func.count()).select_from(Person).where(Person.left_at.is_(None), inside)
    return session.scalar(counted) or 0
