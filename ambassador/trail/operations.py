"""Appends to the trail, and erases what it says of a person."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import cast

from sqlalchemy import Table, delete, insert, select
from sqlalchemy.orm import Session

from ambassador.db import connection_of, take_turns
from ambassador.trail import merkle
from ambassador.trail.models import TrailEntry, TrailPersonal
from ambassador.trail.policy import BEGINNING, canonical, chained_hash, commitment, personal_text
from ambassador.trail.queries import nodes

APPEND_LOCK = 7_264_002
"""Names the lock under which PostgreSQL lets one transaction at a time append."""


@dataclass(frozen=True)
class Personal:
    """What an entry says of a person: kept beside the entry, which holds only a commitment to it."""

    person_id: int
    texts: Mapping[str, str] = field(default_factory=dict)
    """By name: `name` and `email` at the time, and what was written, such as a reason or a note."""


@dataclass(frozen=True)
class Appended:
    """An entry that was appended: its number, and the hash that chains the next one to it."""

    sequence: int
    hash: str


# Built once, and run without the session's bookkeeping: an acknowledgement waits for this, and those after
# it wait for their turn.
_ENTRIES = cast(Table, TrailEntry.__table__)
_NEWEST = select(_ENTRIES.c.sequence, _ENTRIES.c.hash).order_by(_ENTRIES.c.sequence.desc()).limit(1)
_APPEND = insert(_ENTRIES)
_APPEND_PERSONAL = insert(cast(Table, TrailPersonal.__table__))


def take_turn(session: Session) -> None:
    """Let no other transaction append until this one ends; `record` does so, and an operation may before.

    For operations that read what another must not change meanwhile, and tell the trail in the end: with a
    lock of their own as well, two could wait for each other.
    """
    take_turns(session, APPEND_LOCK)


def record(
    session: Session,
    what: str,
    personal: Personal | None = None,
    /,
    *,
    by: int | None,
    at: datetime,
    **facts: str | int | bool | None,
) -> Appended:
    """Append what happened to the trail, in the same transaction as the fact itself.

    `facts` are ids, counts, hashes and versions, never names: an entry outlives an erased person. What is
    `personal` is kept in a row of its own, and the entry holds a salted commitment to it. `by` is the acting
    person's id; None is the system. Writers are serialised, by BEGIN IMMEDIATE on SQLite and by an advisory
    lock on PostgreSQL, so the chain has neither gap nor fork.
    """
    take_turn(session)
    # What the session has not written yet comes before the entry, as it would with any other statement.
    session.flush()
    connection = connection_of(session)
    last = connection.execute(_NEWEST).first()
    sequence, previous = (last.sequence + 1, last.hash) if last else (1, BEGINNING)
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    happened: dict[str, object] = {
        "sequence": sequence,
        "what": what,
        "by": by,
        "at": moment,
        "facts": {name: str(value) if isinstance(value, str) else value for name, value in facts.items()},
    }
    salt, content = "", ""
    if personal is not None:
        salt, content = secrets.token_hex(32), personal_text(personal.texts)
        happened["commitment"] = commitment(salt, content)
    entry = canonical(happened)
    entry_hash = chained_hash(previous, entry)
    completed = _completed(session, sequence, entry_hash, {last.sequence: (last.hash, "")} if last else {})
    connection.execute(
        _APPEND,
        {
            "sequence": sequence,
            "entry": entry,
            "previous_hash": previous,
            "hash": entry_hash,
            "nodes": completed,
        },
    )
    if personal is not None:
        connection.execute(
            _APPEND_PERSONAL,
            {"sequence": sequence, "person_id": personal.person_id, "salt": salt, "content": content},
        )
    return Appended(sequence, entry_hash)


def erase_personal(session: Session, *, person_id: int) -> None:
    """Erase what entries say of a person, salts and all: the entries and the chain stay as they are."""
    session.execute(delete(TrailPersonal).where(TrailPersonal.person_id == person_id))


def _completed(
    session: Session, sequence: int, entry_hash: str, newest: Mapping[int, tuple[str, str]]
) -> str:
    """Return the nodes that an entry completes; three entries in four need nothing but the one before."""
    wanted = merkle.lefts_needed(sequence)
    lefts = merkle.read_nodes(wanted[:1], newest) | nodes(session, wanted[1:])
    found = merkle.completed(merkle.leaf(bytes.fromhex(entry_hash)), [lefts[node] for node in wanted])
    return "".join(node.hex() for node in found)
