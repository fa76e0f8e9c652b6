"""Knows the rows of guidelines: versions, their texts, for whom they are, and who was asked."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ambassador.db import Base, Moment
from ambassador.guidelines.policy import Ended
from ambassador.people.audiences import Audience


class Guideline(Base):
    """A set of rules with a life of its own: one row, many versions."""

    __tablename__ = "guidelines"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)


class GuidelineVersion(Base):
    """One edition of a guideline: a draft until it is published, frozen from then on."""

    __tablename__ = "guideline_versions"
    __table_args__ = (UniqueConstraint("guideline_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    guideline_id: Mapped[int] = mapped_column(ForeignKey("guidelines.id"))
    number: Mapped[int]
    """1, 2, 3 ...; unique, so two drafts begun at once are one."""
    major: Mapped[int] = mapped_column(default=0)
    """Rises with each material change, set when published: an acknowledgement holds for its major version."""
    minor: Mapped[int] = mapped_column(default=0)
    published_at: Mapped[datetime | None] = mapped_column(Moment)
    published_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    binding_from: Mapped[datetime | None] = mapped_column(Moment)
    """From when a material version must have been acknowledged: its grace ends here."""
    due_at: Mapped[datetime | None] = mapped_column(Moment)
    """By when those asked are to have acknowledged it; a minor version keeps that of its major one."""
    audience: Mapped[Audience] = mapped_column(
        String(20), default=Audience.AMBASSADORS, server_default=Audience.AMBASSADORS.value
    )
    """Who must acknowledge it."""

    guideline: Mapped[Guideline] = relationship(lazy="raise")
    texts: Mapped[list[GuidelineText]] = relationship(lazy="raise", cascade="all, delete-orphan")


class VersionTeam(Base):
    """A team that a version with the audience `teams` is for; frozen with the version."""

    __tablename__ = "guideline_version_teams"

    version_id: Mapped[int] = mapped_column(ForeignKey("guideline_versions.id"), primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id"), primary_key=True)


class VersionWithdrawal(Base):
    """A published version was taken back: the one before is in force again; its signatures don't count."""

    __tablename__ = "guideline_withdrawals"

    version_id: Mapped[int] = mapped_column(ForeignKey("guideline_versions.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    why: Mapped[str] = mapped_column(String(1000))
    """For its readers."""


class GuidelineText(Base):
    """A version's words in one language."""

    __tablename__ = "guideline_texts"

    version_id: Mapped[int] = mapped_column(ForeignKey("guideline_versions.id"), primary_key=True)
    language: Mapped[str] = mapped_column(String(2), primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    """Never empty once it is published, even where the language lags: lists name the version by it."""
    summary: Mapped[str] = mapped_column(String(1000), default="")
    body: Mapped[str] = mapped_column(Text)
    """Markdown."""
    what_changed: Mapped[str] = mapped_column(String(1000), default="")
    """What is different from the version before, for its readers; empty for the first."""
    shown: Mapped[str] = mapped_column(Text, default="")
    """The HTML that readers are shown, made once when the version is published."""
    sha256: Mapped[str] = mapped_column(String(64), default="")
    """SHA-256 of `shown` in UTF-8."""
    lags: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Published without this language: readers of it are shown another, whole, and told so.

    Its words are then those the translation had come to; `shown`, `sha256` and `what_changed` are empty.
    """


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


class GuidelineRequirement(Base):
    """From then on a guideline must be acknowledged to be a cleared ambassador, or need not.

    A guideline is required from the start; without a row it still is.
    """

    __tablename__ = "guideline_requirements"

    guideline_id: Mapped[int] = mapped_column(ForeignKey("guidelines.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """1, 2, 3 ... for one guideline; unique, so two who change it at once don't change it twice."""
    is_required: Mapped[bool]
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    """Who changed it; None is the system."""
