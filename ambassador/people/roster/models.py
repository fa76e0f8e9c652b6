"""Knows the rows of uploads that wait between their preview and their confirmation."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from ambassador.db import Base, Moment


class UploadState(StrEnum):
    """How far an upload has come."""

    READING = "reading"
    COLUMNS = "columns"
    """Its headings are not known: somebody has to say which column is what."""
    FAULTY = "faulty"
    READY = "ready"
    """The preview waits to be confirmed."""
    SAVING = "saving"
    IMPORTED = "imported"
    GONE = "gone"
    """Thrown away, or forgotten because nobody confirmed it."""


class RosterUpload(Base):
    """A roster somebody sent. In the database, so that every worker sees it and its progress."""

    __tablename__ = "roster_uploads"

    id: Mapped[int] = mapped_column(primary_key=True)
    uploaded_by: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    """Only they see it."""
    uploaded_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    filename: Mapped[str] = mapped_column(String(200))
    is_full: Mapped[bool]
    """Holds everyone who works here, so whoever is missing has left."""
    state: Mapped[UploadState] = mapped_column(String(20), default=UploadState.READING)
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    """The file; emptied once it is imported, thrown away or expired."""
    headings: Mapped[list[str]] = mapped_column(JSON, default=list)
    example: Mapped[list[str]] = mapped_column(JSON, default=list)
    """The first row, to recognise a column by; emptied with the content."""
    columns: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    """Which column (counted from 0) holds which field."""
    fault: Mapped[str] = mapped_column(String(40), default="")
    fault_line: Mapped[int | None]
    done: Mapped[int] = mapped_column(default=0)
    """Rows read so far."""
    total: Mapped[int | None]
    """About how many rows there are."""
    touched_at: Mapped[datetime] = mapped_column(Moment)
    """The last sign of life from the work on it."""
    fingerprint: Mapped[str] = mapped_column(String(64), default="")
    """The hash of the plan that is shown: only this one can be confirmed."""
    is_replanned: Mapped[bool] = mapped_column(default=False)
    """The people changed after the preview, so it is shown anew."""
    preview: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """What the preview page shows; after the import only the counts."""
