"""Reads for whom a version of a course is, and whether somebody is among them by the roster."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, true
from sqlalchemy.orm import Session

from ambassador.people.audience_queries import team_names
from ambassador.people.audiences import BROAD, Audience
from ambassador.people.models import Person
from ambassador.training.models import CoursePrerequisite, CourseVersion, CourseVersionTeam


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


def named_by(session: Session, version_id: int) -> tuple[list[int], list[int]]:
    """Return the ids of the teams that a version is for, and of the courses that come before it."""
    teams = select(CourseVersionTeam.team_id).where(CourseVersionTeam.version_id == version_id)
    courses = select(CoursePrerequisite.course_id).where(CoursePrerequisite.version_id == version_id)
    return sorted(session.scalars(teams)), sorted(session.scalars(courses))


@dataclass(frozen=True)
class Whom:
    """For whom a version is."""

    audience: Audience
    teams: tuple[str, ...]
    """Their names; none unless the audience is teams."""


def whom(session: Session, version_id: int) -> Whom:
    """Return for whom a version is, draft or published."""
    version = session.get_one(CourseVersion, version_id)
    names = team_names(session, CourseVersionTeam, [version_id])
    return Whom(Audience(version.audience), names.get(version_id, ()))
