"""Knows the rows of a designed sample: the design, who was drawn, and which questions are still open."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from ambassador.audience.policy import Channel
from ambassador.db import Base, Moment


class ListDesign(Base):
    """A request for follower lists on one channel: how many, and the seed that the draws come from."""

    __tablename__ = "list_designs"
    __table_args__ = (
        # One open design a channel: two managers who begin at once begin one.
        Index(
            "uq_list_designs_open",
            "channel",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[Channel] = mapped_column(String(20))
    lists: Mapped[int]
    """How many lists are wanted."""
    seed: Mapped[str] = mapped_column(String(32))
    begun_at: Mapped[datetime] = mapped_column(Moment)
    begun_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    refusals: Mapped[int] = mapped_column(default=0)
    """How many said no. Who did is written nowhere."""


class ListDraw(Base):
    """Somebody was asked, as this design drew them; the row says nothing of the answer and never changes."""

    __tablename__ = "list_draws"
    __table_args__ = (
        UniqueConstraint("design_id", "person_id"),
        UniqueConstraint("design_id", "is_certain", "place"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    design_id: Mapped[int] = mapped_column(ForeignKey("list_designs.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    is_certain: Mapped[bool]
    """Asked for certain, as one of the largest audiences; else drawn by chance, weighted by audience."""
    place: Mapped[int]
    """First, second ... in the order of its part."""
    audience: Mapped[int]
    """As it was when the design began, which is what it was drawn by."""
    asked_at: Mapped[datetime] = mapped_column(Moment)


class ListQuestion(Base):
    """A question that somebody has not answered; it is deleted by a list, by a no, and by leaving."""

    __tablename__ = "list_questions"

    design_id: Mapped[int] = mapped_column(ForeignKey("list_designs.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)
