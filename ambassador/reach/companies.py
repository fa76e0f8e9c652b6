"""Groups of connected people on a real follower graph, each as if it were a company."""

import numpy as np

from .draws import Ints
from .graphs import Graph

ATTEMPTS = 200


class GraphTooSmallError(ValueError):
    """A graph without a connected group of the size asked for; the message is a sentence for people."""


class Companies:
    """The groups of a given size that one graph holds."""

    def __init__(self, graph: Graph, *, size: int) -> None:
        """Look the graph over; raise GraphTooSmallError where it cannot hold one group."""
        self._graph, self._size = graph, size
        self._candidates = np.flatnonzero(np.diff(graph.indptr) > 0)
        if size > self._candidates.size:
            people = self._candidates.size
            raise GraphTooSmallError(f"{graph.name} has {people} people with an audience, fewer than {size}.")
        self._may_join = np.zeros(graph.selfid.size, dtype=np.bool_)
        self._may_join[self._candidates] = True
        if not graph.is_open:
            self.draw(np.random.default_rng(0))

    def draw(self, generator: np.random.Generator) -> Ints:
        """Return the rows of one group, or raise GraphTooSmallError where none was found in 200 attempts."""
        if self._graph.is_open:
            return generator.choice(self._candidates, size=self._size, replace=False)
        for _ in range(ATTEMPTS):
            group = self._grow(int(generator.choice(self._candidates)), generator)
            if group.size == self._size:
                return group
        raise GraphTooSmallError(f"{self._graph.name} has no connected group of {self._size} people.")

    def _grow(self, first: int, generator: np.random.Generator) -> Ints:
        """Take in the connections of the first person, then theirs, each time in random order."""
        group, is_in = [first], self._may_join.copy()
        is_in[first] = False
        for row in group:
            rows = self._graph.rows_of(self._graph.audience(row))
            new = np.unique(rows[is_in[rows]])
            new = generator.permutation(new)[: self._size - len(group)]
            is_in[new] = False
            group.extend(int(each) for each in new)
            if len(group) == self._size:
                break
        return np.array(group, dtype=np.int64)
