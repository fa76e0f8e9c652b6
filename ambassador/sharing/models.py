"""Knows the rows of what is shared: consents, packed lists, and mutual counts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ambassador.audience.policy import Channel
from ambassador.db import Base, Moment
from ambassador.sharing.policy import Purpose


class SharingConsent(Base):
    """A consent to share for one purpose on one channel: given, never edited, ended by a withdrawal."""

    __tablename__ = "sharing_consents"
    __table_args__ = (UniqueConstraint("person_id", "purpose", "channel", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    purpose: Mapped[Purpose] = mapped_column(String(20))
    channel: Mapped[Channel] = mapped_column(String(20))
    number: Mapped[int]
    """The person's first, second ... consent to this: unique, so two submissions at once are one."""
    at: Mapped[datetime] = mapped_column(Moment)
    consent_version: Mapped[str] = mapped_column(String(20))
    sentence: Mapped[str] = mapped_column(Text)
    """The exact words agreed to."""
    language: Mapped[str] = mapped_column(String(2))


class SharingWithdrawal(Base):
    """The end of one consent to share: at once, and without a reason."""

    __tablename__ = "sharing_withdrawals"

    consent_id: Mapped[int] = mapped_column(ForeignKey("sharing_consents.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)


class SharedList(Base):
    """The pseudonymous keys of one follower list; the row is deleted on withdrawal and when it expires."""

    __tablename__ = "shared_lists"
    __table_args__ = (Index("ix_shared_lists_channel", "channel", "person_id"),)

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    channel: Mapped[Channel] = mapped_column(String(20))
    consent_id: Mapped[int] = mapped_column(ForeignKey("sharing_consents.id"))
    keys: Mapped[bytes] = mapped_column(LargeBinary)
    """Kept keys, sorted, 8 bytes each, little-endian."""
    people: Mapped[int]
    """Different people in the whole list, before any key was dropped."""
    one_in: Mapped[int]
    """How many keys stand behind each kept one: 1, 4 or 16."""
    secret_check: Mapped[str] = mapped_column(String(16))
    """Tells under which secret the keys were made: those of different secrets can't be united."""
    shared_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment, index=True)


class MutualPair(Base):
    """Two ambassadors drawn at random, and how many contacts they share, once one of them said it."""

    __tablename__ = "mutual_pairs"
    __table_args__ = (
        UniqueConstraint("channel", "asked_id", "other_id"),
        CheckConstraint("mutual >= 0", name="mutual_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[Channel] = mapped_column(String(20))
    asked_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    other_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    offered_at: Mapped[datetime] = mapped_column(Moment)
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    mutual: Mapped[int | None]
    audience: Mapped[int | None]
    """Of the one who was asked, when they answered; the next is the other's."""
    other_audience: Mapped[int | None]
