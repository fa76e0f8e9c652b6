"""Knows the rows of people: persons, teams, roles, sign-in sessions, links and failed sign-ins."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ambassador.db import Base, Moment, SortText
from ambassador.web.access import Role


class Team(Base):
    """A unit of the company, as the roster names it."""

    __tablename__ = "teams"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    name_key: Mapped[str] = mapped_column(String(200), unique=True)
    """The folded name: two spellings of one team are one team."""
    sort_key: Mapped[str] = mapped_column(SortText)
    """Sorts as Norwegian does, on every database (see policy.sort_key)."""


class Person(Base):
    """Somebody who works, or worked, in the company."""

    __tablename__ = "people"
    __table_args__ = (Index("ix_people_sort", "sort_key", "id"), Index("ix_people_team", "team_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    """The work address in lower case: how the roster and sign-in recognise a person."""
    external_id: Mapped[str | None] = mapped_column(String(100), unique=True)
    """The directory's own id (Entra objectId), which survives a changed name or address."""
    name: Mapped[str] = mapped_column(String(200))
    title: Mapped[str] = mapped_column(String(200), default="")
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id"))
    is_leader: Mapped[bool] = mapped_column(default=False)
    """Leads others, by the roster. It gives no access: that takes the role leadership."""
    language: Mapped[str | None] = mapped_column(String(2))
    """The language the person chose; None follows the browser."""
    sort_key: Mapped[str] = mapped_column(SortText)
    search_key: Mapped[str] = mapped_column(String(500))
    """Folded name and address, for searching without regard to case or accents."""
    joined_at: Mapped[datetime] = mapped_column(Moment)
    left_at: Mapped[datetime | None] = mapped_column(Moment)
    """Since when the person no longer works here; None while they do."""
    password_hash: Mapped[str | None] = mapped_column(String(200))

    team: Mapped[Team | None] = relationship(lazy="raise")
    roles: Mapped[list[PersonRole]] = relationship(lazy="raise", cascade="all, delete-orphan")


class PersonRole(Base):
    """A role somebody holds now; the trail tells who gave and took it."""

    __tablename__ = "person_roles"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    role: Mapped[Role] = mapped_column(String(30), primary_key=True)

    __table_args__ = (
        CheckConstraint("role IN ('programme_manager', 'leadership', 'administrator')", name="known_role"),
    )


class SignInSession(Base):
    """One signed-in browser. Ending the row ends the sign-in, whatever cookies were copied."""

    __tablename__ = "sign_in_sessions"

    id_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    """SHA-256 of the cookie's random id: a stolen database signs nobody in."""
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    started_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)


class LinkPurpose(StrEnum):
    """What a link in a letter is for."""

    INVITATION = "invitation"
    RESET = "reset"


class Link(Base):
    """A single-use, expiring link with which somebody sets a password."""

    __tablename__ = "links"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    purpose: Mapped[LinkPurpose] = mapped_column(String(20))
    made_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)


class FailedSignIn(Base):
    """A sign-in that failed, counted in the database so that all workers count together."""

    __tablename__ = "failed_sign_ins"
    __table_args__ = (Index("ix_failed_sign_ins_key_at", "key", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64))
    """SHA-256 of what is counted: an e-mail address or a network address."""
    at: Mapped[datetime] = mapped_column(Moment)
