"""Asks ambassadors for their audiences again: each quarter at most one letter, for all their channels."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import Any

from flask import url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import and_, exists, or_, select
from sqlalchemy.engine import Row
from sqlalchemy.orm import Session

from ambassador.audience.models import Account, AudienceCount, CountFetch
from ambassador.audience.policy import FRESH_FOR, NAMES, Channel, Size, may_remind
from ambassador.audience.queries import has_stale_count, newest_count
from ambassador.clock import Quarter
from ambassador.db import batches
from ambassador.mail import letters
from ambassador.mail import operations as mail
from ambassador.mail.models import Letter
from ambassador.optins.models import OptIn, Withdrawal
from ambassador.optins.policy import REMINDER
from ambassador.people.models import Person
from ambassador.settings import LANGUAGES
from ambassador.trail.operations import record
from ambassador.web.formats import day, number
from ambassador.web.i18n import LOCALES
from ambassador.web.rim import settings, zone

TEMPLATE = "audience_reminder"
BATCH = 2000
"""People who are written to in one transaction: a short one, because others want to write as well."""


@dataclass(frozen=True)
class Reminded:
    """What one batch did."""

    letters: int = 0
    last: int | None = None
    """The last person looked at; None when nobody is left."""


def is_reminding_day(at: datetime) -> bool:
    """Say whether reminders are written on this day, by the company's calendar."""
    return may_remind(_here(at).date())


def remind(session: Session, *, at: datetime, after: int = 0, most: int = BATCH) -> Reminded:
    """Queue reminders to the next people, by id from `after` on, whose audiences have grown old.

    A letter's key is the person and the quarter, so whoever runs this again, or at the same time, queues
    nobody twice. Who opted in, or was reminded, less than 80 days ago is left in peace.
    """
    if not is_reminding_day(at):
        return Reminded()
    receivers = session.execute(_receivers(at).where(Person.id > after).limit(most)).all()
    if not receivers:
        return Reminded()
    audiences = dict(_audiences(session, [row.id for row in receivers]))
    wordings = {language: _wording(language) for language in LANGUAGES}
    quarter = Quarter.of(_here(at).date())
    queued = mail.queue_new(
        session,
        (_letter(row, wordings, audiences.get(row.id, ()), quarter=quarter, at=at) for row in receivers),
    )
    if queued:
        record(session, "audience reminders queued", by=None, at=at, letters=queued, quarter=str(quarter))
    return Reminded(queued, receivers[-1].id)


def _here(at: datetime) -> datetime:
    return at.astimezone(zone())


def _receivers(at: datetime) -> Any:
    long_ago = at - FRESH_FOR
    waits = and_(Letter.sent_at.is_(None), Letter.tries < mail.MOST_TRIES)
    return (
        select(Person.id, Person.name, Person.email, Person.language)
        .join(OptIn, OptIn.person_id == Person.id)
        .outerjoin(Withdrawal, Withdrawal.opt_in_id == OptIn.id)
        .where(
            Person.left_at.is_(None),
            Withdrawal.opt_in_id.is_(None),
            OptIn.at <= long_ago,
            exists().where(
                Account.person_id == Person.id, Account.removed_at.is_(None), has_stale_count(long_ago)
            ),
            ~exists().where(
                Letter.person_id == Person.id,
                Letter.key.startswith(REMINDER),
                or_(Letter.queued_at > long_ago, waits),
            ),
        )
        .order_by(Person.id)
    )


Audience = Row[int, str, int | None, bool | None, datetime | None, datetime | None]
"""person_id, channel, people, is_at_least, at, fetched_at"""


def _audiences(session: Session, person_ids: Sequence[int]) -> Iterator[tuple[int, Sequence[Audience]]]:
    """Yield each person's open accounts, each with its newest count."""
    place = list(Channel).index
    for some in batches(person_ids):
        rows = session.execute(
            select(
                Account.person_id,
                Account.channel,
                AudienceCount.people,
                AudienceCount.is_at_least,
                AudienceCount.at,
                CountFetch.fetched_at,
            )
            .select_from(Account)
            .outerjoin(AudienceCount, AudienceCount.id == newest_count())
            .outerjoin(CountFetch, CountFetch.account_id == Account.id)
            .where(Account.person_id.in_(some), Account.removed_at.is_(None))
            .order_by(Account.person_id)
        ).all()
        for person_id, theirs in groupby(rows, key=attrgetter("person_id")):
            yield person_id, sorted(theirs, key=lambda row: place(Channel(row.channel)))


def _wording(language: str) -> letters.Written:
    """Return the letter with marks for what differs from person to person."""
    return letters.write(
        TEMPLATE,
        language=language,
        name=letters.mark("name"),
        channels=letters.mark("channels"),
        address=letters.absolute(url_for("audience.channels")),
        leave=letters.absolute(url_for("optins.leave")),
    )


def _letter(
    row: Row[int, str, str, str | None],
    wordings: Mapping[str, letters.Written],
    audiences: Iterable[Audience],
    *,
    quarter: Quarter,
    at: datetime,
) -> dict[str, Any]:
    language = row.language or settings().language
    here = zone()
    lines = "\n".join(
        _line(
            language,
            Channel(each.channel),
            None if each.people is None else Size(each.people, bool(each.is_at_least)),
            None if each.at is None else max(each.at, each.fetched_at or each.at).astimezone(here).date(),
        )
        for each in audiences
    )
    written = letters.filled(wordings[language], name=row.name, channels=lines)
    return mail.letter_row(
        key=f"{REMINDER}{quarter}:{row.id}", person_id=row.id, to=row.email, written=written, at=at
    )


@lru_cache(maxsize=10_000)
def _line(language: str, channel: Channel, size: Size | None, told: date | None) -> str:
    """Return one channel with its last figure, in a language; the cache is for a hundred thousand letters."""
    name = NAMES[channel]
    with force_locale(LOCALES[language]):
        if size is None or told is None:
            return str(_("- %(channel)s: no number told", channel=name))
        people = number(size.people) + ("+" if size.is_at_least else "")
        return str(_("- %(channel)s: %(people)s, on %(day)s", channel=name, people=people, day=day(told)))
