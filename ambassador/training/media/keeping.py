"""Keeps the bytes of pictures and videos once, whoever shows them, and lets go of what nobody shows."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import delete, exists, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ambassador.db import batches, connection_of
from ambassador.training.media.bringing import Brought
from ambassador.training.media.models import CourseMedium, MediaChunk, MediaFile


def keep(session: Session, brought: Brought) -> str:
    """Return the hash of a file, whose bytes are kept now if they were not already.

    They stay until this transaction ends: who lets go of files at the same time waits for it.
    """
    sha256 = brought.content.sha256
    held = select(MediaFile.sha256).where(MediaFile.sha256 == sha256)
    if session.scalar(held.with_for_update(read=True, key_share=True)) is not None:
        return sha256
    row = {"sha256": sha256, "kind": brought.kind, "size": brought.content.size}
    try:
        with session.begin_nested():
            session.execute(insert(MediaFile).values(**row, width=brought.width, height=brought.height))
    except IntegrityError:
        # The hash is the key, so of two who bring the same bytes at once one keeps them.
        return keep(session, brought)
    connection, add = connection_of(session), insert(MediaChunk)
    for number, piece in enumerate(brought.content.pieces()):
        # One at a time, so that no more than one of them is held.
        connection.execute(add, {"sha256": sha256, "number": number, "content": piece})
    return sha256


def add(
    session: Session,
    *,
    version_id: int,
    name: str,
    sha256: str | None = None,
    address: str = "",
    transcripts: dict[str, str] | None = None,
) -> None:
    """Let a draft have a picture, a video or captions; their bytes are kept already."""
    session.execute(
        insert(CourseMedium).values(
            version_id=version_id,
            name=name,
            sha256=sha256,
            address=address,
            transcripts=transcripts or {},
        )
    )


def carry_over(session: Session, before: Iterable[CourseMedium], *, version_id: int) -> None:
    """Let a new draft have what the version before it has; no bytes are copied."""
    for medium in before:
        add(
            session,
            version_id=version_id,
            name=medium.name,
            sha256=medium.sha256,
            address=medium.address,
            transcripts=medium.transcripts,
        )


def let_go(session: Session, *, version_id: int, names: Collection[str] | None = None) -> None:
    """Take pictures and videos out of a draft, all or these; bytes that nobody shows any more go, too."""
    these = CourseMedium.version_id == version_id
    if names is not None:
        these &= CourseMedium.name.in_(names)
    had = session.scalars(
        select(CourseMedium.sha256).where(these, CourseMedium.sha256.is_not(None)).distinct()
    )
    hashes = sorted(found for found in had if found)
    session.execute(delete(CourseMedium).where(these))
    for some in batches(hashes):
        _sweep(session, some)


def _sweep(session: Session, hashes: Collection[str]) -> None:
    # Held first, in one order: a draft that is being given one of them is waited for, and then seen.
    held = select(MediaFile.sha256).where(MediaFile.sha256.in_(hashes)).order_by(MediaFile.sha256)
    session.execute(held.with_for_update())
    is_shown = exists().where(CourseMedium.sha256 == MediaFile.sha256)
    gone = session.scalars(held.where(~is_shown)).all()
    session.execute(delete(MediaChunk).where(MediaChunk.sha256.in_(gone)))
    session.execute(delete(MediaFile).where(MediaFile.sha256.in_(gone)))
