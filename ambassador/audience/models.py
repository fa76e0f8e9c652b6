"""Knows the rows of audiences: accounts on channels, and how many people follow each, over time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from ambassador.audience.policy import Channel
from ambassador.db import Base, Moment


class Account(Base):
    """Somebody's profile on a channel, from when it was told until it was taken back."""

    __tablename__ = "accounts"
    __table_args__ = (
        # One open account a person and channel: two submissions at once are one.
        Index(
            "uq_accounts_open",
            "person_id",
            "channel",
            unique=True,
            sqlite_where=text("removed_at IS NULL"),
            postgresql_where=text("removed_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    channel: Mapped[Channel] = mapped_column(String(20))
    handle: Mapped[str] = mapped_column(String(200), default="")
    """The profile's name on the channel; emptied when the person takes it back or leaves the programme."""
    added_at: Mapped[datetime] = mapped_column(Moment)
    removed_at: Mapped[datetime | None] = mapped_column(Moment)


class AudienceCount(Base):
    """How many people followed an account at a moment, as its owner or the channel itself said it."""

    __tablename__ = "audience_counts"
    __table_args__ = (
        Index("ix_audience_counts_account_at", "account_id", "at"),
        CheckConstraint("people >= 0", name="people_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    people: Mapped[int]
    is_at_least: Mapped[bool] = mapped_column(default=False)
    """True for a silent cap such as LinkedIn's "500+", which is at least 500."""
    at: Mapped[datetime] = mapped_column(Moment)
    told_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    """None for a public count that the channel told."""


class CountFetch(Base):
    """When the public count of an account was last asked for, how that went, and when it is asked next."""

    __tablename__ = "count_fetches"

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    fetched_at: Mapped[datetime | None] = mapped_column(Moment)
    """The last good answer."""
    next_try_at: Mapped[datetime] = mapped_column(Moment, index=True)
    """Not to be asked before this; whoever asks claims the account by moving it ahead."""
    tries: Mapped[int] = mapped_column(default=0)
    """In a row without a good answer."""
    last_error: Mapped[str] = mapped_column(String(300), default="")
    """A `profiles.Fault` after a failure, empty after a good answer."""
