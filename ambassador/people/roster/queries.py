"""Reads what an import compares with, and the uploads."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from ambassador.people.models import Person, PersonRole, Team
from ambassador.people.roster.comparing import Known
from ambassador.people.roster.models import RosterUpload, UploadState
from ambassador.web.access import Role

REMEMBERED = 5
"""Earlier imports that are listed."""


def everyone_known(session: Session) -> list[Known]:
    """Return everybody the app has, working here or not, in one statement."""
    is_administrator = exists().where(
        PersonRole.person_id == Person.id, PersonRole.role == Role.ADMINISTRATOR
    )
    rows = session.execute(
        select(
            Person.id,
            Person.email,
            Person.external_id,
            Person.name,
            Person.title,
            Team.name_key,
            Team.name,
            Person.is_leader,
            Person.left_at.is_not(None),
            is_administrator,
        )
        .outerjoin(Team, Team.id == Person.team_id)
        .order_by(Person.id)
    )
    return [
        Known(
            person_id,
            email,
            key,
            name,
            title,
            team_key or "",
            team or "",
            leads,
            bool(left),
            bool(administers),
        )
        for person_id, email, key, name, title, team_key, team, leads, left, administers in rows
    ]


def upload_of(session: Session, upload_id: int, *, by: int) -> RosterUpload | None:
    """Return an upload, to whoever sent it only."""
    found = session.get(RosterUpload, upload_id)
    return found if found is not None and found.uploaded_by == by else None


def state_of(session: Session, upload_id: int) -> UploadState | None:
    """Return how far an upload has come."""
    return session.scalar(select(RosterUpload.state).where(RosterUpload.id == upload_id))


def content_of(session: Session, upload_id: int) -> bytes | None:
    """Return the file of an upload, or None when it has been let go."""
    return session.scalar(select(RosterUpload.content).where(RosterUpload.id == upload_id))


def latest_imports(session: Session) -> Sequence[RosterUpload]:
    """Return the last imports from the page, the newest first."""
    return session.scalars(
        select(RosterUpload)
        .where(RosterUpload.state == UploadState.IMPORTED)
        .order_by(RosterUpload.id.desc())
        .limit(REMEMBERED)
    ).all()
