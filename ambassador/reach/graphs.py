"""Real follower graphs on disk: who is in whose audience."""

import zlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from .draws import Ints
from .packed import Ids

# Because a lone array, a broken zip, a locked one and pickled objects each fail in their own way.
UNREADABLE = (OSError, ValueError, EOFError, TypeError, AttributeError, RuntimeError, BadZipFile, zlib.error)

ARRAYS = ("indptr", "indices", "selfid")


class UnreadableGraphError(ValueError):
    """A file that holds no follower graph; the message is a sentence for people."""


@dataclass(frozen=True)
class Graph:
    """Possible ambassadors: the audience of row i is indices[indptr[i]:indptr[i + 1]].

    `selfid[i]` is the row's own id among those ids, or -1 in an open world.
    """

    name: str
    indptr: Ints
    indices: Ints
    selfid: Ints

    def audience(self, row: int) -> Ids:
        """Return the ids in the audience of one row."""
        return self.indices[self.indptr[row] : self.indptr[row + 1]]

    @property
    def is_open(self) -> bool:
        """Say whether the rows are not among the ids, so that no connection between rows can be seen."""
        return bool(np.all(self.selfid < 0))

    def rows_of(self, ids: Ids) -> Ints:
        """Return the rows that are these people; an id that is no row's own is passed over."""
        order = self.rows_by_id
        places = np.searchsorted(self.selfid, ids, sorter=order)
        rows = order[np.minimum(places, order.size - 1)]
        return np.asarray(rows[self.selfid[rows] == ids])

    @cached_property
    def rows_by_id(self) -> Ints:
        """The rows in the order of their own ids."""
        return np.argsort(self.selfid, kind="stable")


def read_graph(path: Path) -> Graph:
    """Read a graph from an .npz of indptr, indices and selfid, or raise UnreadableGraphError saying why."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            missing = [name for name in ARRAYS if name not in stored]
            arrays = [stored[name] for name in ARRAYS if name in stored]
    except FileNotFoundError:
        raise UnreadableGraphError(f"{path} does not exist.") from None
    except UNREADABLE:
        raise UnreadableGraphError(f"{path} is not an .npz file of arrays.") from None
    if missing:
        raise UnreadableGraphError(f"{path} lacks {', '.join(missing)}; a graph has {', '.join(ARRAYS)}.")
    if not all(array.ndim == 1 and np.issubdtype(array.dtype, np.integer) for array in arrays):
        raise UnreadableGraphError(f"{path} must hold whole numbers in rows: {', '.join(ARRAYS)}.")
    indptr, indices, selfid = (array.astype(np.int64) for array in arrays)
    begins_and_ends = indptr.size and indptr[0] == 0 and indptr[-1] == indices.size
    if not begins_and_ends or np.any(np.diff(indptr) < 0):
        raise UnreadableGraphError(
            f"{path}: indptr must rise from 0 to the number of indices, {indices.size}."
        )
    if selfid.size != indptr.size - 1:
        raise UnreadableGraphError(
            f"{path} has {indptr.size - 1} rows but {selfid.size} ids of their own (selfid)."
        )
    if np.any(indices < 0):
        raise UnreadableGraphError(f"{path} has ids below 0 among its indices.")
    return Graph(name=path.stem, indptr=indptr, indices=indices, selfid=selfid)
