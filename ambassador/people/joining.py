"""Knows who wants to hear that people joined or moved, and how to keep them still for a moment."""

from __future__ import annotations

from blinker import Signal
from sqlalchemy.orm import Session

from ambassador.db import take_turns

IMPORT_LOCK = 7_264_003
"""Names the lock under which PostgreSQL lets one import at a time compare and write."""

people_joined_or_moved = Signal("people joined or moved")
"""Sent in the same transaction for who is new, came back, or changed team or the flag of leaders, with the
session as sender and `person_ids` and `at`. Subjects above people listen to it (app.py connects them)."""


def let_no_import_begin(session: Session) -> None:
    """Wait for an import of the roster that is under way, and let none begin until this transaction ends.

    For who writes rows about everybody: an import holds the people it changes and waits for the trail's turn,
    so it goes before that turn.
    """
    take_turns(session, IMPORT_LOCK)
