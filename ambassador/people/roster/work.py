"""Does the long work on an upload, at once or in the background, and tells how far it has come."""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain

from flask import Flask
from sqlalchemy.exc import IntegrityError, OperationalError

from ambassador import clock
from ambassador.db import Database
from ambassador.people.roster import operations, queries, uploads
from ambassador.people.roster.cells import text
from ambassador.people.roster.comparing import Plan, compare
from ambassador.people.roster.models import RosterUpload, UploadState
from ambassador.people.roster.policy import (
    Columns,
    Field,
    FileFault,
    Layout,
    UnreadableFileError,
    is_complete,
    recognise,
)
from ambassador.people.roster.reading import read
from ambassador.people.roster.rows import Roster, read_rows

SMALL = 200_000
"""Bytes of a file that is worked on at once, while the browser waits: about 2,000 people."""
PAUSE = 0.5
"""Seconds between two notes about the progress."""

EXAMPLE = 60
"""Characters of the first row's cells that are shown beside the headings."""

Job = Callable[..., None]
"""Work on an upload: takes the database and the upload's id."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Read:
    """A file, read: its layout, and its rows unless the columns are not known."""

    layout: Layout
    roster: Roster | None


class TakenAwayError(Exception):
    """An upload was restarted or thrown away while it was being written: nothing is kept of this run."""


def read_roster(
    content: bytes,
    *,
    columns: Columns | None = None,
    progress: Callable[[int, int | None], None] | None = None,
) -> Read:
    """Return what a file says, with its own columns or with those given; raises UnreadableFileError."""
    table = read(content)
    found = columns or recognise(table.headings)
    first = next(table.rows)
    example = [text(cell)[:EXAMPLE] for cell in first[1]][: len(table.headings)]
    layout = Layout(table.headings, example, found)
    if not is_complete(found):
        return Read(layout, None)

    def tell(rows: int) -> None:
        if progress is not None:
            progress(rows, table.about)

    rows = chain([first], table.rows)
    roster = read_rows(rows, found, width=len(table.headings), progress=tell)
    return Read(layout, roster)


def begin(app: Flask, work: Job, upload_id: int, *, size: int, **more: bool) -> None:
    """Work on an upload: at once when it is small, else in the background while a page shows the progress."""
    database: Database = app.extensions["ambassador.database"]
    if size <= SMALL:
        work(database, upload_id, **more)
        return

    def in_background() -> None:
        # What listens to people leaving may want the app's settings and languages, so there is a context.
        with app.test_request_context(base_url=app.extensions["ambassador.settings"].base_url):
            work(database, upload_id, **more)

    threading.Thread(target=in_background, daemon=True).start()


def prepare(database: Database, upload_id: int) -> None:
    """Read an upload and show its preview, ask for its columns, or say why it can't be read."""
    _guarded(database, upload_id, lambda: _prepare(database, upload_id, of=UploadState.READING))


def save(database: Database, upload_id: int, *, leavers_confirmed: bool) -> None:
    """Write an upload that was claimed; shows its preview anew if the people changed since."""

    def run() -> None:
        try:
            _save(database, upload_id, leavers_confirmed=leavers_confirmed)
        except IntegrityError:
            # Somebody else wrote one of these people while we did: look again.
            _prepare(database, upload_id, of=UploadState.SAVING)
        except TakenAwayError:
            log.info("roster upload %s was taken away while it was written; nothing was kept", upload_id)

    _guarded(database, upload_id, run)


def _guarded(database: Database, upload_id: int, run: Callable[[], None]) -> None:
    try:
        run()
    except UnreadableFileError as found:
        with database.transaction() as session:
            uploads.show_fault(session, upload_id, fault=found.fault, line=found.line)
    except Exception:
        # In the background nobody would see it: the page says that it failed, and the log says why.
        log.exception("the work on roster upload %s failed", upload_id)
        with database.transaction() as session:
            uploads.show_fault(session, upload_id, fault=FileFault.UNEXPECTED, line=None)


def _read(database: Database, upload_id: int) -> tuple[RosterUpload, bytes, Read] | None:
    with database.reading() as session:
        upload = session.get(RosterUpload, upload_id)
        content = queries.content_of(session, upload_id)
    if upload is None or content is None:
        return None
    columns = {Field(name): place for name, place in upload.columns.items()}
    progress = _Progress(database, upload_id)
    return upload, content, read_roster(content, columns=columns or None, progress=progress)


def _prepare(database: Database, upload_id: int, *, of: UploadState) -> None:
    found = _read(database, upload_id)
    if found is None:
        return
    upload, _content, file = found
    if file.roster is None:
        with database.transaction() as session:
            uploads.ask_for_columns(session, upload_id, layout=file.layout)
        return
    with database.reading() as session:
        everyone = queries.everyone_known(session)
    plan = compare(file.roster, everyone, is_full=upload.is_full, importer=upload.uploaded_by)
    with database.transaction() as session:
        uploads.show_preview(session, upload_id, plan=plan, layout=file.layout, of=of)


def _save(database: Database, upload_id: int, *, leavers_confirmed: bool) -> None:
    found = _read(database, upload_id)
    if found is None:
        raise TakenAwayError
    upload, content, file = found
    if file.roster is None:
        raise TakenAwayError
    with database.transaction() as session:
        result = operations.import_roster(
            session,
            file.roster,
            is_full=upload.is_full,
            confirmed=upload.fingerprint,
            leavers_confirmed=leavers_confirmed,
            file_hash=hashlib.sha256(content).hexdigest(),
            by=upload.uploaded_by,
            at=clock.now(),
        )
        if isinstance(result, Plan):
            uploads.show_preview(
                session,
                upload_id,
                plan=result,
                layout=file.layout,
                of=UploadState.SAVING,
            )
        elif not uploads.finish(session, upload_id, imported=result):
            raise TakenAwayError


class _Progress:
    """Writes the progress to the upload's row, not too often, in transactions of its own."""

    def __init__(self, database: Database, upload_id: int) -> None:
        self.database, self.upload_id, self.last = database, upload_id, time.monotonic()

    def __call__(self, done: int, total: int | None) -> None:
        if time.monotonic() - self.last < PAUSE:
            return
        self.last = time.monotonic()
        try:
            with self.database.transaction() as session:
                uploads.tell_progress(session, self.upload_id, done=done, total=total, at=clock.now())
        except OperationalError:
            log.info("the database is busy, so the progress of upload %s was not noted", self.upload_id)
