"""Reads for whom a version of a course is, by the roster: its leaders, and its teams."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, true

from ambassador.people.audiences import BROAD, Audience
from ambassador.people.models import Person
from ambassador.training.models import CourseVersion, CourseVersionTeam


def is_for(person_id: Any) -> ColumnElement[bool]:
    """Return the condition that a row of CourseVersion is for a person, given as an id or a parameter.

    As `people.audience_queries.belongs`, asked of many versions and one person: what is for all or for
    ambassadors is for everyone here, because who has opted in is no matter of the roster.
    """
    named = select(CourseVersionTeam.team_id).where(
        CourseVersionTeam.version_id == CourseVersion.id, CourseVersionTeam.team_id == Person.team_id
    )
    is_among_them = or_(
        and_(CourseVersion.audience == Audience.LEADERS, Person.is_leader.is_(true())),
        and_(
            CourseVersion.audience == Audience.TEAMS,
            named.correlate(Person, CourseVersion).exists(),
        ),
    )
    by_roster = select(Person.id).where(Person.id == person_id, is_among_them)
    return or_(CourseVersion.audience.in_(BROAD), by_roster.correlate(CourseVersion).exists())
