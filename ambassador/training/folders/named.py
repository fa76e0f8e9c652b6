"""Finds the teams and courses that a folder names among those that are here."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask_babel import gettext as _
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from ambassador.people.models import Team
from ambassador.people.policy import folded
from ambassador.training.folders.parts import CourseParts
from ambassador.training.models import Course, CoursePrerequisite, CourseVersion, CourseVersionTeam
from ambassador.web.errors import Refusal


@dataclass(frozen=True)
class Found:
    """A course whose folder names only what is here."""

    parts: CourseParts
    """With the names of the teams as they are spelled here."""
    team_ids: tuple[int, ...] = ()
    prerequisite_ids: tuple[int, ...] = ()

    def teams(self) -> list[CourseVersionTeam]:
        """Return its teams as rows of a version."""
        return [CourseVersionTeam(team_id=team_id) for team_id in self.team_ids]

    def prerequisites(self) -> list[CoursePrerequisite]:
        """Return what comes before it as rows of a version."""
        return [CoursePrerequisite(course_id=course_id) for course_id in self.prerequisite_ids]


def find(session: Session, parts: CourseParts, *, course_id: int | None = None) -> Found | Refusal:
    """Return a course with what it names; a team or course that is not here refuses it, with every name.

    So does the course of which it becomes a version, `course_id`, if it is to be passed before itself.
    Names come from another installation, where teams may be called otherwise: what is left out in silence
    would be for other people than was written.
    """
    keys = {folded(name): name for name in parts.teams}
    teams = session.execute(select(Team.id, Team.name, Team.name_key).where(Team.name_key.in_(keys))).all()
    courses = session.execute(
        select(Course.id, Course.slug)
        .where(Course.slug.in_(parts.prerequisites))
        .where(exists().where(CourseVersion.course_id == Course.id, CourseVersion.published_at.is_not(None)))
    ).all()
    known = {team.name_key for team in teams}
    unknown = [
        *(
            _("There is no team called “%(name)s” here.", name=name)
            for key, name in keys.items()
            if key not in known
        ),
        *(
            _("There is no published course with the short name “%(name)s” here.", name=slug)
            for slug in parts.prerequisites
            if slug not in {course.slug for course in courses}
        ),
    ]
    if unknown:
        return Refusal(" ".join([*unknown, _("Nothing was imported.")]), "file")
    if course_id in {course.id for course in courses}:
        return Refusal(_("No course can be passed before itself."), "course")
    return Found(
        parts=replace(parts, teams=tuple(sorted(team.name for team in teams))),
        team_ids=tuple(sorted(team.id for team in teams)),
        prerequisite_ids=tuple(sorted(course.id for course in courses)),
    )
