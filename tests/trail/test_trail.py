"""The trail: a chain without gap or fork, on both databases and with many writers."""

from __future__ import annotations

import os
import subprocess
import sys

from sqlalchemy import select

from ambassador.db import Database
from ambassador.settings import CHECKOUT
from ambassador.trail.models import TrailEntry
from ambassador.trail.operations import record
from tests.factories import LONG_AGO
from tests.trail.by_hand import root_of
from tests.trail.trails import append, checked, is_whole

WRITERS, EACH = 8, 500


def test_eight_processes_that_append_at_once_make_one_whole_chain(database: Database) -> None:
    url = database.engine.url.render_as_string(hide_password=False)
    writers = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.trail.writer", url, str(EACH)],
            cwd=CHECKOUT,
            stderr=subprocess.PIPE,
            env=os.environ | {"PYTHONWARNINGS": "ignore"},
            text=True,
        )
        for _ in range(WRITERS)
    ]
    faults = [writer.communicate(timeout=300)[1] for writer in writers]
    assert [writer.returncode for writer in writers] == [0] * WRITERS, faults
    found = checked(database)
    assert (found.is_whole, found.entries, found.whole_up_to) == (True, WRITERS * EACH, WRITERS * EACH)
    with database.reading() as session:
        hashes = session.scalars(select(TrailEntry.hash).order_by(TrailEntry.sequence)).all()
    assert found.root == root_of([bytes.fromhex(each) for each in hashes])


def test_an_undone_transaction_leaves_no_gap(database: Database) -> None:
    append(database, 1)
    try:
        with database.transaction() as session:
            record(session, "undone", by=None, at=LONG_AGO)
            raise RuntimeError
    except RuntimeError:
        append(database, 2)
    assert is_whole(database)
    with database.reading() as session:
        assert session.scalars(select(TrailEntry.sequence)).all() == [1, 2]
