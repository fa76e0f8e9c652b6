"""Knows the rows of the trail: entries, what they say of people, and signed checkpoints."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ambassador.db import Base, Moment


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
    nodes: Mapped[str] = mapped_column(Text, default="", server_default="")
    """The nodes of the Merkle tree that this entry completes, from level 1 up, 64 characters each."""


class TrailPersonal(Base):
    """What an entry says of a person; the entry holds a commitment, so erasing it leaves the chain whole."""

    __tablename__ = "trail_personal"

    sequence: Mapped[int] = mapped_column(
        ForeignKey("trail_entries.sequence"), primary_key=True, autoincrement=False
    )
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    salt: Mapped[str] = mapped_column(String(64))
    """256 random bits in hexadecimal."""
    content: Mapped[str] = mapped_column(Text)
    """Canonical JSON of texts: name and address at the time, and what the person or somebody else wrote."""


class Checkpoint(Base):
    """A signed statement of how the trail stood: so many entries, with this Merkle root."""

    __tablename__ = "checkpoints"
    __table_args__ = (UniqueConstraint("size", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    size: Mapped[int]
    """How many entries it covers: 1 up to this one."""
    root: Mapped[str] = mapped_column(String(64))
    """The Merkle root (RFC 6962) of those entries' hashes, in hexadecimal."""
    at: Mapped[datetime] = mapped_column(Moment)
    key: Mapped[str] = mapped_column(String(64))
    """The public key that signed, in hexadecimal."""
    note: Mapped[str] = mapped_column(Text)
    """The signed note, exactly as it was handed out (see notes.py)."""
