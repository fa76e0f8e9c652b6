"""Reminds people of what waits for them: one letter for all of it, on set days, each of them once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from flask import url_for
from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.engine import Row
from sqlalchemy.orm import Session

from ambassador.db import batches
from ambassador.followup import course_source, guideline_source, policy
from ambassador.followup.letters import here, midnight
from ambassador.followup.sources import Day, Item, Line, Source
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

SOURCES: tuple[Source, ...] = (guideline_source, course_source)
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
    if not policy.is_reminding_day(here(at)):
        return Reminded()
    days = [_days(at, source.DISTANCES) for source in sources]
    found: set[int] = set()
    for source, own in zip(sources, days, strict=True):
        found.update(source.people_due(session, own, at=at, after=after, most=most))
    people = sorted(found)[:most]
    if not people:
        return Reminded()
    claimed: set[int] = set()
    for source, own in zip(sources, days, strict=True):
        claimed |= source.claim(session, own, person_ids=people, at=at)
    queued = _write(session, sorted(claimed), sources, at=at)
    if queued:
        record(session, "reminders queued", by=None, at=at, letters=queued)
    return Reminded(queued, people[-1])


def _days(at: datetime, distances: policy.Distances) -> list[Day]:
    found = []
    for window in policy.windows(here(at), distances):
        distance = distances[window.kind]
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
    wordings = {
        (language, may_decline): _wording(language, may_decline=may_decline)
        for language in LANGUAGES
        for may_decline in (True, False)
    }
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


def _wording(language: str, *, may_decline: bool) -> letters.Written:
    """Return the letter with marks for what differs from person to person."""
    return letters.write(
        "tasks_reminder",
        language=language,
        name=letters.mark("name"),
        tasks=letters.mark("tasks"),
        may_decline=may_decline,
        address=letters.absolute(url_for("standing.checklist")),
    )


def _letter(
    row: Row[int, str, str, str | None],
    wordings: Mapping[tuple[str, bool], letters.Written],
    items: Sequence[Item],
    *,
    at: datetime,
) -> dict[str, Any]:
    language = row.language or settings().language
    wording = wordings[language, any(item.may_decline for item in items)]
    lines = "\n".join(
        f"{_line(language, item.line, item.titles[language], here(item.due_at), item.due_at <= at)}\n"
        f"  {letters.absolute(item.path)}"
        for item in items
    )
    return mail.letter_row(
        key=f"{policy.REMINDER}{here(at).isoformat()}:{row.id}",
        person_id=row.id,
        to=row.email,
        written=letters.filled(wording, name=row.name, tasks=lines),
        at=at,
    )


@lru_cache(maxsize=10_000)
def _line(language: str, line: Line, title: str, due: date, is_over: bool) -> str:
    """Return one task with its date, in a language; the cache is for a hundred thousand letters."""
    with force_locale(LOCALES[language]):
        return line(title, day(due), is_over)
