"""Reminds people of what waits for them: one letter for all of it, on set days, each of them once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from flask import url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.engine import Row
from sqlalchemy.orm import Session

from ambassador.db import batches
from ambassador.followup import guideline_source, policy
from ambassador.followup.letters import here, midnight
from ambassador.followup.sources import Day, Item, Source
from ambassador.mail import letters
from ambassador.mail import operations as mail
from ambassador.people.models import Person
from ambassador.settings import LANGUAGES
from ambassador.trail.operations import record
from ambassador.web.formats import day
from ambassador.web.i18n import LOCALES
from ambassador.web.rim import settings

BATCH = 2_000
"""People who are written to in one transaction: a short one, because others want to write as well."""

SOURCES: tuple[Source, ...] = (guideline_source,)
"""Everything people are reminded of."""


@dataclass(frozen=True)
class Reminded:
    """What one batch did."""

    letters: int = 0
    last: int | None = None
    """The last person looked at; None when nobody is left."""


def remind(
    session: Session,
    *,
    at: datetime,
    after: int = 0,
    most: int = BATCH,
    sources: Sequence[Source] = SOURCES,
) -> Reminded:
    """Queue reminders to the next people, by id from `after` on, each with all that waits for them.

    Every kind of reminder is noted once for a task, and the note decides: whoever runs this again, or at the
    same time, writes to nobody twice.
    """
    days = _days(at)
    if not days:
        return Reminded()
    found: set[int] = set()
    for source in sources:
        found.update(source.people_due(session, days, at=at, after=after, most=most))
    people = sorted(found)[:most]
    if not people:
        return Reminded()
    claimed: set[int] = set()
    for source in sources:
        claimed |= source.claim(session, days, person_ids=people, at=at)
    queued = _write(session, sorted(claimed), sources, at=at)
    if queued:
        record(session, "reminders queued", by=None, at=at, letters=queued)
    return Reminded(queued, people[-1])


def _days(at: datetime) -> list[Day]:
    found = []
    for window in policy.windows(here(at)):
        distance = policy.DISTANCES[window.kind]
        for offset in range((window.last - window.first).days + 1):
            due = window.first + timedelta(days=offset)
            found.append(
                Day(
                    window.kind,
                    since=midnight(due),
                    until=midnight(due + timedelta(days=1)),
                    asked_before=midnight(due + distance),
                )
            )
    return found


def _write(session: Session, person_ids: Sequence[int], sources: Sequence[Source], *, at: datetime) -> int:
    """Queue one letter for each of these people, with all that waits for them."""
    if not person_ids:
        return 0
    items: dict[int, list[Item]] = {}
    for source in sources:
        for item in source.open_items(session, person_ids=person_ids, at=at):
            items.setdefault(item.person_id, []).append(item)
    wordings = {language: _wording(language) for language in LANGUAGES}
    return mail.queue_new(
        session,
        (
            _letter(row, wordings, sorted(items[row.id], key=lambda item: item.due_at), at=at)
            for row in _receivers(session, person_ids)
            if row.id in items
        ),
    )


def _receivers(session: Session, person_ids: Sequence[int]) -> Iterator[Row[int, str, str, str | None]]:
    for some in batches(person_ids):
        yield from session.execute(
            select(Person.id, Person.name, Person.email, Person.language)
            .where(Person.id.in_(some), Person.left_at.is_(None))
            .order_by(Person.id)
        )


def _wording(language: str) -> letters.Written:
    """Return the letter with marks for what differs from person to person."""
    return letters.write(
        "tasks_reminder",
        language=language,
        name=letters.mark("name"),
        tasks=letters.mark("tasks"),
        address=letters.absolute(url_for("standing.checklist")),
    )


def _letter(
    row: Row[int, str, str, str | None],
    wordings: Mapping[str, letters.Written],
    items: Sequence[Item],
    *,
    at: datetime,
) -> dict[str, Any]:
    language = row.language or settings().language
    lines = "\n".join(
        f"{_line(language, item.titles[language], here(item.due_at), is_over=item.due_at <= at)}\n"
        f"  {letters.absolute(item.path)}"
        for item in items
    )
    return mail.letter_row(
        key=f"{policy.REMINDER}{here(at).isoformat()}:{row.id}",
        person_id=row.id,
        to=row.email,
        written=letters.filled(wordings[language], name=row.name, tasks=lines),
        at=at,
    )


@lru_cache(maxsize=10_000)
def _line(language: str, title: str, due: date, *, is_over: bool) -> str:
    """Return one task with its date, in a language; the cache is for a hundred thousand letters."""
    with force_locale(LOCALES[language]):
        if is_over:
            return str(_("- “%(title)s” was to be read and answered by %(day)s.", title=title, day=day(due)))
        return str(_("- “%(title)s”: read it and answer by %(day)s.", title=title, day=day(due)))
