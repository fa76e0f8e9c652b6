"""Real follower graphs on disk: who is in whose audience."""

from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from .lists import Ids, Ints

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

    def rows_of(self) -> Ints:
        """Return, for each id, the row that is this person, or -1."""
        rows = np.full(1 + max(self.indices.max(initial=-1), self.selfid.max(initial=-1)), -1, dtype=np.int64)
        known = np.flatnonzero(self.selfid >= 0)
        rows[self.selfid[known]] = known
        return rows


def read_graph(path: Path) -> Graph:
    """Read the graph in an .npz of indptr, indices and selfid, or raise UnreadableGraphError saying why not."""
    try:
        with np.load(path, allow_pickle=False) as stored:
            missing = [name for name in ARRAYS if name not in stored]
            arrays = [stored[name] for name in ARRAYS if name in stored]
    except FileNotFoundError:
        raise UnreadableGraphError(f"{path} does not exist.") from None
    except (OSError, ValueError, BadZipFile, EOFError, AttributeError, TypeError):
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
