"""Keeps an upload between its preview and its confirmation, and lets go of it afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, update
from sqlalchemy.orm import Session

from ambassador.db import rows_changed
from ambassador.people.roster.comparing import Plan
from ambassador.people.roster.models import RosterUpload, UploadState
from ambassador.people.roster.operations import Imported
from ambassador.people.roster.policy import STALLED, WAITS, Columns, FileFault, Layout
from ambassador.people.roster.preview import preview_of

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
    is_not_written = RosterUpload.state.not_in((UploadState.SAVING, UploadState.IMPORTED))
    _set(session, upload_id, is_not_written, state=UploadState.GONE, preview={}, **LET_GO)


def tell_progress(session: Session, upload_id: int, *, done: int, total: int | None, at: datetime) -> None:
    """Note how far the reading has come: it is also the sign of life."""
    _set(session, upload_id, done=done, total=total, touched_at=at)


def ask_for_columns(session: Session, upload_id: int, *, layout: Layout) -> None:
    """Wait for somebody to say which column is what."""
    _set(session, upload_id, _is(UploadState.READING), state=UploadState.COLUMNS, **_laid_out(layout))


def choose_columns(session: Session, upload_id: int, *, columns: Columns, at: datetime) -> bool:
    """Read the file anew with these columns; False when it is no longer there to be read."""
    is_shown = _is(UploadState.COLUMNS, UploadState.READY)
    return _restart(session, upload_id, is_shown, at=at, columns=_stored(columns))


def try_again(session: Session, upload_id: int, *, at: datetime) -> bool:
    """Read the file anew after the work on it stopped without an end."""
    has_stalled = _is(UploadState.READING, UploadState.SAVING) & (RosterUpload.touched_at <= at - STALLED)
    return _restart(session, upload_id, has_stalled, at=at)


def show_fault(session: Session, upload_id: int, *, fault: FileFault, line: int | None) -> None:
    """Say why the file can't be read, and let go of it."""
    _set(
        session,
        upload_id,
        _is(UploadState.READING, UploadState.SAVING),
        state=UploadState.FAULTY,
        fault=fault,
        fault_line=line,
        preview={},
        **LET_GO,
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
        _is(of),
        state=UploadState.READY,
        **_laid_out(layout),
        fingerprint=plan.fingerprint,
        # Shown anew after a confirmation, because the people changed in between.
        is_replanned=of is UploadState.SAVING,
        preview=preview_of(plan),
    )


def claim(session: Session, upload_id: int, *, fingerprint: str, at: datetime) -> bool:
    """Begin writing; the update decides which of two confirmations at once does it."""
    return _set(
        session,
        upload_id,
        _is(UploadState.READY) & (RosterUpload.fingerprint == fingerprint) & (RosterUpload.expires_at > at),
        state=UploadState.SAVING,
        touched_at=at,
        done=0,
        is_replanned=False,
    )


def finish(session: Session, upload_id: int, *, imported: Imported) -> bool:
    """Mark an upload as imported and let go of the file; False when somebody took it away meanwhile."""
    return _set(
        session,
        upload_id,
        _is(UploadState.SAVING),
        state=UploadState.IMPORTED,
        preview={"imported": asdict(imported)},
        **LET_GO,
    )


def _laid_out(layout: Layout) -> dict[str, Any]:
    return {
        "headings": list(layout.headings),
        "example": list(layout.example),
        "columns": _stored(layout.columns),
    }


def _stored(columns: Columns) -> Mapping[str, int]:
    return {field.value: place for field, place in columns.items()}


def _is(*states: UploadState) -> ColumnElement[bool]:
    return RosterUpload.state.in_(states)


def _restart(
    session: Session, upload_id: int, condition: ColumnElement[bool], *, at: datetime, **values: Any
) -> bool:
    return _set(
        session,
        upload_id,
        condition & (RosterUpload.expires_at > at),
        state=UploadState.READING,
        touched_at=at,
        done=0,
        preview={},
        fingerprint="",
        **values,
    )


def _set(session: Session, upload_id: int, *conditions: ColumnElement[bool], **values: Any) -> bool:
    # Only under these conditions: whoever took an upload away meanwhile stays right.
    statement = update(RosterUpload).where(RosterUpload.id == upload_id, *conditions).values(**values)
    return bool(rows_changed(session, statement))
