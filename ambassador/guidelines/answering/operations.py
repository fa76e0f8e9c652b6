"""Keeps that people acknowledge guidelines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from flask_babel import gettext as _
from sqlalchemy import insert
from sqlalchemy.orm import Session

from ambassador.db import connection_of
from ambassador.guidelines import content, policy
from ambassador.guidelines.answering import queries
from ambassador.guidelines.answering.models import Acknowledgement
from ambassador.guidelines.answering.policy import Method
from ambassador.guidelines.policy import Verdict
from ambassador.trail.operations import Personal, record, take_turn
from ambassador.web.errors import Conflict, Refusal


@dataclass(frozen=True)
class Acknowledge:
    """What somebody sent from the page they read: which bytes, which words, and their tick."""

    guideline_id: int
    version_id: int
    sha256: str
    language: str
    sentence: str
    is_ticked: bool


def acknowledge(session: Session, command: Acknowledge, *, by: int, at: datetime) -> Refusal | None:
    """Keep that somebody read the version in force and will follow it.

    Returns a Conflict, with nothing signed, when the page showed anything but the version in force; a Refusal
    beside `agrees` when the box was not ticked, and one for somebody who left. Who has acknowledged already
    is done: no second row. An earlier no is superseded by it.
    """
    signer = queries.held(session, by)
    # In turn with whoever publishes or withdraws: what is in force now stays so until this is kept.
    take_turn(session)
    if signer.left_at is not None:
        return left()
    current = queries.seal_in_force(session, command.guideline_id, language=command.language)
    verdict = Verdict.SUPERSEDED
    if current is not None:
        verdict = policy.judge(
            acknowledged_major=queries.acknowledged_major(session, by, command.guideline_id),
            current_major=current.major,
            is_what_was_seen=is_shown(command, current)
            and command.sentence == content.sentences()[current.language],
            is_ticked=command.is_ticked,
        )
    if verdict is Verdict.SUPERSEDED:
        return Conflict(
            _("The text changed after you opened this page, so nothing was signed. Below is the new text.")
        )
    if verdict is Verdict.NOT_TICKED:
        return Refusal(_("Tick the box when you have read the text and agree."), "agrees")
    if verdict is Verdict.ACCEPTED:
        _sign(session, command, Personal(by, {"name": signer.name, "email": signer.email}), by=by, at=at)
    return None


class Shown(Protocol):
    """A text: what a page says it showed, or what is in force."""

    @property
    def version_id(self) -> int: ...
    @property
    def sha256(self) -> str: ...
    @property
    def language(self) -> str: ...


def is_shown(page: Shown, current: Shown) -> bool:
    """Say whether a page showed the version in force, byte for byte, in the language it says."""
    shown = (page.version_id, page.sha256, page.language)
    return shown == (current.version_id, current.sha256, current.language)


def left() -> Refusal:
    """Return what somebody is told who left between opening a page and sending it."""
    return Refusal(_("You no longer work here, so nothing was kept."))


# Built once, and without the session's bookkeeping: many acknowledge at the same time.
_KEEP = insert(Acknowledgement)


def _sign(session: Session, command: Acknowledge, signer: Personal, *, by: int, at: datetime) -> None:
    # Whoever answers for this person waits for this one to end, so nobody can have signed meanwhile.
    entry = record(
        session,
        "guideline acknowledged",
        signer,
        by=by,
        at=at,
        person=by,
        guideline=command.guideline_id,
        version=command.version_id,
        language=command.language,
        sha256=command.sha256,
        sentence=policy.sha256(command.sentence),
        method=Method.SELF,
    )
    kept = {
        "person_id": by,
        "version_id": command.version_id,
        "language": command.language,
        "sha256": command.sha256,
        "sentence": command.sentence,
        "at": at,
        "method": Method.SELF,
        "entry": entry.sequence,
    }
    connection_of(session).execute(_KEEP, kept)
