"""Taking checkpoints: every night once, and handing them out to a folder and by mail."""

from __future__ import annotations

import hashlib
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from flask import url_for

from ambassador.db import Database
from ambassador.mail import letters
from ambassador.mail import operations as mail
from ambassador.settings import Settings
from ambassador.trail import notes
from ambassador.trail.checking import Verdict
from ambassador.trail.checkpoints import lay_in, newest_since, take_once_since
from ambassador.trail.models import Checkpoint
from ambassador.trail.queries import newest_entry
from ambassador.trail.signing import verified
from ambassador.trail.words import headline, sentences

NIGHT = time(1)
"""When a night's checkpoint is due, in the company's time zone; a server that was off takes it later."""


class TrailNotWholeError(Exception):
    """The trail is not whole, so no checkpoint is signed; the message says what was found."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(" ".join((headline(verdict), *sentences(verdict))))


def nightly(database: Database, settings: Settings, *, at: datetime) -> str:
    """See to it that tonight's checkpoint is taken and handed out, and return a sentence about it.

    Everything is verified before it is signed. Raises TrailNotWholeError, after queueing a letter about it,
    for a trail that is not whole. Several workers may do this at once: one checkpoint is taken, and each
    receiver gets it once. What could not be handed out is handed out the next time.
    """
    key, since = notes.private_key(settings.trail_key), night_of(at, settings.timezone)
    with database.reading() as session:
        taken = newest_since(session, key=key, since=since)
        entries = newest_entry(session)
        latest = newest_since(session, key=key, since=datetime.min.replace(tzinfo=at.tzinfo))
    if taken is None and latest is not None and latest.size == entries:
        return "Nothing came into the trail since the last checkpoint."
    if taken is None:
        taken = _verified_and_taken(database, settings, since=since, at=at)
    hand_out(database, settings, taken, at=at)
    return f"The checkpoint of tonight covers {taken.size} entries of the trail."


def night_of(at: datetime, timezone: str) -> datetime:
    """Return when the night that a moment belongs to began, for checkpoints."""
    here = at.astimezone(ZoneInfo(timezone))
    began = datetime.combine(here.date(), NIGHT, ZoneInfo(timezone))
    return began if began <= here else began - timedelta(days=1)


def hand_out(
    database: Database, settings: Settings, checkpoint: Checkpoint, *, at: datetime, mail_to: str = ""
) -> None:
    """Lay a checkpoint into the folder and the outbox, as far as settings or `mail_to` ask for it.

    Done twice, it changes nothing. Raises OSError where the folder can't be written.
    """
    to = mail_to or settings.checkpoint_mail
    if to:
        row = mail.letter_row(
            key=f"checkpoint:{checkpoint.size}:{checkpoint.key[:16]}:{_short(to)}",
            person_id=None,
            to=to,
            written=letters.write(
                "checkpoint",
                language=None,
                size=checkpoint.size,
                note=checkpoint.note,
                key=checkpoint.key,
                address=letters.absolute(url_for("trail.overview")),
            ),
            at=at,
        )
        with database.transaction() as session:
            mail.queue_new(session, [row])
    if settings.checkpoint_folder:
        lay_in(Path(settings.checkpoint_folder), checkpoint)


def _verified_and_taken(
    database: Database, settings: Settings, *, since: datetime, at: datetime
) -> Checkpoint:
    verdict = verified(database, settings)
    if not verdict.is_whole:
        if settings.checkpoint_mail:
            _tell(database, settings, verdict, since=since, at=at)
        raise TrailNotWholeError(verdict)
    with database.transaction() as session:
        return take_once_since(
            session,
            key=notes.private_key(settings.trail_key),
            origin=settings.trail_origin,
            at=at,
            size=verdict.newest,
            since=since,
        )


def _tell(database: Database, settings: Settings, verdict: Verdict, *, since: datetime, at: datetime) -> None:
    """Put a letter about a trail that is not whole into the outbox, once a night."""
    found = [headline(verdict), *sentences(verdict)]
    row = mail.letter_row(
        key=f"trail-not-whole:{since:%Y-%m-%d}",
        person_id=None,
        to=settings.checkpoint_mail,
        written=letters.write("trail_not_whole", language=None, sentences=found),
        at=at,
    )
    with database.transaction() as session:
        mail.queue_new(session, [row])


def _short(address: str) -> str:
    return hashlib.sha256(address.lower().encode()).hexdigest()[:16]
