"""Knows the rows of cycles: who is to pass a course and by when, who need not, and who was reminded."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from ambassador.db import Base, Moment
from ambassador.training.cycles.policy import Ended

_IS_OPEN = text("ended_at IS NULL")


class CourseCycle(Base):
    """Somebody is to pass a course by a day, for the first time or again."""

    __tablename__ = "course_cycles"
    __table_args__ = (
        UniqueConstraint("person_id", "course_id", "number"),
        # One open cycle of a person and course is a fact of the database: of two events at once one opens it.
        Index(
            "uq_course_cycles_open",
            "person_id",
            "course_id",
            unique=True,
            sqlite_where=_IS_OPEN,
            postgresql_where=_IS_OPEN,
        ),
        Index("ix_course_cycles_course_id", "course_id", "ended_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id"))
    number: Mapped[int]
    """1, 2, 3 ... of one person and course."""
    opened_at: Mapped[datetime] = mapped_column(Moment)
    due_at: Mapped[datetime] = mapped_column(Moment)
    """By when to pass: so many days after it was asked, or when the pass that is to be renewed runs out."""
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_why: Mapped[Ended | None] = mapped_column(String(20))


class CycleReminder(Base):
    """Somebody was reminded of a cycle at a set distance; the row is the claim, so it happens once."""

    __tablename__ = "cycle_reminders"

    cycle_id: Mapped[int] = mapped_column(ForeignKey("course_cycles.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)


class CourseWaiver(Base):
    """Somebody need not pass a course until a day: as good as a pass meanwhile."""

    __tablename__ = "course_waivers"
    __table_args__ = (UniqueConstraint("person_id", "course_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id"), index=True)
    number: Mapped[int]
    """1, 2, 3 ... of one person and course; unique, so two who waive it at once waive it once."""
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    """Who approved it."""
    until: Mapped[datetime] = mapped_column(Moment)
    """That moment excluded."""
    entry: Mapped[int] = mapped_column(ForeignKey("trail_entries.sequence"), unique=True)
    """Its entry in the trail, which holds the reason."""


class WaiverEnd(Base):
    """A waiver was ended before its time."""

    __tablename__ = "course_waiver_ends"

    waiver_id: Mapped[int] = mapped_column(ForeignKey("course_waivers.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    entry: Mapped[int] = mapped_column(ForeignKey("trail_entries.sequence"), unique=True)
    """Its entry in the trail, which holds the reason."""
