"""Reads pictures and videos: what a version has, and their bytes a piece at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from ambassador.settings import LANGUAGES
from ambassador.training.media.bringing import Brought
from ambassador.training.media.contents import PIECE, Content
from ambassador.training.media.models import CourseMedium, MediaChunk, MediaFile
from ambassador.training.media.policy import (
    PICTURES,
    Kind,
    captions_name,
    host_of,
    is_picture,
    is_video,
    stem_of,
)
from ambassador.training.models import CourseVersion


@dataclass(frozen=True)
class Shown:
    """A picture or a video as a page shows it."""

    name: str
    kind: Kind | None
    """None for a video that lies elsewhere."""
    sha256: str = ""
    size: int = 0
    width: int | None = None
    height: int | None = None
    address: str = ""
    transcripts: Mapping[str, str] = field(default_factory=dict)
    captions: Mapping[str, str] = field(default_factory=dict)
    """The hash of the captions by language, in the order of the languages."""

    @property
    def is_picture(self) -> bool:
        """Whether it is one; else it is a video."""
        return self.kind in PICTURES

    @property
    def host(self) -> str:
        """Where a video lies that does not lie here."""
        return host_of(self.address) or ""


@dataclass(frozen=True)
class Stored:
    """The bytes of a file as the database has them."""

    sha256: str
    kind: Kind
    size: int


def rows_of(session: Session, version_id: int) -> list[CourseMedium]:
    """Return a version's pictures, videos and captions, each with its file, by name."""
    return list(
        session.scalars(
            select(CourseMedium)
            .where(CourseMedium.version_id == version_id)
            .options(joinedload(CourseMedium.file))
            .order_by(CourseMedium.name)
        )
    )


def shown_by(session: Session, version_id: int) -> dict[str, Shown]:
    """Return the pictures and videos of a version by name."""
    rows = rows_of(session, version_id)
    files = {row.name: row.sha256 for row in rows}
    return {row.name: _shown(row, files) for row in rows if is_picture(row.name) or is_video(row.name)}


def _shown(row: CourseMedium, files: Mapping[str, str | None]) -> Shown:
    if row.file is None:
        return Shown(row.name, None, address=row.address, transcripts=row.transcripts)
    captions = {la: files.get(captions_name(stem_of(row.name), la)) for la in LANGUAGES}
    return Shown(
        row.name,
        Kind(row.file.kind),
        sha256=row.file.sha256,
        size=row.file.size,
        width=row.file.width,
        height=row.file.height,
        transcripts=row.transcripts,
        captions={language: found for language, found in captions.items() if found}
        if is_video(row.name)
        else {},
    )


def stored(session: Session, version_id: int, sha256: str) -> Stored | None:
    """Return a file that a version shows; None for one that it does not, whoever else does."""
    row = session.execute(
        select(MediaFile.sha256, MediaFile.kind, MediaFile.size)
        .join(CourseMedium, CourseMedium.sha256 == MediaFile.sha256)
        .where(CourseMedium.version_id == version_id, MediaFile.sha256 == sha256)
        .limit(1)
    ).first()
    return Stored(row.sha256, Kind(row.kind), row.size) if row else None


def stored_in_force(session: Session, course_id: int, sha256: str) -> Stored | None:
    """Return a file that the version in force of a course shows.

    What a newer version leaves out is handed to no reader any more, such as a picture of somebody who asked.
    """
    newest = session.scalar(
        select(CourseVersion.id)
        .where(CourseVersion.course_id == course_id, CourseVersion.published_at.is_not(None))
        .order_by(CourseVersion.number.desc())
        .limit(1)
    )
    return stored(session, newest, sha256) if newest is not None else None


def brought_in(file: MediaFile, session: Session) -> Brought:
    """Return a file that the database has, to be read while this session is open."""

    def read(start: int, size: int) -> bytes:
        return _read(session, file.sha256, start, size)

    return Brought(Kind(file.kind), Content(file.sha256, file.size, read), file.width, file.height)


def reader(opened: Callable[[], AbstractContextManager[Session]], sha256: str) -> Callable[[int, int], bytes]:
    """Return what reads a file's bytes, with a session of its own each time.

    So that a slow phone holds no connection while it takes what it was sent.
    """

    def read(start: int, size: int) -> bytes:
        with opened() as session:
            return _read(session, sha256, start, size)

    return read


def _read(session: Session, sha256: str, start: int, size: int) -> bytes:
    first = start // PIECE
    within = MediaChunk.number.between(first, (start + size - 1) // PIECE)
    pieces = session.scalars(
        select(MediaChunk.content).where(MediaChunk.sha256 == sha256, within).order_by(MediaChunk.number)
    )
    return b"".join(pieces)[start - first * PIECE :][:size]
