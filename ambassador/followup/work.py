"""Queues the letters of publications: at once when few, else in the background, and after a crash."""

from __future__ import annotations

import logging
import threading

from flask import Flask

from ambassador import clock
from ambassador.db import Database
from ambassador.followup import announcing

SMALL = 500
"""Letters that are queued at once, while the browser waits."""

log = logging.getLogger(__name__)


def begin(app: Flask, version_id: int, *, people: int) -> None:
    """Queue the letters of a publication: at once when they are few, else in the background.

    What does not finish is gone on with by the job: see `cli/due.py`.
    """
    database: Database = app.extensions["ambassador.database"]
    if people <= SMALL:
        announce(database, version_id)
        return

    def in_background() -> None:
        # Letters are rendered, and their links made, so there is a context.
        with app.test_request_context(base_url=app.extensions["ambassador.settings"].base_url):
            try:
                announce(database, version_id)
            except Exception:
                # Whatever it was, the job goes on where this stopped.
                log.exception("the letters of version %s are gone on with later", version_id)

    threading.Thread(target=in_background, name="publication", daemon=True).start()


def announce(database: Database, version_id: int) -> int:
    """Queue all the letters of a publication that are left, and return how many they were."""
    queued, is_more = 0, True
    while is_more:
        with database.transaction() as session:
            step = announcing.queue_next(session, version_id, at=clock.now())
        queued, is_more = queued + step.letters, step.is_more
    return queued


def announce_unfinished(database: Database) -> int:
    """Go on with every publication whose letters are not all queued, and return how many were left."""
    with database.reading() as session:
        waiting = announcing.unfinished(session)
    return sum(announce(database, version_id) for version_id in waiting)
