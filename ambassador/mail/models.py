"""Knows the rows of the outbox."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ambassador.db import Base, Moment


class Letter(Base):
    """A letter that waits to be sent, is being sent, or was sent."""

    __tablename__ = "letters"
    __table_args__ = (Index("ix_letters_waiting", "sent_at", "next_try_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(100), unique=True)
    """What this letter is about: the same letter is never queued twice."""
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    to_address: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(300))
    body: Mapped[str] = mapped_column(Text)
    """Plain text. Emptied once the letter is sent: its links are for the receiver alone."""
    language: Mapped[str] = mapped_column(String(2))
    queued_at: Mapped[datetime] = mapped_column(Moment)
    next_try_at: Mapped[datetime] = mapped_column(Moment)
    """Not to be tried before this; a sender claims a letter by moving it ahead."""
    tries: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(String(300), default="")
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
