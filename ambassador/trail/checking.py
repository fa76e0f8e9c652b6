"""Knows how a trail is checked, entry by entry, and what the ways in which it can be broken are called.

Pure: it reads rows from any iterator, so that everything about it can be tried without a database, and keeps
none of them, so that a million entries take no more room than ten.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from ambassador.trail import merkle
from ambassador.trail.policy import BEGINNING, chained_hash, commitment

MOST_FINDINGS = 20
"""Faults that are told one by one; further ones are only counted."""
HASH = 64
"""Characters of a hash in hexadecimal."""


class Kind(StrEnum):
    """What was done to a trail."""

    EDIT = "edit"
    GAP = "gap"
    FORK = "fork"
    CUT_TAIL = "cut tail"
    REWRITTEN = "rewritten"
    CHECKPOINT = "checkpoint"
    """A checkpoint that shows nothing: its signature is wrong, or it is another trail's."""


class Sign(StrEnum):
    """By what a fault was recognised."""

    TEXT = "text"
    """An entry's hash is not that of its text."""
    FOLLOWER = "follower"
    """The next entry doesn't follow from this one, which was changed and hashed anew."""
    NUMBER = "number"
    """An entry's text names another number than its row."""
    NODES = "nodes"
    """The tree that was kept doesn't fit the entries under it."""
    PERSONAL = "personal"
    """What an entry says of a person doesn't fit the entry's commitment to it."""
    MISSING = "missing"
    RENUMBERED = "renumbered"
    """Entries are missing, and those after them got other numbers."""
    SAME_NUMBER = "same number"
    SAME_BEFORE = "same before"
    """Two entries follow the same one."""
    COVERED = "covered"
    """A checkpoint covers entries that are not there."""
    NAMED = "named"
    """A row of a table names an entry that is not there."""
    ROOT = "root"
    """The trail is whole in itself, and yet not the one that a checkpoint was signed over."""
    SIGNATURE = "signature"
    OTHER_KEY = "other key"
    OTHER_ORIGIN = "other origin"
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class Finding:
    """A fault: what was done, to which entries, and how that shows."""

    kind: Kind
    sign: Sign
    first: int
    """The first entry that it is about; what comes before is untouched by it."""
    last: int
    source: str = ""
    """The checkpoint or the table that shows it."""
    other: int = 0
    """What else there is to tell: the number an entry names, or the entry that two follow."""


class Row(NamedTuple):
    """An entry as it is kept, with what it says of a person."""

    sequence: int
    entry: str
    previous_hash: str
    hash: str
    nodes: str
    salt: str | None
    personal: str | None


@dataclass(frozen=True)
class Claim:
    """What a checkpoint that can be trusted says: so many entries have this root."""

    source: str
    size: int
    root: bytes
    at: datetime


@dataclass(frozen=True)
class Verdict:
    """What came of checking a trail."""

    entries: int
    newest: int
    """The number of the last entry."""
    whole_up_to: int
    """Everything up to this entry is as it was written."""
    root: bytes | None
    """The Merkle root of all entries; None where the tree can't be computed."""
    erased: int
    """Entries that said something of a person which is no longer there."""
    findings: tuple[Finding, ...] = ()
    more: int = 0
    """Faults beyond those told."""
    fitting: tuple[Claim, ...] = ()
    """The checkpoints that the trail fits, by size."""
    remarks: tuple[Finding, ...] = ()
    """Kept checkpoints that were left out, because another key signed them."""

    @property
    def is_whole(self) -> bool:
        return not self.findings


def check(
    rows: Iterable[Row],
    *,
    claims: Sequence[Claim] = (),
    named: Sequence[tuple[str, int]] = (),
    sequence_of: Callable[[str], int | None] = lambda _hash: None,
) -> Verdict:
    """Check a trail, given in the order of its numbers, against itself and against what speaks of it.

    `claims` are checkpoints, `named` the newest entry that each table with facts refers to. `sequence_of`
    finds the entry with a hash; it is asked for the few entries that don't follow from the one before.
    """
    walk = _Walk({claim.size for claim in claims}, sequence_of)
    for row in rows:
        walk.take(row)
    walk.hold_against(claims, named)
    findings = sorted(walk.findings, key=lambda found: found.first)
    return Verdict(
        entries=walk.entries,
        newest=walk.newest,
        whole_up_to=min([walk.newest, *(found.first - 1 for found in findings)]),
        root=None if walk.peaks is None else _root(walk.peaks),
        erased=walk.erased,
        findings=tuple(findings),
        more=walk.more,
        fitting=tuple(walk.fitting),
    )


class _Walk:
    """Walks along the entries, and remembers only the last one and the peaks of the tree so far."""

    def __init__(self, sizes: set[int], sequence_of: Callable[[str], int | None]) -> None:
        self.sizes, self.sequence_of = sizes, sequence_of
        self.entries = self.newest = self.more = self.erased = 0
        self.previous = BEGINNING
        self.happened: dict[str, object] = {}
        # By how much the numbers of rows fall short of those in their texts.
        self.shift = 0
        # The roots of the whole subtrees so far, from the left; None once entries are missing or too many.
        self.peaks: list[bytes] | None = []
        self.roots = {0: merkle.EMPTY_ROOT}
        self.findings: list[Finding] = []
        self.fitting: list[Claim] = []
        # The first entry whose place in the tree changed: what else no longer fits, fits because of that.
        self.changed_from: int | None = None

    def take(self, row: Row) -> None:
        """Check one entry; of what is wrong with it, the first that shows is told."""
        self.entries += 1
        found = self._faults(row)
        nodes_found = self._grow(row)
        if found is None:
            found = nodes_found or self._personal_fault(row)
        if found is not None:
            self._tell(found)
        self.previous, self.newest = row.hash, max(row.sequence, self.newest)

    def _faults(self, row: Row) -> Finding | None:
        """Say what is wrong with an entry's place, text, number or predecessor."""
        if row.sequence <= self.newest:
            self._forget_node_fault(row.sequence)
            self._lose_tree(row.sequence)
            return Finding(Kind.FORK, Sign.SAME_NUMBER, row.sequence, row.sequence)
        if row.sequence > self.newest + 1:
            self._lose_tree(self.newest + 1)
            return Finding(Kind.GAP, Sign.MISSING, self.newest + 1, row.sequence - 1)
        if row.hash != chained_hash(row.previous_hash, row.entry):
            return Finding(Kind.EDIT, Sign.TEXT, row.sequence, row.sequence)
        return self._wrong_order(row)

    def _wrong_order(self, row: Row) -> Finding | None:
        self.happened = _read(row.entry)
        said = self.happened.get("sequence")
        if not isinstance(said, int):
            return Finding(Kind.EDIT, Sign.NUMBER, row.sequence, row.sequence)
        missing = said - row.sequence - self.shift
        if missing > 0:
            self.shift += missing
            self._lose_tree(row.sequence)
            return Finding(Kind.GAP, Sign.RENUMBERED, row.sequence, row.sequence + missing - 1)
        if row.previous_hash != self.previous:
            return self._stranger(row)
        if missing < 0:
            return Finding(Kind.EDIT, Sign.NUMBER, row.sequence, row.sequence, other=said)
        return None

    def _stranger(self, row: Row) -> Finding | None:
        """Say why an entry doesn't follow from the one before; None if two bear that number, and it does."""
        before = self.sequence_of(row.previous_hash) if len(self.findings) < MOST_FINDINGS else None
        if row.sequence > 1 and row.previous_hash == BEGINNING:
            before = 0
        if before is not None and before == row.sequence - 1:
            return None
        if before is not None and before < row.sequence - 1:
            self._lose_tree(row.sequence)
            return Finding(Kind.FORK, Sign.SAME_BEFORE, row.sequence, row.sequence, other=before)
        changed = max(row.sequence - 1, 1)
        self._forget_node_fault(changed)
        self._note_change(changed)
        return Finding(Kind.EDIT, Sign.FOLLOWER, changed, changed)

    def _grow(self, row: Row) -> Finding | None:
        """Put an entry into the tree, and compare the nodes that were kept with it."""
        if self.peaks is None:
            return None
        found, below, kept = None, _leaf(row.hash), row.nodes
        levels = merkle.levels_completed(row.sequence)
        for level in range(levels):
            below = merkle.parent(self.peaks.pop(), below)
            written = kept[HASH * level : HASH * (level + 1)]
            if written != below.hex() and found is None:
                first = row.sequence - (2 << level) + 1
                found = Finding(Kind.EDIT, Sign.NODES, first, row.sequence)
            if found is not None:
                # From here on what was kept is taken as it is, so that one change is told once.
                below = _bytes(written) or below
        self.peaks.append(below)
        if found is None and len(kept) != HASH * levels:
            found = Finding(Kind.EDIT, Sign.NODES, row.sequence, row.sequence)
        if row.sequence in self.sizes:
            self.roots[row.sequence] = _root(self.peaks)
        if found is None or (self.changed_from is not None and self.changed_from >= found.first):
            return None
        self._note_change(found.first)
        return found

    def _personal_fault(self, row: Row) -> Finding | None:
        held = self.happened.get("commitment")
        if row.personal is None:
            self.erased += held is not None
            return None
        # Of entries that got other numbers, the personal part stands beside others.
        if self.shift or held == commitment(row.salt or "", row.personal):
            return None
        return Finding(Kind.EDIT, Sign.PERSONAL, row.sequence, row.sequence)

    def _forget_node_fault(self, sequence: int) -> None:
        """Take back what the tree said of an entry just now: what is known since is more exact."""
        if self.findings and self.findings[-1].sign is Sign.NODES and self.findings[-1].last == sequence:
            self.findings.pop()

    def _lose_tree(self, sequence: int) -> None:
        self.peaks = None
        self._note_change(sequence)

    def _note_change(self, sequence: int) -> None:
        self.changed_from = min(sequence, self.changed_from or sequence)

    def _tell(self, found: Finding) -> None:
        told = (found.kind, found.first, found.last)
        if any((other.kind, other.first, other.last) == told for other in self.findings[-2:]):
            return
        if len(self.findings) >= MOST_FINDINGS:
            self.more += 1
        else:
            self.findings.append(found)

    def hold_against(self, claims: Sequence[Claim], named: Sequence[tuple[str, int]]) -> None:
        """Compare the whole trail with checkpoints, and with the rows of facts that name entries."""
        rewritten = list[Claim]()
        for claim in sorted(claims, key=lambda claim: claim.size):
            if claim.size > self.newest:
                continue
            if self.roots.get(claim.size) == claim.root:
                self.fitting.append(claim)
            elif self.changed_from is None or self.changed_from > claim.size:
                rewritten.append(claim)
        if rewritten:
            claim = rewritten[0]
            first = 1 + max((other.size for other in self.fitting if other.size < claim.size), default=0)
            self.findings.append(Finding(Kind.REWRITTEN, Sign.ROOT, first, claim.size, claim.source))
        self._look_past_the_end(claims, named)

    def _look_past_the_end(self, claims: Sequence[Claim], named: Sequence[tuple[str, int]]) -> None:
        beyond = [(claim.size, Sign.COVERED, claim.source) for claim in claims]
        beyond += [(sequence, Sign.NAMED, table) for table, sequence in named]
        last, sign, source = max(beyond, default=(0, Sign.COVERED, ""))
        if last > self.newest:
            self.findings.append(Finding(Kind.CUT_TAIL, sign, self.newest + 1, last, source))


def _read(entry: str) -> dict[str, object]:
    try:
        found = json.loads(entry)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _bytes(hexadecimal: str) -> bytes | None:
    try:
        found = bytes.fromhex(hexadecimal)
    except ValueError:
        return None
    return found if len(found) == HASH // 2 else None


def _leaf(entry_hash: str) -> bytes:
    # What is no hash any more was found to be an edit already; the tree only has to go on.
    return merkle.leaf(_bytes(entry_hash) or entry_hash.encode())


def _root(peaks: Sequence[bytes]) -> bytes:
    if not peaks:
        return merkle.EMPTY_ROOT
    *lefts, found = peaks
    for left in reversed(lefts):
        found = merkle.parent(left, found)
    return found
