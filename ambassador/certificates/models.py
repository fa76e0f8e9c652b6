"""Knows the rows of certificates: one a pass, whether its holder publishes it, and that it was withdrawn."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from ambassador.db import Base, Moment


class Certificate(Base):
    """The certificate of one pass; made when it is first published, or withdrawn before that."""

    __tablename__ = "certificates"

    id: Mapped[int] = mapped_column(primary_key=True)
    """Also its place in the status list."""
    attempt_id: Mapped[int] = mapped_column(ForeignKey("results.attempt_id"), unique=True)
    """The pass; unique, so that of two who make it at once one does."""
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    """128 random bits in hexadecimal: its public address can't be guessed."""
    at: Mapped[datetime] = mapped_column(Moment)


class CertificatePublication(Base):
    """From then on a certificate is published under a name, or is not."""

    __tablename__ = "certificate_publications"

    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificates.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """1, 2, 3 ... for one certificate; unique, so two tabs that publish at once don't do so twice."""
    is_published: Mapped[bool]
    language: Mapped[str] = mapped_column(String(2))
    """The language of the PDF and of the badge, chosen with the name."""
    at: Mapped[datetime] = mapped_column(Moment)
    entry: Mapped[int] = mapped_column(ForeignKey("trail_entries.sequence"), unique=True)
    """Its entry in the trail, beside which the name stands: it goes when the person is erased."""


class CertificateWithdrawal(Base):
    """A certificate no longer counts, by a decision of the programme manager."""

    __tablename__ = "certificate_withdrawals"

    certificate_id: Mapped[int] = mapped_column(
        ForeignKey("certificates.id"), primary_key=True, autoincrement=False
    )
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    entry: Mapped[int] = mapped_column(ForeignKey("trail_entries.sequence"), unique=True)
    """Its entry in the trail, beside which the reason stands; the reason is never public."""
