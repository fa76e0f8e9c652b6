"""Publishes course versions for tests, through the app's own operations."""

from __future__ import annotations

from collections.abc import Collection

from ambassador import clock
from ambassador.db import Database
from ambassador.people.audiences import Audience
from ambassador.training import editor_operations as operations
from ambassador.training import editor_queries as queries
from ambassador.training.attempt_policy import UNLIMITED, Limits
from ambassador.training.models import CoursePrerequisite, CourseVersionTeam


def publish_next(
    database: Database,
    *,
    course_id: int = 1,
    pass_percent: int = 80,
    limits: Limits = UNLIMITED,
    audience: Audience | None = None,
    teams: Collection[int] = (),
    after: Collection[int] | None = None,
    grace_days: int = 0,
) -> int:
    """Publish a course's next version now, with another pass mark and other limits.

    For whom it is, and which courses come `after` which, stays as it was where nothing is said.
    """
    with database.transaction() as session:
        version_id = operations.begin_draft(session, course_id=course_id)
        assert version_id is not None
        draft = queries.open_draft(session, version_id)
        assert draft is not None
        draft.pass_percent, draft.grace_days = pass_percent, grace_days
        draft.most_attempts, draft.pause_hours = limits.most_attempts, limits.pause_hours
        draft.questions_asked, draft.is_shuffled = limits.questions_asked, limits.is_shuffled
        if audience is not None:
            draft.audience = audience
            draft.teams = [CourseVersionTeam(team_id=team_id) for team_id in teams]
        if after is not None:
            draft.prerequisites = [CoursePrerequisite(course_id=each) for each in after]
        session.flush()
        published = operations.publish(
            session,
            version_id=version_id,
            loaded=queries.draft_fingerprint(draft),
            what_changed="",
            by=None,
            at=clock.now(),
        )
    assert isinstance(published, int)
    return published
