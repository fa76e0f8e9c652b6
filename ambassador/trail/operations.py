"""Appends to the trail, and erases what it says of a person."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import cast

from sqlalchemy import Table, delete, insert, select
from sqlalchemy.orm import Session

from ambassador.db import connection_of, take_turns
from ambassador.trail import merkle
from ambassador.trail.merkle import Node
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


Fact = str | int | bool | None
"""What an entry may say: ids, counts, hashes and versions, never names."""


@dataclass(frozen=True)
class Told:
    """One of many entries that are appended together."""

    personal: Personal | None
    facts: Mapping[str, Fact]


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
    **facts: Fact,
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
    entry, beside = _written(sequence, what, Told(personal, facts), by=by, at=at)
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
    if beside is not None:
        connection.execute(_APPEND_PERSONAL, beside)
    return Appended(sequence, entry_hash)


def record_all(
    session: Session, what: str, told: Iterable[Told], /, *, by: int | None, at: datetime
) -> list[int]:
    """Append an entry for each of many facts of one kind, in their order, and return their numbers.

    As `record` does one by one, in a few statements: 10,000 take between one and two seconds.
    """
    take_turn(session)
    session.flush()
    connection = connection_of(session)
    last = connection.execute(_NEWEST).first()
    newest, previous = (last.sequence, last.hash) if last else (0, BEGINNING)
    known: dict[Node, bytes] = {}
    entries, personal = list[dict[str, object]](), list[dict[str, object]]()
    for sequence, each in enumerate(told, start=newest + 1):
        entry, beside = _written(sequence, what, each, by=by, at=at)
        entry_hash = chained_hash(previous, entry)
        entries.append(
            {
                "sequence": sequence,
                "entry": entry,
                "previous_hash": previous,
                "hash": entry_hash,
                "nodes": _completed_among(session, sequence, entry_hash, known),
            }
        )
        personal += [beside] if beside else []
        previous = entry_hash
    for statement, rows in ((_APPEND, entries), (_APPEND_PERSONAL, personal)):
        if rows:
            connection.execute(statement, rows)
    return [cast(int, row["sequence"]) for row in entries]


def _written(
    sequence: int, what: str, told: Told, *, by: int | None, at: datetime
) -> tuple[str, dict[str, object] | None]:
    """Return the text of an entry, and the row beside it with what it says of a person."""
    happened: dict[str, object] = {
        "sequence": sequence,
        "what": what,
        "by": by,
        "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
        "facts": {
            name: str(value) if isinstance(value, str) else value for name, value in told.facts.items()
        },
    }
    if told.personal is None:
        return canonical(happened), None
    salt, content = secrets.token_hex(32), personal_text(told.personal.texts)
    happened["commitment"] = commitment(salt, content)
    beside = {"sequence": sequence, "person_id": told.personal.person_id, "salt": salt, "content": content}
    return canonical(happened), beside


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


def _completed_among(session: Session, sequence: int, entry_hash: str, known: dict[Node, bytes]) -> str:
    """As `_completed`, for entries that are not written yet; `known` holds the nodes met so far."""
    wanted = merkle.lefts_needed(sequence)
    known |= nodes(session, [node for node in wanted if node not in known])
    leaf = merkle.leaf(bytes.fromhex(entry_hash))
    found = merkle.completed(leaf, [known[node] for node in wanted])
    known |= {(level, (sequence >> level) - 1): node for level, node in enumerate([leaf, *found])}
    return "".join(node.hex() for node in found)
