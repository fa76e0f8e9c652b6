"""Reads the trail from its first entry to its last, and says whether it is whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import cast

from sqlalchemy import Column, ForeignKey, Table, func, select
from sqlalchemy.orm import Session

from ambassador.db import Base
from ambassador.trail.checking import Row, Verdict, check
from ambassador.trail.models import Checkpoint, TrailEntry, TrailPersonal
from ambassador.trail.witnesses import Shown, judge

AT_ONCE = 2000
"""Rows fetched at once."""

_ENTRIES = cast(Table, TrailEntry.__table__)
_PERSONAL = cast(Table, TrailPersonal.__table__)


def verify(session: Session, *, keys: Sequence[bytes], origin: str, shown: Sequence[Shown] = ()) -> Verdict:
    """Check the whole trail against itself, its kept checkpoints, and checkpoints `shown` from outside.

    `keys` are the public keys that are trusted. The session should be a snapshot, or what is appended while
    this reads may look like an end that was cut.
    """
    judged = judge((*kept_checkpoints(session), *shown), keys=keys, origin=origin)
    verdict = check(
        rows(session),
        claims=judged.claims,
        named=newest_named(session),
        sequence_of=lambda entry_hash: _sequence_of(session, entry_hash),
    )
    return replace(verdict, findings=(*verdict.findings, *judged.findings), remarks=judged.remarks)


def rows(session: Session) -> Iterator[Row]:
    """Yield the entries in the order of their numbers, with what they say of people, some at a time."""
    in_order = (
        select(
            *(_ENTRIES.c[name] for name in ("sequence", "entry", "previous_hash", "hash", "nodes")),
            *(_PERSONAL.c.salt, _PERSONAL.c.content),
        )
        .outerjoin(_PERSONAL, _PERSONAL.c.sequence == _ENTRIES.c.sequence)
        .order_by(_ENTRIES.c.sequence)
        .execution_options(yield_per=AT_ONCE)
    )
    with session.connection().execute(in_order) as found:
        for some in found.partitions():
            yield from map(Row._make, some)


def kept_checkpoints(session: Session) -> list[Shown]:
    """Return the checkpoints kept in the database."""
    kept = session.scalars(select(Checkpoint).order_by(Checkpoint.size, Checkpoint.id))
    return [Shown(f"#{row.id}", row.note, row.key, row.size, row.root) for row in kept]


def newest_named(session: Session) -> list[tuple[str, int]]:
    """Return the newest entry that each table refers to, whatever its subject: facts stand on entries."""
    found = []
    for column in _columns_that_name_entries():
        newest = session.scalar(select(func.max(column)))
        if newest is not None:
            found.append((column.table.name, newest))
    return found


def _columns_that_name_entries() -> Iterator[Column[int]]:
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if any(_names_entries(key) for key in column.foreign_keys):
                yield column


def _names_entries(key: ForeignKey) -> bool:
    return key.target_fullname == f"{_ENTRIES.name}.sequence"


def _sequence_of(session: Session, entry_hash: str) -> int | None:
    first = select(func.min(_ENTRIES.c.sequence)).where(_ENTRIES.c.hash == entry_hash)
    return cast("int | None", session.scalar(first))
