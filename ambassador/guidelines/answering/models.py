"""Knows the rows of what people answer. Reasons and notes stand in the trail, where they can be erased."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ambassador.db import Base, Moment
from ambassador.guidelines.answering.policy import Method
from ambassador.web.scans import Scan


class Acknowledgement(Base):
    """Somebody attested that they read a version and will follow it: never withdrawn, only superseded."""

    __tablename__ = "acknowledgements"
    __table_args__ = (
        UniqueConstraint("person_id", "version_id"),
        Index("uq_acknowledgements_entry", "entry", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("guideline_versions.id"), index=True)
    language: Mapped[str] = mapped_column(String(2))
    sha256: Mapped[str] = mapped_column(String(64))
    """The hash of the bytes this person was shown."""
    sentence: Mapped[str] = mapped_column(Text)
    """The exact words agreed to."""
    at: Mapped[datetime] = mapped_column(Moment)
    method: Mapped[Method] = mapped_column(String(20), default=Method.SELF, server_default=Method.SELF.value)
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    """Who recorded it for the person, on paper or on their behalf; None for one's own."""
    signed_on: Mapped[date | None]
    """The day that stands on the paper."""
    entry: Mapped[int | None] = mapped_column(ForeignKey("trail_entries.sequence"))
    """Its entry in the trail; None only for what was kept before entries were noted here."""


class PaperScan(Scan, Base):
    """The scan of an acknowledgement on paper; deleted when the person is erased."""

    __tablename__ = "paper_scans"

    acknowledgement_id: Mapped[int] = mapped_column(ForeignKey("acknowledgements.id"), primary_key=True)


class Decline(Base):
    """Somebody said that they will not acknowledge a version; acknowledging it later is open to them."""

    __tablename__ = "declines"
    __table_args__ = (UniqueConstraint("person_id", "version_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("guideline_versions.id"), index=True)
    at: Mapped[datetime] = mapped_column(Moment)
    entry: Mapped[int] = mapped_column(ForeignKey("trail_entries.sequence"), unique=True)
    """Its entry in the trail, which holds the reason."""


class ExceptionRequest(Base):
    """Somebody asked to be excepted from a guideline, or the programme manager did so for them."""

    __tablename__ = "exception_requests"
    __table_args__ = (UniqueConstraint("person_id", "guideline_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    guideline_id: Mapped[int] = mapped_column(ForeignKey("guidelines.id"), index=True)
    number: Mapped[int]
    """1, 2, 3 ... for one person and guideline; unique, so the same form sent twice is one request."""
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    """Who asked: the person, or the programme manager."""
    entry: Mapped[int] = mapped_column(ForeignKey("trail_entries.sequence"), unique=True)
    """Its entry in the trail, which holds the reason."""


class ExceptionDecision(Base):
    """What was decided about a request, once."""

    __tablename__ = "exception_decisions"

    request_id: Mapped[int] = mapped_column(ForeignKey("exception_requests.id"), primary_key=True)
    is_granted: Mapped[bool]
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    until: Mapped[datetime | None] = mapped_column(Moment)
    """The end of a granted exception, that moment excluded; None for a refused request."""
    entry: Mapped[int] = mapped_column(ForeignKey("trail_entries.sequence"), unique=True)
    """Its entry in the trail, which holds the reason."""
