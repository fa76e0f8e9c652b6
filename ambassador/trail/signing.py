"""Knows with which key this installation signs checkpoints, and checks its trail with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ambassador.db import Database
from ambassador.settings import Settings
from ambassador.trail import notes
from ambassador.trail.checking import Verdict
from ambassador.trail.checking_queries import verify
from ambassador.trail.checkpoints import take
from ambassador.trail.models import Checkpoint
from ambassador.trail.witnesses import Shown


@dataclass(frozen=True)
class NotWhole:
    """The trail is not whole, so nobody signs it."""

    verdict: Verdict


def public_key(settings: Settings) -> bytes:
    """Return the public key of this installation."""
    return notes.public_bytes(notes.private_key(settings.trail_key))


def verified(
    database: Database, settings: Settings, *, shown: Sequence[Shown] = (), also_trusted: Sequence[bytes] = ()
) -> Verdict:
    """Check the whole trail as it is now, trusting this installation's key and others that are given."""
    with database.snapshot() as session:
        return verify(
            session,
            keys=[public_key(settings), *also_trusted],
            origin=settings.trail_origin,
            shown=shown,
        )


def sign(database: Database, settings: Settings, *, at: datetime) -> Checkpoint | NotWhole:
    """Verify the whole trail, and sign exactly what was verified; a trail that is not whole is not signed."""
    verdict = verified(database, settings)
    if not verdict.is_whole:
        return NotWhole(verdict)
    with database.transaction() as session:
        key = notes.private_key(settings.trail_key)
        return take(session, key=key, origin=settings.trail_origin, at=at, size=verdict.newest)
