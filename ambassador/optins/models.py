"""Knows the rows of invitations, opt-ins and withdrawals."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ambassador.db import Base, Moment


class Invitation(Base):
    """Somebody was invited to take part; whatever they do or don't do with it is theirs."""

    __tablename__ = "invitations"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), unique=True)
    invited_at: Mapped[datetime] = mapped_column(Moment)
    invited_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


class OptIn(Base):
    """A consent to take part: given, never edited, ended only by a withdrawal."""

    __tablename__ = "opt_ins"
    __table_args__ = (UniqueConstraint("person_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    number: Mapped[int]
    """The person's first, second ... consent: unique, so two submissions at once are one."""
    at: Mapped[datetime] = mapped_column(Moment)
    consent_version: Mapped[str] = mapped_column(String(20))
    sentence: Mapped[str] = mapped_column(Text)
    """The exact words agreed to."""
    language: Mapped[str] = mapped_column(String(2))


class Withdrawal(Base):
    """The end of one consent: at once, and without a reason."""

    __tablename__ = "withdrawals"

    opt_in_id: Mapped[int] = mapped_column(ForeignKey("opt_ins.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
