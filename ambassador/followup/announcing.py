"""Tells everybody whom a publication asks, by letter, a batch in each transaction, whoever does it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session

from ambassador.db import batches, rows_changed
from ambassador.followup import queries, tasks
from ambassador.followup.letters import News, announcements
from ambassador.followup.models import Publication
from ambassador.followup.policy import REMINDER
from ambassador.guidelines.models import GuidelineTask, GuidelineText, GuidelineVersion
from ambassador.guidelines.policy import Label
from ambassador.mail import letters
from ambassador.mail import operations as mail
from ambassador.people.models import Person
from ambassador.settings import LANGUAGES
from ambassador.trail.operations import record
from ambassador.web.rim import settings

KEY = "guideline-published:"
"""How the keys of these letters begin."""
BATCH = 5_000
"""Letters that are queued in one transaction: a short one, because others want to write as well."""


@dataclass(frozen=True)
class Step:
    """What one batch did."""

    letters: int
    is_more: bool


def begin(session: Session, *, version_id: int, by: int | None, at: datetime) -> None:
    """Ask everybody whom a published version asks, and note how many letters are to tell of it.

    In the transaction of the publication: from then on the letters are queued by whoever comes first, the
    page that published, or the job that goes on after a crash. Nobody is written to who is not asked: by a
    minor version, by a guideline that is not required, or because an exception holds.
    """
    tasks.ask_for_version(session, version_id=version_id, by=by, at=at)
    receivers = _receivers(version_id, at, at=at).subquery()
    people = session.scalar(select(func.count()).select_from(receivers)) or 0
    session.add(
        Publication(version_id=version_id, people=people, queued=0, finished_at=None if people else at)
    )
    session.flush()


def withdraw(session: Session, *, version_id: int, by: int | None, at: datetime) -> None:
    """Ask nobody any more for a version that was taken back, and let go of its letters that were not sent."""
    mail.take_back(session, kind=f"{KEY}{version_id}:")
    tasks.ask_for_version(session, version_id=version_id, by=by, at=at)


def forget(session: Session, *, person_ids: Sequence[int], at: datetime) -> None:
    """Let go of letters to people who left or opted out that were not sent; what still asks reminds later."""
    for some in batches(person_ids):
        for kind in (KEY, REMINDER):
            mail.take_back(session, kind=kind, person_ids=some)


def unfinished(session: Session) -> Sequence[int]:
    """Return the versions whose letters are not all queued, the oldest first."""
    return session.scalars(
        select(Publication.version_id)
        .where(Publication.finished_at.is_(None))
        .order_by(Publication.version_id)
    ).all()


def queue_next(session: Session, version_id: int, *, at: datetime, most: int = BATCH) -> Step:
    """Queue the next letters of a publication, and say whether there are more.

    The row of the publication is moved on first, and only from where it was read: of two workers one queues
    these letters, and the other looks again. A letter's key is the version and the person, besides.
    """
    row = session.get_one(Publication, version_id, populate_existing=True)
    if row.finished_at is not None:
        return Step(0, is_more=False)
    version = session.get_one(GuidelineVersion, version_id)
    published_at = cast(datetime, version.published_at)
    receivers = session.execute(
        _receivers(version_id, published_at, at=at).where(GuidelineTask.id > row.last_task).limit(most)
    ).all()
    news = news_of(session, version) if receivers else {}
    mine = update(Publication).where(
        Publication.version_id == version_id,
        Publication.last_task == row.last_task,
        Publication.finished_at.is_(None),
    )
    ours = (
        {"last_task": receivers[-1].task_id, "queued": Publication.queued + len(receivers)}
        if receivers
        else {"finished_at": at}
    )
    if not rows_changed(session, mine.values(ours)):
        return Step(0, is_more=True)
    if not receivers:
        return Step(0, is_more=False)
    wordings = announcements(news)
    queued = mail.queue_new(
        session,
        (
            mail.letter_row(
                key=f"{KEY}{version_id}:{row.id}",
                person_id=row.id,
                to=row.email,
                written=letters.filled(wordings[row.language or settings().language], name=row.name),
                at=at,
            )
            for row in receivers
        ),
    )
    record(session, "publication letters queued", by=None, at=at, version=version_id, letters=queued)
    return Step(queued, is_more=True)


def _receivers(
    version_id: int, published_at: datetime, *, at: datetime
) -> Select[int, int, str, str, str | None]:
    """Select who was asked by the publication itself, and has not answered meanwhile."""
    return (
        select(GuidelineTask.id.label("task_id"), Person.id, Person.name, Person.email, Person.language)
        .join(GuidelineVersion, GuidelineVersion.id == GuidelineTask.version_id)
        .join(Person, Person.id == GuidelineTask.person_id)
        .where(
            GuidelineTask.version_id == version_id,
            GuidelineTask.asked_at == published_at,
            queries.waits(at),
        )
        .order_by(GuidelineTask.id)
    )


def news_of(session: Session, version: GuidelineVersion) -> Mapping[str, News]:
    """Return what the letters say of a published version, by the receiver's language."""
    rows = session.scalars(select(GuidelineText).where(GuidelineText.version_id == version.id)).all()
    texts = {row.language: row for row in rows}
    before = version_before(session, version)
    found = {}
    for language in LANGUAGES:
        lags = texts[language].lags
        shown = next(row for row in rows if not row.lags) if lags else texts[language]
        found[language] = News(
            guideline_id=version.guideline_id,
            title=shown.title,
            what_changed=shown.what_changed,
            due_at=cast(datetime, version.due_at or version.binding_from),
            cleared_under=before,
            cleared_until=version.binding_from if before else None,
            lags=lags,
        )
    return found


def version_before(session: Session, version: GuidelineVersion) -> Label | None:
    """Return the version that a material one took the place of; None for a first one."""
    row = session.execute(
        select(GuidelineVersion.major, GuidelineVersion.minor)
        .where(
            GuidelineVersion.guideline_id == version.guideline_id,
            GuidelineVersion.major < version.major,
            GuidelineVersion.published_at.is_not(None),
        )
        .order_by(GuidelineVersion.number.desc())
        .limit(1)
    ).first()
    return Label(row.major, row.minor) if row else None
