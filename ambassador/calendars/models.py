"""Knows the rows of secret addresses at which calendar programs fetch due dates."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from ambassador.db import Base, Moment


class CalendarAddress(Base):
    """Somebody's secret address, one at a time; deleted when it is turned off, or when they leave.

    Like a sign-in it opens a door and is no fact about the programme, so the trail doesn't hear of it. Who
    fetches it, and when, is noted nowhere.
    """

    __tablename__ = "calendar_addresses"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    """SHA-256 of the address's 256 random bits: who has the database can open no calendar."""
    made_at: Mapped[datetime] = mapped_column(Moment)
