"""Invites staff to take part: each person once, whatever their number, in their own language."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from flask import url_for
from sqlalchemy import literal, select
from sqlalchemy.engine import Row
from sqlalchemy.orm import Session

from ambassador.db import Moment, batches, insert_into
from ambassador.mail import letters
from ambassador.mail import operations as mail
from ambassador.optins import queries
from ambassador.optins.models import Invitation
from ambassador.people import operations as people
from ambassador.people.models import LinkPurpose, Person
from ambassador.people.policy import INVITATION_LASTS
from ambassador.settings import LANGUAGES
from ambassador.trail.operations import record
from ambassador.web.rim import settings

TEMPLATE = "programme_invitation"
BATCH = 5000
"""Letters that are written and queued together: so many fit in little memory."""

Receiver = Row[int, str, str, str | None, bool]
"""id, name, email, language, is_new"""


def invite(session: Session, *, by: int, at: datetime, team_ids: Collection[int] | None = None) -> int:
    """Invite everyone, or some teams, who was not asked before, and return how many letters were queued.

    The rows of the invitations are inserted by one statement that passes over those already there, so two
    submissions at once send nobody two letters.
    """
    chosen = queries.uninvited(at=at, team_ids=team_ids).add_columns(literal(at, Moment), literal(by))
    invited = set(
        session.scalars(
            insert_into(session, Invitation)
            .from_select(["person_id", "invited_at", "invited_by"], chosen)
            .on_conflict_do_nothing()
            .returning(Invitation.person_id)
        )
    )
    receivers = session.execute(
        select(
            Person.id,
            Person.name,
            Person.email,
            Person.language,
            Person.password_hash.is_(None).label("is_new"),
        )
        .join(Invitation, Invitation.person_id == Person.id)
        .where(Invitation.invited_at == at)
    ).all()
    wordings = _wordings()
    for some in batches((row for row in receivers if row.id in invited), BATCH):
        # Whoever has no password yet gets a link that sets one, and leads on to the page for joining.
        tokens = people.make_links(
            session, person_ids=[row.id for row in some if row.is_new], purpose=LinkPurpose.INVITATION, at=at
        )
        mail.queue_many(session, (_letter(row, wordings, tokens.get(row.id, ""), at=at) for row in some))
    if invited:
        record(session, "people invited", by=by, at=at, people=len(invited))
    return len(invited)


def wording(language: str | None, *, name: str, token: str = "") -> letters.Written:
    """Return the invitation; without a token it is the one for those who can sign in already."""
    join = url_for("optins.join")
    address = url_for("people.link", token=token, next=join) if token else join
    return letters.write(
        TEMPLATE,
        language=language,
        name=name,
        address=letters.absolute(address),
        front=letters.absolute("/"),
        is_new=bool(token),
        days=INVITATION_LASTS.days,
    )


def _wordings() -> Mapping[tuple[str, bool], letters.Written]:
    """Return each wording that may be needed once, with marks for what differs from letter to letter."""
    return {
        (language, is_new): wording(
            language, name=letters.mark("name"), token=letters.mark("token") if is_new else ""
        )
        for language in LANGUAGES
        for is_new in (False, True)
    }


def _letter(
    row: Receiver, wordings: Mapping[tuple[str, bool], letters.Written], token: str, *, at: datetime
) -> dict[str, Any]:
    written = letters.filled(
        wordings[row.language or settings().language, row.is_new], name=row.name, token=token
    )
    return mail.letter_row(
        key=f"programme-invitation:{row.id}", person_id=row.id, to=row.email, written=written, at=at
    )
