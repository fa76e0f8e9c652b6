"""Keeps a list of passes between its preview and its confirmation, and lets go of it afterwards."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ambassador.people.roster.policy import WAITS
from ambassador.training.elsewhere.comparing import Plan
from ambassador.training.elsewhere.models import PassesUpload
from ambassador.web.errors import Conflict


def keep(
    session: Session, *, course_id: int, content: bytes, filename: str, by: int, at: datetime
) -> PassesUpload:
    """Keep a list until it is confirmed or expires; lists that nobody confirmed in time are let go."""
    session.execute(
        update(PassesUpload)
        .where(PassesUpload.expires_at <= at, PassesUpload.content.is_not(None))
        .values(content=None)
    )
    upload = PassesUpload(
        course_id=course_id,
        uploaded_by=by,
        uploaded_at=at,
        expires_at=at + WAITS,
        filename=filename.replace("\x00", "")[:200],
        content=content,
    )
    session.add(upload)
    session.flush()
    return upload


def claim(session: Session, upload_id: int, *, at: datetime) -> Conflict | None:
    """Make others who confirm or throw away this list wait, or say why there is nothing to confirm."""
    row = session.execute(
        select(PassesUpload.done, PassesUpload.content.is_not(None), PassesUpload.expires_at)
        .where(PassesUpload.id == upload_id)
        .with_for_update()
    ).one()
    if row[0] is not None:
        return Conflict(_("This list is recorded already."))
    if not row[1] or row[2] <= at:
        return Conflict(_("This list is no longer here. Nothing was recorded."))
    return None


def finish(session: Session, upload_id: int, *, plan: Plan) -> None:
    """Note that a list was recorded, and let go of the file."""
    done = {"new": len(plan.new), "recorded": len(plan.recorded), "faults": len(plan.faults)}
    _set(session, upload_id, done=done, content=None)


def throw_away(session: Session, upload_id: int) -> None:
    """Let go of a list; what was recorded stays as it is."""
    _set(session, upload_id, content=None)


def _set(session: Session, upload_id: int, **values: Any) -> None:
    session.execute(update(PassesUpload).where(PassesUpload.id == upload_id).values(**values))
