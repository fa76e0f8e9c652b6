"""Knows the rows behind a report: the assumptions in force, and every report that was shown."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ambassador.db import Base, Moment


class AssumptionVersion(Base):
    """All assumptions at once, from a moment until the next version; never edited."""

    __tablename__ = "assumption_versions"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    """None for those that were shipped."""
    assumed: Mapped[Any] = mapped_column(JSON)
    why: Mapped[str] = mapped_column(String(1000))


class KeptReport(Base):
    """A report as it was shown, whole, so that it can be shown again; never edited."""

    __tablename__ = "kept_reports"
    # Two workers that make the same report at once keep one.
    __table_args__ = (UniqueConstraint("facts_key", "valid_until"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    facts_key: Mapped[str] = mapped_column(String(64))
    """SHA-256 of what the facts were; the same facts can say something else after `valid_until`."""
    check: Mapped[str] = mapped_column(String(12), index=True)
    made_at: Mapped[datetime] = mapped_column(Moment)
    valid_until: Mapped[datetime] = mapped_column(Moment)
    """The next moment at which time alone changes what the report says."""
    assumptions: Mapped[int] = mapped_column(ForeignKey("assumption_versions.number"))
    content: Mapped[str] = mapped_column(Text)
