"""Makes trails for tests, and asks whether they are whole."""

from __future__ import annotations

from collections.abc import Sequence

from ambassador.db import Database
from ambassador.people.operations import new_person
from ambassador.trail import notes
from ambassador.trail.checking import Finding, Verdict
from ambassador.trail.checking_queries import verify
from ambassador.trail.checkpoints import take
from ambassador.trail.operations import Personal, record
from ambassador.trail.witnesses import Shown
from tests.factories import LONG_AGO, TRAIL_KEY

KEY = notes.private_key(TRAIL_KEY)
ORIGIN = "localhost/trail"


def append(database: Database, number: int, personal: Personal | None = None) -> None:
    """Append one entry, in a transaction of its own."""
    with database.transaction() as session:
        record(session, "counted", personal, by=None, at=LONG_AGO, number=number)


def lay(database: Database, count: int) -> None:
    """Append entries, every third of which says something of a person."""
    with database.transaction() as session:
        who = new_person(email="kari@nordlys.no", name="Kari Lie", at=LONG_AGO)
        session.add(who)
        session.flush()
        for number in range(1, count + 1):
            personal = Personal(who.id, {"name": who.name, "reason": f"no. {number}"})
            said = None if number % 3 else personal
            record(session, "counted", said, by=None, at=LONG_AGO, number=number)


def sign(database: Database, size: int | None = None) -> str:
    """Take a checkpoint, and return its note."""
    with database.transaction() as session:
        return take(session, key=KEY, origin=ORIGIN, at=LONG_AGO, size=size).note


def checked(database: Database, *, notes_shown: Sequence[str] = ()) -> Verdict:
    """Check a trail against itself, its checkpoints, and notes from outside."""
    with database.snapshot() as session:
        shown = [Shown(f"note {number}", note) for number, note in enumerate(notes_shown, 1)]
        return verify(session, keys=[notes.public_bytes(KEY)], origin=ORIGIN, shown=shown)


def first_of(verdict: Verdict) -> tuple[str, str, int, int]:
    """Return the kind, the sign and the entries of the first fault."""
    assert verdict.findings, "the trail is whole"
    found: Finding = verdict.findings[0]
    return found.kind, found.sign, found.first, found.last


def is_whole(database: Database) -> bool:
    """Say whether a trail is whole."""
    return checked(database).is_whole
