"""Publishes versions for tests, through the app's own operations."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from ambassador import clock
from ambassador.db import Database
from ambassador.guidelines import policy
from ambassador.guidelines.policy import Change, Label
from ambassador.guidelines.writing import operations, queries
from ambassador.people.audiences import Audience

DUE = timedelta(days=policy.DEFAULT_DUE)


def publish_next(
    database: Database,
    *,
    guideline_id: int = 1,
    change: str = "material",
    body: str = "New words.",
    what_changed: str = "Something.",
    due_at: datetime | None = None,
    grace_days: int = 14,
    audience: Audience = Audience.AMBASSADORS,
    team_ids: frozenset[int] = frozenset(),
    lagging: str = "",
    by: int | None = None,
    at: datetime | None = None,
) -> Label:
    """Publish a guideline's next version, now and due in 14 days unless told otherwise, with one body.

    The body is that of both languages, or of the one that doesn't lag.
    """
    moment = at or clock.now()
    with database.transaction() as session:
        version_id = operations.begin_draft(session, guideline_id=guideline_id)
        assert version_id is not None
        draft = queries.open_draft(session, version_id)
        assert draft is not None
        texts = {
            language: words if language == lagging else replace(words, body=body)
            for language, words in draft.texts.items()
        }
        saved = operations.SaveDraft(version_id, texts, draft.is_required, draft.fingerprint)
        assert operations.save_draft(session, saved, by=by, at=moment) is None
        written = queries.open_draft(session, version_id)
        assert written is not None
        command = operations.Publish(
            version_id,
            written.fingerprint,
            change=Change(change),
            what_changed={"nb": what_changed, "en": what_changed},
            due_at=due_at or moment + DUE,
            grace_days=grace_days,
            audience=audience,
            team_ids=team_ids,
            lagging=lagging,
            is_unreviewed_accepted=True,
        )
        published = operations.publish(session, command, by=by, at=moment)
    assert isinstance(published, Label)
    return published
