"""Knows the rows of following up: who was reminded, and how far the letters of a publication are."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from ambassador.db import Base, Moment


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
