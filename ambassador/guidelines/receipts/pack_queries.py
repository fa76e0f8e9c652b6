"""Reads what goes into the auditor's pack, a row at a time: none of it is ever held whole in memory."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from ambassador.guidelines.answering.models import (
    Acknowledgement,
    Decline,
    ExceptionDecision,
    ExceptionRequest,
    PaperScan,
)
from ambassador.guidelines.models import Guideline, GuidelineText, GuidelineVersion, VersionWithdrawal
from ambassador.guidelines.policy import Label
from ambassador.trail.models import Checkpoint, TrailEntry, TrailPersonal

ROWS_AT_ONCE = 2000

EVIDENCE = ("guideline ", "exception ", "auditor pack ")
"""How entries begin that the pack has in words."""

Line = dict[str, str | int | bool | None]
"""One row of a table of the pack, by the names of its columns."""


@dataclass(frozen=True)
class Text:
    """A published version in one language."""

    folder: str
    language: str
    markdown: str
    shown: str
    line: Line
    """The version in the list of versions."""


def texts(session: Session) -> Iterator[Text]:
    """Yield all that was ever published, also what was withdrawn."""
    rows = _each(
        session,
        select(Guideline, GuidelineVersion, GuidelineText, VersionWithdrawal)
        .join(GuidelineVersion, GuidelineVersion.guideline_id == Guideline.id)
        .join(GuidelineText, GuidelineText.version_id == GuidelineVersion.id)
        .outerjoin(VersionWithdrawal, VersionWithdrawal.version_id == GuidelineVersion.id)
        .where(GuidelineVersion.published_at.is_not(None), GuidelineText.lags.is_(False))
        .order_by(Guideline.id, GuidelineVersion.number, GuidelineText.language),
    )
    for guideline, version, text, withdrawal in rows:
        label = str(Label(version.major, version.minor))
        folder = f"versions/{guideline.id}-{guideline.slug}/{label}"
        line: Line = {
            "guideline": guideline.id,
            "version_id": version.id,
            "version": label,
            "language": text.language,
            "title": text.title,
            "sha256": text.sha256,
            "file": f"{folder}/{text.language}.html",
            "published_at": _spelled(version.published_at),
            "published_by": version.published_by,
            "audience": str(version.audience),
            "due_at": _spelled(version.due_at),
            "binding_from": _spelled(version.binding_from),
            "what_changed": text.what_changed,
            "withdrawn_at": _spelled(withdrawal.at) if withdrawal else None,
            "withdrawn_why": withdrawal.why if withdrawal else None,
        }
        markdown = f"# {text.title}\n\n{text.summary}\n\n{text.body}\n"
        yield Text(folder, text.language, markdown, text.shown, line)


def acknowledgements(session: Session) -> Iterator[Line]:
    """Yield all acknowledgements, the oldest first; names as the trail committed to them, unless erased."""
    # Columns, not objects: there may be a million of them.
    rows = _each(
        session,
        select(
            Acknowledgement.id,
            Acknowledgement.person_id,
            GuidelineVersion.guideline_id,
            Acknowledgement.version_id,
            GuidelineVersion.major,
            GuidelineVersion.minor,
            Acknowledgement.language,
            Acknowledgement.sha256,
            Acknowledgement.sentence,
            Acknowledgement.at,
            Acknowledgement.method,
            Acknowledgement.recorded_by,
            Acknowledgement.signed_on,
            PaperScan.sha256.label("scan"),
            Acknowledgement.entry,
            TrailEntry.hash,
            TrailPersonal.content,
        )
        .join(GuidelineVersion, GuidelineVersion.id == Acknowledgement.version_id)
        .outerjoin(TrailEntry, TrailEntry.sequence == Acknowledgement.entry)
        .outerjoin(TrailPersonal, TrailPersonal.sequence == Acknowledgement.entry)
        .outerjoin(PaperScan, PaperScan.acknowledgement_id == Acknowledgement.id)
        .order_by(Acknowledgement.id),
    )
    for row in rows:
        told = _told(row.content)
        yield {
            "acknowledgement": row.id,
            **_person(row.person_id, told),
            "guideline": row.guideline_id,
            "version_id": row.version_id,
            "version": str(Label(row.major, row.minor)),
            "language": row.language,
            "sha256": row.sha256,
            "sentence": row.sentence,
            "at": _spelled(row.at),
            "method": str(row.method),
            "recorded_by": row.recorded_by,
            "signed_on": _spelled(row.signed_on),
            "scan_sha256": row.scan,
            "note": told.get("note"),
            "entry": row.entry,
            "entry_hash": row.hash,
        }


def declines(session: Session) -> Iterator[Line]:
    """Yield all declines with their reasons, unless erased."""
    rows = _each(
        session,
        select(Decline, GuidelineVersion.guideline_id, GuidelineVersion.major, GuidelineVersion.minor)
        .add_columns(TrailPersonal.content)
        .join(GuidelineVersion, GuidelineVersion.id == Decline.version_id)
        .outerjoin(TrailPersonal, TrailPersonal.sequence == Decline.entry)
        .order_by(Decline.id),
    )
    for declined, guideline_id, major, minor, personal in rows:
        told = _told(personal)
        yield {
            "decline": declined.id,
            **_person(declined.person_id, told),
            "guideline": guideline_id,
            "version_id": declined.version_id,
            "version": str(Label(major, minor)),
            "at": _spelled(declined.at),
            "reason": told.get("reason"),
            "entry": declined.entry,
        }


def exceptions(session: Session) -> Iterator[Line]:
    """Yield all requests for an exception, with what was decided about them."""
    deciding = aliased(TrailPersonal)
    rows = _each(
        session,
        select(ExceptionRequest, ExceptionDecision, TrailPersonal.content, deciding.content)
        .outerjoin(ExceptionDecision, ExceptionDecision.request_id == ExceptionRequest.id)
        .outerjoin(TrailPersonal, TrailPersonal.sequence == ExceptionRequest.entry)
        .outerjoin(deciding, deciding.sequence == ExceptionDecision.entry)
        .order_by(ExceptionRequest.id),
    )
    for request, decision, asked, decided in rows:
        told = _told(asked)
        yield {
            "request": request.id,
            **_person(request.person_id, told),
            "guideline": request.guideline_id,
            "number": request.number,
            "at": _spelled(request.at),
            "by": request.by,
            "reason": told.get("reason"),
            "entry": request.entry,
            "is_granted": decision.is_granted if decision else None,
            "decided_at": _spelled(decision.at) if decision else None,
            "decided_by": decision.by if decision else None,
            "until": _spelled(decision.until) if decision else None,
            "decision_reason": _told(decided).get("reason"),
            "decision_entry": decision.entry if decision else None,
        }


def ledger(session: Session) -> Iterator[Line]:
    """Yield the whole trail in its order: what tells of guidelines in words, of all else the hash alone.

    So the chain and the checkpoints can be checked, and nobody reads here who opted out, left, or shared a
    list. What an entry says of a person comes along, unless it was erased.
    """
    rows = session.execute(
        select(
            *(TrailEntry.sequence, TrailEntry.entry, TrailEntry.previous_hash, TrailEntry.hash),
            *(TrailPersonal.salt, TrailPersonal.content),
        )
        .outerjoin(TrailPersonal, TrailPersonal.sequence == TrailEntry.sequence)
        .order_by(TrailEntry.sequence)
        .execution_options(yield_per=ROWS_AT_ONCE)
    )
    for sequence, entry, previous_hash, entry_hash, salt, personal in rows:
        chained: Line = {"sequence": sequence, "previous_hash": previous_hash, "hash": entry_hash}
        if not _is_evidence(entry):
            yield {**chained, "entry": None}
        elif salt:
            yield {**chained, "entry": entry, "salt": salt, "personal": personal}
        else:
            yield {**chained, "entry": entry}


def _is_evidence(entry: str) -> bool:
    # Names stand in order in an entry, so `what` comes last.
    return entry.rpartition('"what":"')[2].startswith(EVIDENCE)


def checkpoints(session: Session) -> Iterator[Checkpoint]:
    """Yield all checkpoints that were ever kept."""
    yield from session.scalars(select(Checkpoint).order_by(Checkpoint.size, Checkpoint.key))


def _each(session: Session, wanted: Select[*tuple[Any, ...]]) -> Iterator[Any]:
    # The session remembers a row only as long as somebody else does: whoever yields it lets go of it.
    yield from session.execute(wanted.execution_options(yield_per=ROWS_AT_ONCE))


def _person(person_id: int, told: dict[str, str]) -> Line:
    return {"person": person_id, "name": told.get("name"), "email": told.get("email")}


def _told(personal: str | None) -> dict[str, str]:
    """Return what an entry says of a person, by name; nothing after erasing."""
    return json.loads(personal) if personal else {}


def _spelled(moment: datetime | date | None) -> str | None:
    return moment.isoformat() if moment else None
