"""Knows the Merkle tree over the trail (RFC 6962): its roots, and proofs that one entry is among them.

Leaf number i, from 0, is entry i + 1; its data are the 32 bytes of the entry's hash. Hashes are bytes here. A
node is named by its level, 0 for leaves, and its index, from 0, on that level; only whole subtrees are nodes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence

Node = tuple[int, int]
"""Level and index of a whole subtree."""

EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf(entry_hash: bytes) -> bytes:
    """Return the hash of a leaf."""
    return hashlib.sha256(b"\x00" + entry_hash).digest()


def parent(left: bytes, right: bytes) -> bytes:
    """Return the hash of the node above two others."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def levels_completed(size: int) -> int:
    """Return how many nodes the newest of `size` leaves completes: one on each level from 1 up."""
    return (size & -size).bit_length() - 1


def lefts_needed(size: int) -> list[Node]:
    """Return the left halves of the nodes that the newest of `size` leaves completes, from level 1 up."""
    return [(level, (size >> level) - 2) for level in range(levels_completed(size))]


def completed(newest: bytes, lefts: Sequence[bytes]) -> list[bytes]:
    """Return the nodes that a leaf completes, given their left halves, from level 1 up."""
    found, below = [], newest
    for left in lefts:
        below = parent(left, below)
        found.append(below)
    return found


def holder_of(node: Node) -> int:
    """Return the sequence of the entry that completed a node."""
    level, index = node
    return (index + 1) << level


def nodes_of_root(size: int) -> list[Node]:
    """Return the whole subtrees that make up the tree of `size` leaves, from the left."""
    return _whole(0, size)


def root(size: int, hash_of: Callable[[Node], bytes]) -> bytes:
    """Return the Merkle root of the first `size` leaves."""
    return _root_of(0, size, hash_of) if size else EMPTY_ROOT


def nodes_of_proof(index: int, size: int) -> list[Node]:
    """Return the whole subtrees needed to prove that leaf `index` is among the first `size`."""
    return [node for start, end in _siblings(index, size) for node in _whole(start, end)]


def proof(index: int, size: int, hash_of: Callable[[Node], bytes]) -> list[bytes]:
    """Return the inclusion proof of a leaf in the tree of `size` leaves, from the leaf up (RFC 6962, 2.1.1).

    Raises ValueError for a leaf that is not in the tree.
    """
    if not 0 <= index < size:
        raise ValueError(f"leaf {index} is not in a tree of {size} leaves")
    return [_root_of(start, end, hash_of) for start, end in _siblings(index, size)]


def root_by_proof(index: int, size: int, leaf_hash: bytes, path: Sequence[bytes]) -> bytes | None:
    """Return the root that a proof leads to, or None for one of the wrong length (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return None
    place, last, found = index, size - 1, leaf_hash
    for each in path:
        if last == 0:
            return None
        if place % 2 or place == last:
            found = parent(each, found)
            while not place % 2 and place:
                place, last = place >> 1, last >> 1
        else:
            found = parent(found, each)
        place, last = place >> 1, last >> 1
    return found if last == 0 else None


def read_nodes(wanted: Sequence[Node], entries: Mapping[int, tuple[str, str]]) -> dict[Node, bytes]:
    """Return the hashes of nodes from the entries that completed them.

    `entries` holds hash and nodes, both in hexadecimal as they are kept, by sequence.
    """
    found = {}
    for level, index in wanted:
        entry_hash, nodes = entries[holder_of((level, index))]
        found[level, index] = (
            bytes.fromhex(nodes[64 * (level - 1) : 64 * level]) if level else leaf(bytes.fromhex(entry_hash))
        )
    return found


def _largest_power_below(size: int) -> int:
    return 1 << ((size - 1).bit_length() - 1)


def _siblings(index: int, size: int) -> list[tuple[int, int]]:
    """Return the ranges of leaves whose roots make up a proof, from the leaf up."""
    start, end, found = 0, size, []
    while end - start > 1:
        middle = start + _largest_power_below(end - start)
        if index < middle:
            found.append((middle, end))
            end = middle
        else:
            found.append((start, middle))
            start = middle
    return found[::-1]


def _whole(start: int, end: int) -> list[Node]:
    """Return the whole subtrees that a range of leaves falls into; it begins where a subtree does."""
    found = []
    while start < end:
        level = (end - start).bit_length() - 1
        found.append((level, start >> level))
        start += 1 << level
    return found


def _root_of(start: int, end: int, hash_of: Callable[[Node], bytes]) -> bytes:
    parts = [hash_of(node) for node in _whole(start, end)]
    found = parts.pop()
    while parts:
        found = parent(parts.pop(), found)
    return found
