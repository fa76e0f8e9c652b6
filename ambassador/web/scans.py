"""Knows files that prove something, such as the scan of a paper: handed out, and never shown."""

from __future__ import annotations

from flask import Response
from flask_babel import gettext as _
from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column
from wtforms import FileField

from ambassador.web.errors import Refusal
from ambassador.web.file_kinds import JPEG, PDF, PNG

MOST_SCAN = 10 * 1024 * 1024
"""Bytes in a scan."""

_BEGINNINGS = {
    PDF: "application/pdf",
    PNG: "image/png",
    JPEG: "image/jpeg",
}

SUFFIXES = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}
"""How a scan's file is named, by its media type."""


class Scan:
    """The columns of a table that keeps scans; its rows are deleted when their person is erased."""

    kind: Mapped[str] = mapped_column(String(40))
    """Its media type, found from its bytes: application/pdf, image/png or image/jpeg."""
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


def media_type(content: bytes) -> str | None:
    """Return what a scan is by its first bytes, whatever its name says; None for anything else."""
    return next((kind for beginning, kind in _BEGINNINGS.items() if content.startswith(beginning)), None)


def scan_in(field: FileField) -> bytes:
    """Return the bytes of a file that was brought, as many as say that it is too large; none for no file."""
    return field.data.stream.read(MOST_SCAN + 1) if field.data else b""


def refusal_of(content: bytes, field: str) -> Refusal | None:
    """Refuse beside a field what is no scan, or too large a one."""
    if len(content) > MOST_SCAN or media_type(content) is None:
        return Refusal(_("Choose a PDF, PNG or JPEG file of at most 10 MB."), field)
    return None


def handed_out(content: bytes, kind: str, *, name: str) -> Response:
    """Return a scan as a file to save, named without its ending."""
    # It came from outside, so no browser is to show it as a page of ours.
    headers = {
        "Content-Disposition": f"attachment; filename={name}.{SUFFIXES[kind]}",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(content, mimetype=kind, headers=headers)
