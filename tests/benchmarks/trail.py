"""How long it takes, and how much room, to verify a trail of a million entries."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from ambassador.db import Database, batches
from ambassador.migrations import upgrade
from ambassador.people.models import Person
from ambassador.trail import merkle, notes
from ambassador.trail.checking_queries import verify
from ambassador.trail.checkpoints import take
from ambassador.trail.models import TrailEntry, TrailPersonal
from ambassador.trail.operations import Personal, record
from ambassador.trail.policy import BEGINNING, canonical, chained_hash, commitment
from tests.factories import LONG_AGO, TRAIL_KEY
from tests.rows import person, rows

ENTRIES = 1_000_000
WITHIN = timedelta(seconds=30)
ROOM = 300
"""MiB at most."""
PEOPLE = 1000
APPENDED = 2000
ORIGIN = "localhost/trail"
KEY = notes.private_key(TRAIL_KEY)


def spelled(value: object) -> str:
    """Return the canonical JSON of what this file tells, in a tenth of the time the standard's takes."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def facts(number: int) -> dict[str, Any]:
    """Return what an acknowledgement tells the trail."""
    return {
        "person": number % PEOPLE + 1,
        "guideline": 1,
        "version": number % 7 + 1,
        "language": "nb",
        "sha256": hashlib.sha256(str(number % 7).encode()).hexdigest(),
        "sentence": hashlib.sha256(b"I have read it").hexdigest(),
        "method": "self",
    }


def chain(count: int) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Yield the rows of a genuine trail: entries with their nodes, and what each says of a person."""
    previous, peaks = BEGINNING, list[bytes]()
    moment = LONG_AGO.isoformat(timespec="microseconds")
    for sequence in range(1, count + 1):
        told = facts(sequence)
        salt = hashlib.sha256(str(sequence).encode()).hexdigest()
        said = spelled({"name": f"Person {told['person']}", "email": f"person{told['person']}@example.no"})
        happened = {
            "sequence": sequence,
            "what": "guideline acknowledged",
            "by": told["person"],
            "at": moment,
            "facts": told,
            "commitment": commitment(salt, said),
        }
        entry = spelled(happened)
        if sequence == 1 and entry != canonical(happened):
            raise AssertionError(entry)
        entry_hash = chained_hash(previous, entry)
        leaf = merkle.leaf(bytes.fromhex(entry_hash))
        nodes = merkle.completed(leaf, [peaks.pop() for _ in range(merkle.levels_completed(sequence))])
        peaks.append(nodes[-1] if nodes else leaf)
        yield (
            {
                "sequence": sequence,
                "entry": entry,
                "previous_hash": previous,
                "hash": entry_hash,
                "nodes": "".join(node.hex() for node in nodes),
            },
            {"sequence": sequence, "person_id": told["person"], "salt": salt, "content": said},
        )
        previous = entry_hash


def fill(database: Database, count: int) -> None:
    """Write a trail, with a checkpoint over all of it."""
    with database.transaction() as session:
        rows(session, Person, [person(who, joined_at=LONG_AGO) for who in range(1, PEOPLE + 1)])
    for some in batches(chain(count), 50_000):
        with database.transaction() as session:
            connection = session.connection()
            connection.execute(insert(TrailEntry.__table__), [entry for entry, _personal in some])
            connection.execute(insert(TrailPersonal.__table__), [personal for _entry, personal in some])
    with database.transaction() as session:
        take(session, key=KEY, origin=ORIGIN, at=LONG_AGO)


def verified(url: str) -> dict[str, float]:
    """Verify a trail in this process, and return seconds, MiB at the peak, and entries."""
    database = Database(url)
    started = perf_counter()
    with database.snapshot() as session:
        verdict = verify(session, keys=[notes.public_bytes(KEY)], origin=ORIGIN)
    took = perf_counter() - started
    database.engine.dispose()
    if not verdict.is_whole or len(verdict.fitting) != 1:
        raise AssertionError(verdict.findings)
    return {"seconds": took, "room": peak(), "entries": verdict.entries}


def peak() -> float:
    """Return the most room this process took so far, in MiB.

    Linux hands the peak of the parent on to the child in what getrusage says, and not in this.
    """
    [line] = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1]) / 1024


def each_append(session: Session) -> float:
    """Return how many milliseconds one entry takes to append, within one transaction."""
    started = perf_counter()
    for number in range(APPENDED):
        said = Personal(number % PEOPLE + 1, {"name": "Kari Nordmann", "email": "kari@example.no"})
        record(session, "guideline acknowledged", said, by=1, at=LONG_AGO, **facts(number))
    return (perf_counter() - started) / APPENDED * 1000


def run() -> list[tuple[str, str, str]]:
    """Return what was measured, how much it was, and what it has to be."""
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'trail.sqlite'}"
        database = Database(url)
        upgrade(database)
        fill(database, ENTRIES)
        database.engine.dispose()
        # In a process of its own, so that the room which filling took does not count.
        command = [sys.executable, "-m", "tests.benchmarks.trail", url]
        found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        with database.transaction() as session:
            each = each_append(session)
        database.engine.dispose()
    what = f"verifying {found['entries']:,} entries of the trail"
    return [
        (what, f"{found['seconds']:.1f} s", f"within {WITHIN.total_seconds():.0f} s"),
        (f"{what}, memory at the peak", f"{found['room']:.0f} MiB", f"within {ROOM} MiB"),
        (
            "appending one entry with what it says of a person",
            f"{each:.2f} ms",
            "leaves room for 300 a second",
        ),
    ]


if __name__ == "__main__":
    print(json.dumps(verified(sys.argv[1])))
