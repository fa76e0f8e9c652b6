"""Changes for whom a draft is, and what must be passed before it."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from ambassador.people.audiences import Audience
from ambassador.people.models import Team
from ambassador.training import editor_queries as queries
from ambassador.training.editor_operations import changed_meanwhile, gone
from ambassador.training.models import CoursePrerequisite, CourseVersionTeam
from ambassador.training.prerequisite_queries import published
from ambassador.web.errors import Refusal


@dataclass(frozen=True)
class SaveAudience:
    """For whom a draft is, what comes before it, and the fingerprint of what was loaded."""

    version_id: int
    audience: Audience
    team_ids: frozenset[int]
    prerequisite_ids: frozenset[int]
    loaded: str


def save_audience(session: Session, command: SaveAudience) -> Refusal | None:
    """Keep for whom a draft is and what must be passed before it; teams are kept for some teams only.

    Returns a Conflict, with nothing saved, when somebody else changed it meanwhile.
    """
    draft = queries.open_draft(session, command.version_id, lock=True)
    if draft is None:
        return gone()
    if queries.audience_fingerprint(draft) != command.loaded:
        return changed_meanwhile()
    teams = command.team_ids if command.audience is Audience.TEAMS else frozenset()
    known = set(session.scalars(select(Team.id).where(Team.id.in_(teams))))
    if known != teams or (command.audience is Audience.TEAMS and not teams):
        return Refusal(_("Choose at least one team."), "team_ids")
    offered = {each.course_id for each in published(session, language="", but=draft.course_id)}
    if not command.prerequisite_ids <= offered:
        return Refusal(_("Choose among the published courses."), "prerequisites")
    draft.audience = command.audience
    draft.teams = [CourseVersionTeam(team_id=team_id) for team_id in sorted(teams)]
    draft.prerequisites = [CoursePrerequisite(course_id=each) for each in sorted(command.prerequisite_ids)]
    return None
