"""Reads the trail: its newest entry, its tree, and one entry with the proof that it is there."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from sqlalchemy import Table, bindparam, select
from sqlalchemy.orm import Session

from ambassador.db import batches, connection_of
from ambassador.trail import merkle
from ambassador.trail.merkle import Node
from ambassador.trail.models import TrailEntry, TrailPersonal

# Built once, because every fourth entry that is appended asks for it.
_ENTRIES = cast(Table, TrailEntry.__table__)
_HOLDERS = select(_ENTRIES.c.sequence, _ENTRIES.c.hash, _ENTRIES.c.nodes).where(
    _ENTRIES.c.sequence.in_(bindparam("holders", expanding=True))
)


def newest_entry(session: Session) -> int:
    """Return the sequence of the newest entry, which names the state of all facts; 0 for an empty trail."""
    return session.scalar(select(TrailEntry.sequence).order_by(TrailEntry.sequence.desc()).limit(1)) or 0


def texts_of(session: Session, entries: Iterable[int]) -> Mapping[int, Mapping[str, str]]:
    """Return what people wrote with some entries of the trail; an empty mapping where it was erased."""
    wanted = set(entries)
    found: dict[int, Mapping[str, str]] = {entry: {} for entry in wanted}
    for some in batches(sorted(wanted)):
        rows = select(TrailPersonal.sequence, TrailPersonal.content).where(TrailPersonal.sequence.in_(some))
        found.update({sequence: json.loads(content) for sequence, content in session.execute(rows)})
    return found


def nodes(session: Session, wanted: Sequence[Node]) -> dict[Node, bytes]:
    """Return the hashes of some nodes of the Merkle tree, in one statement."""
    if not wanted:
        return {}
    holders = {merkle.holder_of(node) for node in wanted}
    rows = connection_of(session).execute(_HOLDERS, {"holders": list(holders)})
    return merkle.read_nodes(wanted, {row.sequence: (row.hash, row.nodes) for row in rows})


def root_at(session: Session, size: int) -> bytes:
    """Return the Merkle root over the first `size` entries."""
    return merkle.root(size, nodes(session, merkle.nodes_of_root(size)).__getitem__)


@dataclass(frozen=True)
class Included:
    """An entry with all it takes to show that it is in the trail, as the trail stands."""

    sequence: int
    entry: str
    previous_hash: str
    hash: str
    salt: str
    """Empty, as is `personal`, for an entry that says nothing of a person, and after erasing."""
    personal: str
    size: int
    """How many entries the proof is about."""
    root: bytes
    proof: tuple[bytes, ...]

    @property
    def texts(self) -> dict[str, str]:
        """What it says of a person, by name; empty after erasing."""
        return json.loads(self.personal) if self.personal else {}


def included(session: Session, sequence: int, *, size: int | None = None) -> Included | None:
    """Return an entry with its proof among the first `size` entries, or all; None if it is not among them."""
    row = session.execute(
        select(TrailEntry, TrailPersonal.salt, TrailPersonal.content)
        .outerjoin(TrailPersonal, TrailPersonal.sequence == TrailEntry.sequence)
        .where(TrailEntry.sequence == sequence)
    ).first()
    among = newest_entry(session) if size is None else size
    if row is None or sequence > among:
        return None
    entry, salt, personal = row
    wanted = {*merkle.nodes_of_root(among), *merkle.nodes_of_proof(sequence - 1, among)}
    hash_of = nodes(session, list(wanted)).__getitem__
    return Included(
        sequence=sequence,
        entry=entry.entry,
        previous_hash=entry.previous_hash,
        hash=entry.hash,
        salt=salt or "",
        personal=personal or "",
        size=among,
        root=merkle.root(among, hash_of),
        proof=tuple(merkle.proof(sequence - 1, among, hash_of)),
    )
