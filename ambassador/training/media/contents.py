"""Knows the bytes of a file without holding them: where they lie, how many there are, and their hash."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO
from weakref import finalize

PIECE = 256 * 1024
"""Bytes that are held at a time, and that one row of the database keeps."""

Read = Callable[[int, int], bytes]
"""Returns so many bytes from a place on; fewer at the end."""


@dataclass(frozen=True)
class Content:
    """A file's bytes, wherever they lie. Two are equal when their bytes are."""

    sha256: str
    size: int
    read: Read = field(compare=False, repr=False)

    def pieces(self) -> Iterator[bytes]:
        """Yield all bytes, a piece at a time."""
        for start in range(0, self.size, PIECE):
            yield self.read(start, min(PIECE, self.size - start))

    def whole(self) -> bytes:
        """Return all bytes at once: for what is known to be small."""
        return b"".join(self.pieces())


def measured(read: Read, size: int) -> Content:
    """Return what lies there, hashed."""
    found, content = sha256(), Content("", size, read)
    for piece in content.pieces():
        found.update(piece)
    return Content(found.hexdigest(), size, read)


def content_of(content: bytes) -> Content:
    """Return bytes that are held already."""
    return measured(lambda start, size: content[start : start + size], len(content))


def content_at(path: Path) -> Content:
    """Return a file on disk, which is read when it is asked for."""

    def read(start: int, size: int) -> bytes:
        with path.open("rb") as file:
            return os.pread(file.fileno(), size, start)

    return measured(read, path.stat().st_size)


class Shelf:
    """A file on disk without a name, in which what somebody sent waits; gone with the last that reads it."""

    def __init__(self) -> None:
        self._file: IO[bytes] = TemporaryFile()  # noqa: SIM115  (open for as long as something reads from it)
        self._size = 0
        finalize(self, self._file.close)

    def put(self, pieces: Iterable[bytes]) -> Content:
        """Keep these bytes; they are never held all at once."""
        start, found, size = self._size, sha256(), 0
        for piece in pieces:
            self._file.seek(start + size)
            self._file.write(piece)
            found.update(piece)
            size += len(piece)
        self._file.flush()
        self._size += size
        return Content(found.hexdigest(), size, self._reader(start, size))

    def _reader(self, start: int, size: int) -> Read:
        def read(place: int, wanted: int) -> bytes:
            return os.pread(self._file.fileno(), max(0, min(wanted, size - place)), start + place)

        return read


def pieces_of(stream: IO[bytes], *, most: int) -> Iterator[bytes]:
    """Yield what a stream holds, and a little more than `most` bytes of it at most."""
    read = 0
    while read <= most and (piece := stream.read(PIECE)):
        read += len(piece)
        yield piece
