"""Knows which courses wait for whom, for the reminders: a source of tasks."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from flask import url_for
from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from ambassador.db import batches
from ambassador.followup import policy
from ambassador.followup.reminder_rows import ReminderRows
from ambassador.followup.sources import Item
from ambassador.settings import LANGUAGES
from ambassador.standing.course_audiences import courses_in_force
from ambassador.training.cycles.models import CourseCycle, CycleReminder
from ambassador.training.cycles.queries import cycle_is_waived
from ambassador.training.models import CourseVersion
from ambassador.web.i18n import gettext as _

DISTANCES = policy.COURSE_DISTANCES


def waits(at: datetime) -> ColumnElement[bool]:
    """Return the condition that a cycle is open, and nobody let its person off for now."""
    return and_(CourseCycle.ended_at.is_(None), ~cycle_is_waived(at))


_ROWS = ReminderRows(
    id=CourseCycle.id,
    person_id=CourseCycle.person_id,
    asked_at=CourseCycle.opened_at,
    due_at=CourseCycle.due_at,
    note=CycleReminder,
    note_of=CycleReminder.cycle_id,
    joined=lambda cycles: cycles,
    waits=waits,
)
people_due, claim = _ROWS.people_due, _ROWS.claim


def open_items(session: Session, *, person_ids: Collection[int], at: datetime) -> Iterable[Item]:
    """Return all courses that wait for people, whether a reminder of them is due or not."""
    titles = _titles(session, at)
    for some in batches(person_ids):
        for person_id, course_id, due_at in session.execute(
            select(CourseCycle.person_id, CourseCycle.course_id, CourseCycle.due_at).where(
                CourseCycle.person_id.in_(some), waits(at)
            )
        ):
            path = url_for("training.course", course_id=course_id)
            yield Item(person_id, titles[course_id], path, due_at, line=_line)


def _titles(session: Session, at: datetime) -> dict[int, dict[str, str]]:
    versions = {course.version_id: course.course_id for course in courses_in_force(session, at)}
    rows = session.execute(
        select(CourseVersion.id, CourseVersion.texts).where(CourseVersion.id.in_(versions))
    )
    return {
        versions[row.id]: {language: row.texts[language]["title"] for language in LANGUAGES} for row in rows
    }


def _line(title: str, due: str, is_over: bool) -> str:
    if is_over:
        return _("- The course “%(title)s” was to be passed by %(day)s.", title=title, day=due)
    return _("- The course “%(title)s”: pass it by %(day)s.", title=title, day=due)
