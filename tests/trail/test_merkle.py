"""The tree over the trail: its roots are the standard's, and its proofs lead to them and to nothing else."""

from __future__ import annotations

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from ambassador.trail import merkle
from tests.trail.by_hand import root_of


def leaves(size: int) -> list[bytes]:
    return [hashlib.sha256(str(number).encode()).digest() for number in range(size)]


def grown(size: int) -> dict[merkle.Node, bytes]:
    """Return all nodes, as they are kept with the entries that complete them."""
    nodes: dict[merkle.Node, bytes] = {}
    for number, data in enumerate(leaves(size), 1):
        nodes[0, number - 1] = merkle.leaf(data)
        lefts = [nodes[node] for node in merkle.lefts_needed(number)]
        for level, node in enumerate(merkle.completed(nodes[0, number - 1], lefts), 1):
            nodes[level, (number >> level) - 1] = node
            assert merkle.holder_of((level, (number >> level) - 1)) == number
    return nodes


@given(st.integers(0, 300))
def test_the_root_is_that_of_the_standard(size: int) -> None:
    assert merkle.root(size, grown(size).__getitem__) == root_of(leaves(size))


@given(st.data(), st.integers(1, 300))
def test_a_proof_leads_to_the_root_of_any_earlier_size(data: st.DataObject, most: int) -> None:
    nodes = grown(most)
    size = data.draw(st.integers(1, most))
    index = data.draw(st.integers(0, size - 1))
    path = merkle.proof(index, size, nodes.__getitem__)
    found = merkle.root_by_proof(index, size, merkle.leaf(leaves(size)[index]), path)
    assert found == root_of(leaves(size))


@given(st.data(), st.integers(2, 300))
def test_a_changed_proof_leads_elsewhere(data: st.DataObject, size: int) -> None:
    nodes = grown(size)
    index = data.draw(st.integers(0, size - 1))
    path = merkle.proof(index, size, nodes.__getitem__)
    place = data.draw(st.integers(0, len(path) - 1))
    wrong = [*path[:place], bytes(32), *path[place + 1 :]]
    for tried in (wrong, path[1:], [*path, bytes(32)]):
        found = merkle.root_by_proof(index, size, merkle.leaf(leaves(size)[index]), tried)
        assert found != root_of(leaves(size))
