"""Knows which guidelines wait for whom, for the reminders: a source of tasks."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from flask import url_for
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from ambassador.db import batches
from ambassador.followup import policy, queries
from ambassador.followup.models import TaskReminder
from ambassador.followup.reminder_rows import ReminderRows
from ambassador.followup.sources import Item
from ambassador.guidelines.models import GuidelineTask, GuidelineText, GuidelineVersion
from ambassador.web.i18n import gettext as _

DISTANCES = policy.GUIDELINE_DISTANCES

_ROWS = ReminderRows(
    id=GuidelineTask.id,
    person_id=GuidelineTask.person_id,
    asked_at=GuidelineTask.asked_at,
    due_at=GuidelineTask.due_at,
    note=TaskReminder,
    note_of=TaskReminder.task_id,
    joined=lambda tasks: tasks.join(GuidelineVersion, GuidelineVersion.id == GuidelineTask.version_id),
    waits=queries.waits,
)
people_due, claim = _ROWS.people_due, _ROWS.claim


def open_items(session: Session, *, person_ids: Collection[int], at: datetime) -> Iterable[Item]:
    """Return all guidelines that wait for people, whether a reminder of them is due or not."""
    titles: dict[int, dict[str, str]] = {}
    for version_id, language, title in session.execute(
        select(GuidelineText.version_id, GuidelineText.language, GuidelineText.title).where(
            exists().where(GuidelineTask.version_id == GuidelineText.version_id)
        )
    ):
        titles.setdefault(version_id, {})[language] = title
    for some in batches(person_ids):
        rows = session.execute(
            select(
                GuidelineTask.person_id,
                GuidelineTask.version_id,
                GuidelineTask.due_at,
                GuidelineVersion.guideline_id,
            )
            .join(GuidelineVersion, GuidelineVersion.id == GuidelineTask.version_id)
            .where(GuidelineTask.person_id.in_(some), queries.waits(at))
        )
        for person_id, version_id, due_at, guideline_id in rows:
            path = url_for("guidelines.read", guideline_id=guideline_id)
            yield Item(person_id, titles[version_id], path, due_at, line=_line, may_decline=True)


def _line(title: str, due: str, is_over: bool) -> str:
    if is_over:
        return _("- “%(title)s” was to be read and answered by %(day)s.", title=title, day=due)
    return _("- “%(title)s”: read it and answer by %(day)s.", title=title, day=due)
