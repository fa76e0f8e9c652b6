"""Knows the rows of what was passed elsewhere. How one knows stands in the trail, erasable."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ambassador.db import Base, Moment
from ambassador.web.scans import Scan


class PassElsewhere(Base):
    """The programme manager recorded that somebody passed a course elsewhere: a fact, never changed."""

    __tablename__ = "passes_elsewhere"
    __table_args__ = (UniqueConstraint("person_id", "course_id", "passed_on", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("course_versions.id"))
    """The version in force when it was recorded, whose validity it has unless an end was given."""
    passed_on: Mapped[date]
    """The day, by the company's calendar."""
    number: Mapped[int]
    """1, and one more for each record of this day that was withdrawn before; unique, so of the same record
    sent twice, by whomever, one is kept."""
    at: Mapped[datetime] = mapped_column(Moment)
    """When that day began: from then on it counts."""
    valid_until: Mapped[datetime] = mapped_column(Moment)
    cleared_until: Mapped[datetime] = mapped_column(Moment)
    """The end of the grace after it."""
    anchor_day: Mapped[int]
    """The day of the month on which its anniversaries fall."""
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    recorded_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    entry: Mapped[int] = mapped_column(ForeignKey("trail_entries.sequence"), unique=True)
    """Its entry in the trail, which holds the proof in words."""


class PassElsewhereWithdrawal(Base):
    """A record was a mistake: it counts no more, and is taken never to have counted."""

    __tablename__ = "pass_elsewhere_withdrawals"

    pass_id: Mapped[int] = mapped_column(ForeignKey("passes_elsewhere.id"), primary_key=True)
    """Unique, so of two who withdraw it at once one does."""
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    entry: Mapped[int] = mapped_column(ForeignKey("trail_entries.sequence"), unique=True)
    """Its entry in the trail, which holds the reason."""


class PassElsewhereScan(Scan, Base):
    """The file that proves it, where one was brought; deleted when the person is erased."""

    __tablename__ = "pass_elsewhere_scans"

    pass_id: Mapped[int] = mapped_column(ForeignKey("passes_elsewhere.id"), primary_key=True)


class PassesUpload(Base):
    """A list of passes that somebody sent, between its preview and its confirmation."""

    __tablename__ = "passes_uploads"

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id"))
    uploaded_by: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    """Only they see it."""
    uploaded_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    filename: Mapped[str] = mapped_column(String(200))
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    """The file; emptied once it is recorded, thrown away or expired."""
    done: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """The counts of what was recorded from it; None until it is."""
