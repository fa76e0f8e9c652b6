"""Keeps an upload between its preview and its confirmation, and lets go of it afterwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import or_, update
from sqlalchemy.orm import Session

from ambassador.people.roster.comparing import Change, Known, Plan, differences
from ambassador.people.roster.models import RosterUpload, UploadState
from ambassador.people.roster.operations import Imported
from ambassador.people.roster.policy import STALLED, WAITS, Columns, FileFault, Layout, many_leave
from ambassador.people.roster.rows import Entry

SAMPLE = 20
"""People of each kind in a preview."""
LONG_SAMPLE = 100
"""Leavers and unreadable rows in a preview: those deserve a look at each."""

LET_GO: dict[str, Any] = {"content": None, "headings": [], "example": []}


def keep(
    session: Session, *, content: bytes, filename: str, is_full: bool, by: int, at: datetime
) -> RosterUpload:
    """Keep a file until it is confirmed or expires; files that nobody confirmed in time are let go."""
    forget_expired(session, at=at)
    upload = RosterUpload(
        uploaded_by=by,
        uploaded_at=at,
        expires_at=at + WAITS,
        filename=filename[:200],
        is_full=is_full,
        content=content,
        touched_at=at,
    )
    session.add(upload)
    session.flush()
    return upload


def forget_expired(session: Session, *, at: datetime) -> None:
    """Let go of everything that waited too long."""
    session.execute(
        update(RosterUpload)
        .where(
            RosterUpload.expires_at <= at,
            RosterUpload.state.not_in((UploadState.IMPORTED, UploadState.GONE)),
            # An import under way at the very end of its time is let through.
            or_(RosterUpload.state != UploadState.SAVING, RosterUpload.touched_at <= at - STALLED),
        )
        .values(state=UploadState.GONE, preview={}, **LET_GO)
    )


def throw_away(session: Session, upload_id: int) -> None:
    """Let go of an upload that is not being written; the people stay as they are."""
    session.execute(
        update(RosterUpload)
        .where(
            RosterUpload.id == upload_id,
            RosterUpload.state.not_in((UploadState.SAVING, UploadState.IMPORTED)),
        )
        .values(state=UploadState.GONE, preview={}, **LET_GO)
    )


def tell_progress(session: Session, upload_id: int, *, done: int, total: int | None, at: datetime) -> None:
    """Note how far the reading has come: it is also the sign of life."""
    session.execute(
        update(RosterUpload).where(RosterUpload.id == upload_id).values(done=done, total=total, touched_at=at)
    )


def ask_for_columns(session: Session, upload_id: int, *, layout: Layout) -> None:
    """Wait for somebody to say which column is what."""
    _set(
        session,
        upload_id,
        of=UploadState.READING,
        state=UploadState.COLUMNS,
        **_laid_out(layout),
    )


def choose_columns(session: Session, upload_id: int, *, columns: Columns, at: datetime) -> bool:
    """Read the file anew with these columns; False when it is no longer there to be read."""
    return _restart(
        session, upload_id, of=(UploadState.COLUMNS, UploadState.READY), columns=_stored(columns), at=at
    )


def try_again(session: Session, upload_id: int, *, at: datetime) -> bool:
    """Read the file anew after the work on it stopped without an end."""
    return _restart(
        session,
        upload_id,
        of=(UploadState.READING, UploadState.SAVING),
        at=at,
        only_untouched_since=at - STALLED,
    )


def show_fault(session: Session, upload_id: int, *, fault: FileFault, line: int | None) -> None:
    """Say why the file can't be read, and let go of it."""
    session.execute(
        update(RosterUpload)
        .where(
            RosterUpload.id == upload_id,
            RosterUpload.state.in_((UploadState.READING, UploadState.SAVING)),
        )
        .values(state=UploadState.FAULTY, fault=fault, fault_line=line, preview={}, **LET_GO)
    )


def show_preview(
    session: Session,
    upload_id: int,
    *,
    plan: Plan,
    layout: Layout,
    of: UploadState = UploadState.READING,
) -> None:
    """Show what an import would do, and wait for its confirmation."""
    _set(
        session,
        upload_id,
        of=of,
        state=UploadState.READY,
        **_laid_out(layout),
        fingerprint=plan.fingerprint,
        # Shown anew after a confirmation, because the people changed in between.
        is_replanned=of is UploadState.SAVING,
        preview=preview_of(plan),
    )


def claim(session: Session, upload_id: int, *, fingerprint: str, at: datetime) -> bool:
    """Begin writing; the update decides which of two confirmations at once does it."""
    claimed = session.execute(
        update(RosterUpload)
        .where(
            RosterUpload.id == upload_id,
            RosterUpload.state == UploadState.READY,
            RosterUpload.fingerprint == fingerprint,
            RosterUpload.expires_at > at,
        )
        .values(state=UploadState.SAVING, touched_at=at, done=0, is_replanned=False)
    )
    return bool(claimed.rowcount)  # type: ignore[attr-defined]  # an UPDATE's result has a row count


def finish(session: Session, upload_id: int, *, imported: Imported) -> bool:
    """Mark an upload as imported and let go of the file; False when somebody took it away meanwhile."""
    return _set(
        session,
        upload_id,
        of=UploadState.SAVING,
        state=UploadState.IMPORTED,
        preview={"imported": asdict(imported)},
        **LET_GO,
    )


def preview_of(plan: Plan) -> dict[str, Any]:
    """Return counts and samples of a plan, as the preview page shows them."""
    return {
        "counts": {
            "new": len(plan.new),
            "changed": len(plan.changed),
            "returning": len(plan.returning),
            "leaving": len(plan.leaving),
            "unchanged": plan.unchanged,
            "outsiders": len(plan.outsiders),
            "faults": len(plan.faults),
        },
        "working": plan.working,
        "is_empty": plan.is_empty,
        "many_leave": many_leave(leaving=len(plan.leaving), working=plan.working),
        "new": [_entry(entry) for entry in plan.new[:SAMPLE]],
        "changed": [_change(change) for change in plan.changed[:SAMPLE]],
        "returning": [_change(change) for change in plan.returning[:SAMPLE]],
        "leaving": [_known(known) for known in plan.leaving[:LONG_SAMPLE]],
        "kept": [_known(known) for known in plan.kept],
        "faults": [fault._asdict() for fault in plan.faults[:LONG_SAMPLE]],
        "outsiders": [outsider._asdict() for outsider in plan.outsiders[:SAMPLE]],
    }


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "name": entry.name,
        "email": entry.email,
        "team": entry.team or "",
        "title": entry.title or "",
        "is_leader": bool(entry.is_leader),
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "name": change.known.name,
        "email": change.known.email,
        "differences": [difference._asdict() for difference in differences(change)],
    }


def _known(known: Known) -> dict[str, Any]:
    return {"name": known.name, "email": known.email, "team": known.team}


def _laid_out(layout: Layout) -> dict[str, Any]:
    return {
        "headings": list(layout.headings),
        "example": list(layout.example),
        "columns": _stored(layout.columns),
    }


def _stored(columns: Columns) -> Mapping[str, int]:
    return {field.value: place for field, place in columns.items()}


def _restart(
    session: Session,
    upload_id: int,
    *,
    of: Sequence[UploadState],
    at: datetime,
    only_untouched_since: datetime | None = None,
    **values: Any,
) -> bool:
    statement = update(RosterUpload).where(
        RosterUpload.id == upload_id, RosterUpload.state.in_(of), RosterUpload.expires_at > at
    )
    if only_untouched_since is not None:
        statement = statement.where(RosterUpload.touched_at <= only_untouched_since)
    done = session.execute(
        statement.values(
            state=UploadState.READING, touched_at=at, done=0, preview={}, fingerprint="", **values
        )
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]  # an UPDATE's result has a row count


def _set(session: Session, upload_id: int, *, of: UploadState, **values: Any) -> bool:
    # Only from the expected state: whoever took an upload away meanwhile stays right.
    done = session.execute(
        update(RosterUpload).where(RosterUpload.id == upload_id, RosterUpload.state == of).values(**values)
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]  # an UPDATE's result has a row count
