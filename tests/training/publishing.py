"""Publishes course versions for tests, through the app's own operations."""

from __future__ import annotations

from ambassador import clock
from ambassador.db import Database
from ambassador.training import editor_operations as operations
from ambassador.training import editor_queries as queries
from ambassador.training.attempt_policy import UNLIMITED, Limits


def publish_next(
    database: Database, *, course_id: int = 1, pass_percent: int = 80, limits: Limits = UNLIMITED
) -> int:
    """Publish a course's next version now, with another pass mark and other limits."""
    with database.transaction() as session:
        version_id = operations.begin_draft(session, course_id=course_id)
        assert version_id is not None
        draft = queries.open_draft(session, version_id)
        assert draft is not None
        draft.pass_percent = pass_percent
        draft.most_attempts, draft.pause_hours = limits.most_attempts, limits.pause_hours
        draft.questions_asked, draft.is_shuffled = limits.questions_asked, limits.is_shuffled
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
