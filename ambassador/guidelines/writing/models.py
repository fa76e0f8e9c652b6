"""Knows the rows of reviewing drafts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from ambassador.db import Base, Moment


class DraftReview(Base):
    """Somebody asked for a draft to be looked at; the answer holds for exactly the words they saw."""

    __tablename__ = "guideline_reviews"

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("guideline_versions.id"), index=True)
    fingerprint: Mapped[str] = mapped_column(String(64))
    """Of the draft as it was when the review was asked for."""
    asked_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    asked_at: Mapped[datetime] = mapped_column(Moment)
    reviewed_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    reviewed_at: Mapped[datetime | None] = mapped_column(Moment)
    is_approved: Mapped[bool | None]
    """None while nobody has looked."""
    note: Mapped[str] = mapped_column(String(1000), default="")
