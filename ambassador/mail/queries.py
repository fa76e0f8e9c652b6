"""Reads the outbox."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ambassador.mail.models import Letter

SHOWN = 100


def latest_letters(session: Session) -> Sequence[Letter]:
    """Return the newest letters, waiting and sent, the newest first."""
    return session.scalars(select(Letter).order_by(Letter.id.desc()).limit(SHOWN)).all()


def letters_waiting(session: Session) -> int:
    """Return how many letters wait to be sent."""
    return session.scalar(select(func.count()).where(Letter.sent_at.is_(None))) or 0
