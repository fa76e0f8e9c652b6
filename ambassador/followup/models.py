"""Knows the rows of following up: who was asked to do what by when, and who was written to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from ambassador.db import Base, Moment
from ambassador.followup.policy import Ended


class GuidelineTask(Base):
    """Somebody is asked to acknowledge a major version. Whether they did is asked of the facts."""

    __tablename__ = "guideline_tasks"
    __table_args__ = (
        Index("uq_guideline_tasks_version_id", "version_id", "person_id", "number", unique=True),
        Index("ix_guideline_tasks_person_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("guideline_versions.id"))
    """The first version of the major one that asks: x.0."""
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    number: Mapped[int] = mapped_column(default=1, server_default="1")
    """1, 2 ...: who left the audience and returned is asked once more."""
    asked_at: Mapped[datetime] = mapped_column(Moment)
    due_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    """Since when nobody expects it any more, whether it was done or not."""
    ended_why: Mapped[Ended | None] = mapped_column(String(20))


class TaskReminder(Base):
    """Somebody was reminded of a task at a set distance; the row is the claim, so it happens once."""

    __tablename__ = "task_reminders"

    task_id: Mapped[int] = mapped_column(ForeignKey("guideline_tasks.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)


class Publication(Base):
    """The letters that tell of a published version: how far they are, so that they go on after a restart."""

    __tablename__ = "publications"

    version_id: Mapped[int] = mapped_column(ForeignKey("guideline_versions.id"), primary_key=True)
    people: Mapped[int]
    """How many people are written to."""
    queued: Mapped[int] = mapped_column(default=0)
    last_task: Mapped[int] = mapped_column(default=0)
    """The last task whose letter was queued."""
    finished_at: Mapped[datetime | None] = mapped_column(Moment)
