"""Takes signed checkpoints of the trail, and lays them down outside the database."""

from __future__ import annotations

import os
import tempfile
from datetime import datetime
from itertools import count
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ambassador.trail import notes
from ambassador.trail.models import Checkpoint
from ambassador.trail.operations import take_turn
from ambassador.trail.queries import newest_entry, root_at


def take(
    session: Session, *, key: Ed25519PrivateKey, origin: str, at: datetime, size: int | None = None
) -> Checkpoint:
    """Sign how the trail stands, or stood when it had `size` entries, and keep that.

    Nothing is verified here. Whoever takes a second one of the same size with the same key gets the first.
    """
    covered = newest_entry(session) if size is None else size
    public = notes.public_bytes(key).hex()
    found = _of_size(session, covered, public)
    if found is not None:
        return found
    statement = notes.Statement(origin, covered, root_at(session, covered), at)
    taken = Checkpoint(
        size=covered, root=statement.root.hex(), at=at, key=public, note=notes.signed(statement, key)
    )
    try:
        with session.begin_nested():
            session.add(taken)
    except IntegrityError:
        # The constraint decided: of two that sign the same entries at once, the other was first.
        return session.scalars(_kept(covered, public)).one()
    return taken


def take_once_since(
    session: Session,
    *,
    key: Ed25519PrivateKey,
    origin: str,
    at: datetime,
    size: int,
    since: datetime,
) -> Checkpoint:
    """Take a checkpoint unless this key has signed one since a moment, and return whichever it is.

    Of two workers at the same time one takes it: both wait for their turn in the trail.
    """
    take_turn(session)
    return newest_since(session, key=key, since=since) or take(
        session, key=key, origin=origin, at=at, size=size
    )


def newest_since(session: Session, *, key: Ed25519PrivateKey, since: datetime) -> Checkpoint | None:
    """Return the newest checkpoint that this key has signed since a moment."""
    by_it = Checkpoint.key == notes.public_bytes(key).hex()
    return session.scalars(
        select(Checkpoint).where(by_it, Checkpoint.at >= since).order_by(Checkpoint.size.desc()).limit(1)
    ).first()


def newest(session: Session, *, most: int) -> list[Checkpoint]:
    """Return the newest checkpoints, the newest first."""
    return list(session.scalars(select(Checkpoint).order_by(Checkpoint.id.desc()).limit(most)))


def file_name(checkpoint: Checkpoint, number: int = 1) -> str:
    """Return how the file of a checkpoint is called; further ones of its size and day get a number."""
    again = f"-{number}" if number > 1 else ""
    return f"checkpoint-{checkpoint.size}-{checkpoint.at:%Y-%m-%d}{again}.txt"


def lay_in(folder: Path, checkpoint: Checkpoint) -> Path:
    """Write a checkpoint into a folder, and return its file; one that lies there already is left alone.

    Raises OSError where it can't be written.
    """
    for number in count(1):
        path = folder / file_name(checkpoint, number)
        if lay_at(path, checkpoint):
            return path
    raise AssertionError


def lay_at(path: Path, checkpoint: Checkpoint) -> bool:
    """Write a checkpoint to a file, whole or not at all; False, with nothing written, if another lies there.

    Raises OSError where it can't be written.
    """
    if path.exists():
        return path.read_bytes() == checkpoint.note.encode()
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".checkpoint-") as file:
        file.write(checkpoint.note.encode())
        file.flush()
        os.fsync(file.fileno())
        Path(file.name).chmod(0o644)
        try:
            # Linked, not moved: a file of that name that appears meanwhile stays as it is.
            path.hardlink_to(file.name)
        except FileExistsError:
            return path.read_bytes() == checkpoint.note.encode()
    return True


def _of_size(session: Session, size: int, key: str) -> Checkpoint | None:
    return session.scalars(_kept(size, key)).one_or_none()


def _kept(size: int, key: str) -> Select[Checkpoint]:
    return select(Checkpoint).where(Checkpoint.size == size, Checkpoint.key == key)
