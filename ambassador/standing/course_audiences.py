"""Reads whom a course asks: those whom the audience of its newest published version holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from ambassador.optins.audiences import is_among
from ambassador.people.audience_queries import belongs
from ambassador.people.audiences import BROAD, Audience
from ambassador.people.models import Person
from ambassador.training.models import CourseVersion, CourseVersionTeam
from ambassador.training.version_queries import versions_in_force


@dataclass(frozen=True)
class CourseFor:
    """A course by its version in force, and for whom that is."""

    course_id: int
    version_id: int
    audience: Audience

    @property
    def is_for_all(self) -> bool:
        """Say whether it asks every ambassador."""
        return self.audience in BROAD

    @property
    def asks(self) -> ColumnElement[bool]:
        """The condition that a row of Person is asked by it, as things stand, required or not."""
        return is_among(self.audience, self._is_in_teams)

    @property
    def binds(self) -> ColumnElement[bool]:
        """The condition that it asks a row of Person as an ambassador, by the roster as it stands.

        The roster keeps no history, so who moved or became a leader is judged on past days as one is now.
        """
        return belongs(self.audience, self._is_in_teams)

    @property
    def _is_in_teams(self) -> ColumnElement[bool]:
        # Not by IN, which is neither true nor false for somebody without a team.
        own = select(CourseVersionTeam.team_id).where(
            CourseVersionTeam.version_id == self.version_id, CourseVersionTeam.team_id == Person.team_id
        )
        return own.correlate(Person).exists()


def courses_in_force(session: Session, at: datetime) -> Sequence[CourseFor]:
    """Return every course published by a moment with the version that was in force then, in their order."""
    asked = versions_in_force(CourseVersion.course_id, CourseVersion.id, CourseVersion.audience, at=at)
    return [
        CourseFor(course_id, version_id, Audience(audience))
        for course_id, version_id, audience in session.execute(asked)
    ]
