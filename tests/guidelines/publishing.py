"""Publishes versions for tests, through the app's own operations."""

from __future__ import annotations

from dataclasses import replace

from ambassador import clock
from ambassador.db import Database
from ambassador.guidelines.policy import Change, Label
from ambassador.guidelines.writing import operations, queries


def publish_next(
    database: Database,
    *,
    guideline_id: int = 1,
    change: str = "material",
    body: str = "New words.",
    what_changed: str = "Something.",
    grace_days: int = 14,
    by: int | None = None,
) -> Label:
    """Publish a guideline's next version now, with one body in both languages."""
    with database.transaction() as session:
        version_id = operations.begin_draft(session, guideline_id=guideline_id)
        assert version_id is not None
        draft = queries.open_draft(session, version_id)
        assert draft is not None
        texts = {language: replace(words, body=body) for language, words in draft.texts.items()}
        saved = operations.SaveDraft(version_id, texts, draft.is_required, draft.fingerprint)
        assert operations.save_draft(session, saved, by=by, at=clock.now()) is None
        written = queries.open_draft(session, version_id)
        assert written is not None
        command = operations.Publish(
            version_id,
            written.fingerprint,
            change=Change(change),
            grace_days=grace_days,
            what_changed={"nb": what_changed, "en": what_changed},
        )
        published = operations.publish(session, command, by=by, at=clock.now())
    assert isinstance(published, Label)
    return published
