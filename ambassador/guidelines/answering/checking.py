"""Compares what people answered with what the trail says of it, and names each row that disagrees."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, Select, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from ambassador.guidelines import policy
from ambassador.guidelines.answering.models import (
    Acknowledgement,
    Decline,
    ExceptionDecision,
    ExceptionRequest,
    PaperScan,
)
from ambassador.guidelines.models import GuidelineText, GuidelineVersion
from ambassador.people.models import Person
from ambassador.people.policy import is_erased
from ambassador.trail.models import TrailEntry

AT_ONCE = 2000
"""Rows that are in memory at the same time."""

Said = dict[str, object]
"""What a row or an entry says: `what`, `by`, `at`, and the facts by name."""

ENTRY_OF: dict[str, InstrumentedAttribute[Any]] = {
    "guideline acknowledged": Acknowledgement.entry,
    "guideline declined": Decline.entry,
    "exception asked for": ExceptionRequest.entry,
    "exception granted": ExceptionDecision.entry,
    "exception refused": ExceptionDecision.entry,
}
"""Where the row of each kind of entry notes it."""


def disagreements(session: Session) -> Iterator[str]:
    """Yield a sentence for each answer that is not as the trail has it, and for each that one of them lacks.

    Reads the rows beside their entries, in one stream a kind, so a million of them take little memory. The
    sentences are for whoever looks after the server, in English. Whether the trail is whole in itself is
    asked elsewhere (trail.checking).
    """
    yield from _compare(session, "acknowledgement", _ACKNOWLEDGEMENTS, _acknowledged)
    yield from _compare(session, "decline", _DECLINES, _declined)
    yield from _compare(session, "exception request", _REQUESTS, _asked)
    yield from _compare(session, "exception decision", _DECISIONS, _decided)
    yield from _without_a_row(session)
    yield from _of_another_text(session)
    yield from _scans(session)


_EACH = select(
    *(Acknowledgement.id, Acknowledgement.entry.label("sequence"), TrailEntry.entry),
    *(Acknowledgement.person_id, Acknowledgement.version_id, Acknowledgement.language),
    *(Acknowledgement.sha256, Acknowledgement.sentence, Acknowledgement.at, Acknowledgement.method),
    *(Acknowledgement.recorded_by, Acknowledgement.signed_on, GuidelineVersion.guideline_id),
)
_WITH_ENTRY = _EACH.join(GuidelineVersion, GuidelineVersion.id == Acknowledgement.version_id).outerjoin(
    TrailEntry, TrailEntry.sequence == Acknowledgement.entry
)
_ACKNOWLEDGEMENTS = _WITH_ENTRY.where(Acknowledgement.entry.is_not(None))
_BEFORE = _WITH_ENTRY.where(Acknowledgement.entry.is_(None))
"""Kept before entries were noted beside them."""
_DECLINES = (
    select(
        *(Decline.id, Decline.entry.label("sequence"), TrailEntry.entry, Decline.person_id),
        *(Decline.version_id, Decline.at, GuidelineVersion.guideline_id),
    )
    .join(GuidelineVersion, GuidelineVersion.id == Decline.version_id)
    .outerjoin(TrailEntry, TrailEntry.sequence == Decline.entry)
)
_REQUESTS = select(
    *(ExceptionRequest.id, ExceptionRequest.entry.label("sequence"), TrailEntry.entry, ExceptionRequest.by),
    *(ExceptionRequest.person_id, ExceptionRequest.guideline_id, ExceptionRequest.number),
    ExceptionRequest.at,
).outerjoin(TrailEntry, TrailEntry.sequence == ExceptionRequest.entry)
_DECISIONS = (
    select(
        ExceptionDecision.request_id.label("id"),
        *(ExceptionDecision.entry.label("sequence"), TrailEntry.entry, ExceptionDecision.is_granted),
        *(ExceptionDecision.at, ExceptionDecision.by, ExceptionDecision.until),
        *(ExceptionRequest.person_id, ExceptionRequest.guideline_id, ExceptionRequest.number),
    )
    .join(ExceptionRequest, ExceptionRequest.id == ExceptionDecision.request_id)
    .outerjoin(TrailEntry, TrailEntry.sequence == ExceptionDecision.entry)
)


def _acknowledged(row: Row[*tuple[Any, ...]]) -> Said:
    return {
        **_common("guideline acknowledged", row, by=row.recorded_by or row.person_id),
        "version": row.version_id,
        "language": row.language,
        "sha256": row.sha256,
        "sentence": _hash_of(row.sentence),
        "method": row.method,
        "recorded_by": row.recorded_by,
        "signed_on": row.signed_on.isoformat() if row.signed_on else None,
    }


def _declined(row: Row[*tuple[Any, ...]]) -> Said:
    return {**_common("guideline declined", row, by=row.person_id), "version": row.version_id}


def _asked(row: Row[*tuple[Any, ...]]) -> Said:
    return {**_common("exception asked for", row, by=row.by), "number": row.number}


def _decided(row: Row[*tuple[Any, ...]]) -> Said:
    what = "exception granted" if row.is_granted else "exception refused"
    until = _written(row.until) if row.until else None
    return {**_common(what, row, by=row.by), "number": row.number, "until": until}


def _common(what: str, row: Row[*tuple[Any, ...]], *, by: int) -> Said:
    said = {"what": what, "by": by, "at": _written(row.at)}
    return {**said, "person": row.person_id, "guideline": row.guideline_id}


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


@lru_cache(maxsize=64)
def _hash_of(sentence: str) -> str:
    return policy.sha256(sentence)


def _compare(
    session: Session,
    kind: str,
    rows: Select[*tuple[Any, ...]],
    told: Callable[[Row[*tuple[Any, ...]]], Said],
) -> Iterator[str]:
    for row in _streamed(session, rows):
        if row.entry is None:
            yield f"{kind} {row.id}: its entry {row.sequence} is not in the trail"
        elif unlike := _unlike(told(row), _read(row.entry)):
            yield f"{kind} {row.id}: entry {row.sequence} says otherwise about {unlike}"


def _unlike(row: Said, entry: Said) -> str:
    return ", ".join(name for name, value in row.items() if entry.get(name) != value)


def _read(entry: str) -> Said:
    try:
        happened = json.loads(entry)
        return {**happened["facts"], **{name: happened[name] for name in ("what", "by", "at")}}
    except (ValueError, KeyError, TypeError):
        # Somebody wrote over it: it says nothing of the row.
        return {}


def _without_a_row(session: Session) -> Iterator[str]:
    """Yield entries whose row is gone, and rows from before entries were noted that have no entry."""
    noted_nowhere = _before_entries_were_noted(session)
    for what, entry_of in ENTRY_OF.items():
        alone = (
            select(TrailEntry.sequence, TrailEntry.entry)
            .outerjoin(entry_of.class_, entry_of == TrailEntry.sequence)
            # Names stand in order in an entry, so `what` comes last, and nothing else can look like it.
            .where(entry_of.is_(None), TrailEntry.entry.endswith(f',"what":"{what}"}}', autoescape=True))
        )
        for row in _streamed(session, alone):
            said = _read(row.entry)
            kept = noted_nowhere.pop((said.get("person"), said.get("version")), None)
            if what != "guideline acknowledged" or kept is None:
                yield f"entry {row.sequence}: says {what!r}, and there is no such row"
            elif unlike := _unlike(kept[1], {"method": "self", **said}):
                yield f"acknowledgement {kept[0]}: entry {row.sequence} says otherwise about {unlike}"
    for number, _said in noted_nowhere.values():
        yield f"acknowledgement {number}: no entry in the trail tells of it"


def _before_entries_were_noted(session: Session) -> dict[tuple[object, object], tuple[int, Said]]:
    return {
        (row.person_id, row.version_id): (row.id, _acknowledged(row)) for row in _streamed(session, _BEFORE)
    }


def _of_another_text(session: Session) -> Iterator[str]:
    """Yield acknowledgements of a text that is not the version's, and texts that are not what was frozen."""
    other = (
        select(Acknowledgement.id)
        .outerjoin(
            GuidelineText,
            (GuidelineText.version_id == Acknowledgement.version_id)
            & (GuidelineText.language == Acknowledgement.language),
        )
        .where(or_(GuidelineText.sha256.is_(None), GuidelineText.sha256 != Acknowledgement.sha256))
    )
    for row in _streamed(session, other):
        yield f"acknowledgement {row.id}: its fingerprint is not that of the version's text"
    texts = (
        select(GuidelineText.version_id, GuidelineText.language, GuidelineText.shown, GuidelineText.sha256)
        .join(GuidelineVersion, GuidelineVersion.id == GuidelineText.version_id)
        .where(GuidelineVersion.published_at.is_not(None), ~GuidelineText.lags)
    )
    for row in session.execute(texts.execution_options(yield_per=1)):
        if policy.sha256(row.shown) != row.sha256:
            yield f"version {row.version_id}: its text in {row.language!r} does not have its fingerprint"


def _scans(session: Session) -> Iterator[str]:
    """Yield scans that are not what was recorded, or gone although nobody erased their person."""
    papers = (
        select(Acknowledgement.id, TrailEntry.entry, Person.email, PaperScan.sha256, PaperScan.content)
        .join(Person, Person.id == Acknowledgement.person_id)
        .join(TrailEntry, TrailEntry.sequence == Acknowledgement.entry)
        .outerjoin(PaperScan, PaperScan.acknowledgement_id == Acknowledgement.id)
        .where(or_(Acknowledgement.method == "paper", PaperScan.acknowledgement_id.is_not(None)))
    )
    # One at a time: each may have ten megabytes.
    for row in session.execute(papers.execution_options(yield_per=1)):
        found = hashlib.sha256(row.content).hexdigest() if row.content is not None else None
        if found is None and not is_erased(row.email):
            yield f"acknowledgement {row.id}: its scan is gone"
        elif found is not None and not found == row.sha256 == _read(row.entry).get("scan_sha256"):
            yield f"acknowledgement {row.id}: its scan is not the one that was recorded"


def _streamed(session: Session, rows: Select[*tuple[Any, ...]]) -> Iterator[Row[*tuple[Any, ...]]]:
    return iter(session.execute(rows.execution_options(yield_per=AT_ONCE)))
