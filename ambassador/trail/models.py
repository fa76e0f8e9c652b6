"""Knows the rows of the trail."""

from __future__ import annotations

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ambassador.db import Base


class TrailEntry(Base):
    """One thing that happened, chained to the one before it; never changed, never deleted."""

    __tablename__ = "trail_entries"

    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """1, 2, 3 ... without a gap."""
    entry: Mapped[str] = mapped_column(Text)
    """What happened, as canonical JSON with ids and no names; the hash is over exactly this text."""
    previous_hash: Mapped[str] = mapped_column(String(64), unique=True)
    """The hash of entry `sequence - 1`; unique, so the chain can't fork."""
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    """SHA-256 of previous_hash, a newline and entry."""
