"""Knows who is signed in: a random id in the cookie, a row in the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from flask import Flask
from flask_login import AnonymousUserMixin, LoginManager, UserMixin, current_user
from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from ambassador.db import Moment
from ambassador.people.models import Person, PersonRole, SignInSession
from ambassador.people.tokens import hash_of
from ambassador.web.access import Permission, Role, may
from ambassador.web.rim import moment, reading


@dataclass(frozen=True)
class SignedIn(UserMixin):  # type: ignore[misc]  # Flask-Login ships no types
    """Somebody in front of the screen, as far as a request needs to know them."""

    session_token: str
    id: int
    name: str
    email: str
    language: str | None
    roles: frozenset[Role]

    def get_id(self) -> str:
        """Return the session's random id, so that a copied cookie ends with the session."""
        return self.session_token


class Anonymous(AnonymousUserMixin):  # type: ignore[misc]  # Flask-Login ships no types
    """Somebody who is not signed in."""

    language: str | None = None
    roles: frozenset[Role] = frozenset()


def signed_in() -> SignedIn:
    """Return the person signed in; only for views whose permission takes one."""
    return cast(SignedIn, current_user._get_current_object())


def may_see_of(person_id: int) -> bool:
    """Say whether what proves something of a person is shown: to themselves and to the programme manager."""
    return person_id == signed_in().id or may(Permission.RUN_PROGRAMME)


# Built once: building a statement takes longer than running it, and every page runs this one.
_SESSION_PERSON = (
    select(
        Person.id,
        Person.name,
        Person.email,
        Person.language,
        select(func.aggregate_strings(PersonRole.role, ","))
        .where(PersonRole.person_id == Person.id)
        .scalar_subquery()
        .label("roles"),
    )
    .join(SignInSession, SignInSession.person_id == Person.id)
    .where(
        SignInSession.id_hash == bindparam("id_hash"),
        SignInSession.ended_at.is_(None),
        SignInSession.expires_at > bindparam("at", type_=Moment),
        Person.left_at.is_(None),
    )
)


def session_person(session: Session, token: str, *, at: datetime) -> SignedIn | None:
    """Return whose session this is, unless it ended, expired, or the person left; one indexed read."""
    # By the connection: the session's own bookkeeping takes as long as the read, and there are no objects.
    row = session.connection().execute(_SESSION_PERSON, {"id_hash": hash_of(token), "at": at}).first()
    if row is None:
        return None
    held = frozenset(Role(name) for name in (row.roles or "").split(",") if name)
    return SignedIn(token, row.id, row.name, row.email, row.language, held)


def init_app(app: Flask) -> None:
    """Let Flask-Login find the person of a request's cookie."""
    login = LoginManager()
    login.anonymous_user = Anonymous
    login.session_protection = (
        None  # The row decides; an address that changes on a phone is no sign of theft.
    )
    login.user_loader(lambda token: session_person(reading(), token, at=moment()))
    login.init_app(app)
