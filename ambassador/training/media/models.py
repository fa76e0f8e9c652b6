"""Knows the rows of pictures and videos: their bytes, kept once, and which version of a course has which."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ambassador.db import Base
from ambassador.training.media.policy import Kind


class MediaFile(Base):
    """The bytes of a file, named by their hash: many versions may show them, and they lie here once."""

    __tablename__ = "media_files"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[Kind] = mapped_column(String(40))
    """Its media type, found from its bytes."""
    size: Mapped[int]
    width: Mapped[int | None]
    """In pixels, of a picture as it is shown; None for anything else."""
    height: Mapped[int | None]


class MediaChunk(Base):
    """A piece of a file's bytes, so that a part of a video is read without the rest."""

    __tablename__ = "media_chunks"

    sha256: Mapped[str] = mapped_column(ForeignKey("media_files.sha256"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """0, 1, 2 ...; each of PIECE bytes, the last of what is left."""
    content: Mapped[bytes] = mapped_column(LargeBinary)


class CourseMedium(Base):
    """A picture, a video or captions of a version of a course; frozen with it."""

    __tablename__ = "course_media"

    version_id: Mapped[int] = mapped_column(ForeignKey("course_versions.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    """What it is called in the folder of the course, and in its lessons: desk.png, talk.mp4, talk.nb.vtt."""
    sha256: Mapped[str | None] = mapped_column(ForeignKey("media_files.sha256"), index=True)
    """Its bytes; None for a video that lies elsewhere."""
    address: Mapped[str] = mapped_column(String(2000), default="", server_default="")
    """Where a video lies that does not lie here."""
    transcripts: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Of a video, by language, as Markdown; empty for anything else."""

    file: Mapped[MediaFile | None] = relationship(lazy="raise", viewonly=True)
