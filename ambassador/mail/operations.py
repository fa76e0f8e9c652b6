"""Queues letters, and sends those that are due."""

from __future__ import annotations

import logging
import smtplib
import ssl
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from ambassador.db import Database, insert_into
from ambassador.mail.models import Letter
from ambassador.settings import Smtp

CLAIM_LASTS = timedelta(minutes=5)
"""How long a sender has for a letter before another may try it."""
MOST_TRIES = 6
SMTP_TIMEOUT = 20
"""Seconds without an answer from the mail server."""

log = logging.getLogger(__name__)


def queue(
    session: Session,
    *,
    key: str,
    person_id: int | None,
    to: str,
    written: tuple[str, str, str],
    at: datetime,
) -> None:
    """Put a letter into the outbox; `key` says what it is about, and must be new."""
    queue_many(session, [letter_row(key=key, person_id=person_id, to=to, written=written, at=at)])


def letter_row(
    *, key: str, person_id: int | None, to: str, written: tuple[str, str, str], at: datetime
) -> dict[str, Any]:
    """Return a letter as a row for `queue_many`; `written` is its subject, body and language."""
    subject, body, language = written
    return {
        "key": key,
        "person_id": person_id,
        "to_address": to,
        "subject": subject[:300],
        "body": body,
        "language": language,
        "queued_at": at,
        "next_try_at": at,
        "tries": 0,
        "last_error": "",
    }


def queue_many(session: Session, rows: Iterable[Mapping[str, Any]]) -> None:
    """Put many letters into the outbox at once."""
    rows = list(rows)
    if rows:
        # Without the session's bookkeeping a hundred thousand rows take half the time.
        session.flush()
        session.connection().execute(insert(Letter), rows)


def queue_new(session: Session, rows: Iterable[Mapping[str, Any]]) -> int:
    """Put many letters into the outbox, except those whose key is there already; return how many were new."""
    rows = list(rows)
    if not rows:
        return 0
    session.flush()
    # The unique key decides: of two workers that write the same letter, one finds it there.
    unless_there = insert_into(session, Letter).on_conflict_do_nothing(index_elements=["key"])
    return len(session.connection().execute(unless_there.returning(Letter.id), rows).all())


def take_back(session: Session, *, kind: str, person_ids: Sequence[int] | None = None) -> None:
    """Delete letters of one kind (how their keys begin) that were not sent; of some people, or of all."""
    unsent = delete(Letter).where(Letter.sent_at.is_(None), Letter.key.startswith(kind))
    session.execute(unsent if person_ids is None else unsent.where(Letter.person_id.in_(person_ids)))


def send_due(database: Database, smtp: Smtp, *, at: datetime, most: int = 200) -> int:
    """Send the letters that are due, and return how many were accepted by the mail server.

    Each is claimed before it is sent, in a transaction of its own, so two workers never send the same one.
    A letter that fails is tried again after 1, 2, 4 ... minutes, six times in all.
    """
    sent = 0
    with database.reading() as session:
        due = session.scalars(
            select(Letter.id)
            .where(Letter.sent_at.is_(None), Letter.next_try_at <= at, Letter.tries < MOST_TRIES)
            .order_by(Letter.next_try_at)
            .limit(most)
        ).all()
    for letter_id in due:
        sent += _send_one(database, smtp, letter_id, at=at)
    return sent


def _send_one(database: Database, smtp: Smtp, letter_id: int, *, at: datetime) -> bool:
    with database.transaction() as session:
        letter = session.scalars(
            update(Letter)
            .where(Letter.id == letter_id, Letter.sent_at.is_(None), Letter.next_try_at <= at)
            .values(next_try_at=at + CLAIM_LASTS, tries=Letter.tries + 1)
            .returning(Letter)
        ).one_or_none()
    if letter is None:
        return False
    try:
        _hand_over(smtp, letter)
    except (OSError, smtplib.SMTPException) as error:
        log.warning("letter %s was not sent: %s", letter_id, error)
        later = at + timedelta(minutes=2 ** (letter.tries - 1))
        result = {"last_error": str(error)[:300], "next_try_at": later}
    else:
        result = {"last_error": "", "sent_at": at, "body": ""}
    with database.transaction() as session:
        session.execute(update(Letter).where(Letter.id == letter_id).values(result))
    return "sent_at" in result


def _hand_over(smtp: Smtp, letter: Letter) -> None:
    message = EmailMessage()
    message["From"] = smtp.sender
    message["To"] = letter.to_address
    message["Subject"] = letter.subject
    message["Content-Language"] = letter.language
    message["Message-ID"] = (
        f"<letter-{letter.id}-{letter.queued_at:%Y%m%d%H%M%S}@{smtp.sender.split('@')[-1].rstrip('>')}>"
    )
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.body)
    safe = ssl.create_default_context()
    if smtp.security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(smtp.host, smtp.port, timeout=SMTP_TIMEOUT, context=safe)
    else:
        server = smtplib.SMTP(smtp.host, smtp.port, timeout=SMTP_TIMEOUT)
    with server:
        if smtp.security == "starttls":
            server.starttls(context=safe)
        if smtp.username:
            server.login(smtp.username, smtp.password)
        server.send_message(message)
