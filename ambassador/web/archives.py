"""Opens archives that somebody sent: without being blown up, and without a word of them in an error."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from enum import StrEnum
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

MEGABYTE = 1024 * 1024
BEGINNINGS = (b"PK\x03\x04", b"PK\x05\x06")

MOST_DIRECTORY = 4 * MEGABYTE
"""Bytes of the archive's own table of contents, which is read whole."""
MOST_RATIO = 100
"""How many times smaller a file may have become by packing; real ones become 3 to 30 times smaller."""
SMALL = MEGABYTE
"""Bytes unpacked below which nobody asks about the ratio."""
END_WITHIN = 66_000
"""Bytes from the end within which an archive says how large its table of contents is."""
_ENCRYPTED = 0x1

DAMAGED = (
    *(BadZipFile, zlib.error, EOFError, OSError, struct.error),
    *(NotImplementedError, RuntimeError, ValueError, IndexError, OverflowError),
)
"""What opening and unpacking a damaged archive raises, and what it says may quote the archive."""


class ArchiveFault(StrEnum):
    """Why an archive is not opened."""

    DAMAGED = "damaged, or cut off"
    LOCKED = "needs a password"
    PACKED_ODDLY = "would unpack to far more than it should"
    TOO_LARGE = "more than can be read"


class ArchiveError(Exception):
    """An archive can't be opened. Carries no word of it, and is never raised from an error that does."""

    def __init__(self, fault: ArchiveFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


def is_archive(beginning: bytes) -> bool:
    """Say whether a file is a zip archive."""
    return beginning.startswith(BEGINNINGS)


def opened(stream: IO[bytes], *, most_entries: int) -> ZipFile:
    """Return an archive whose table of contents is small enough to be read."""
    _check_directory(stream)
    archive = _opened(stream)
    if len(archive.infolist()) > most_entries:
        archive.close()
        raise ArchiveError(ArchiveFault.PACKED_ODDLY)
    return archive


def check(members: Sequence[ZipInfo], *, most_unpacked: int) -> None:
    """Raise for files that can't be unpacked, or would become more than so many bytes together."""
    for member in members:
        if member.flag_bits & _ENCRYPTED:
            raise ArchiveError(ArchiveFault.LOCKED)
        is_blown_up = member.file_size > SMALL and member.file_size > MOST_RATIO * member.compress_size
        if member.compress_type not in (ZIP_STORED, ZIP_DEFLATED) or is_blown_up:
            raise ArchiveError(ArchiveFault.PACKED_ODDLY)
    if sum(member.file_size for member in members) > most_unpacked:
        raise ArchiveError(ArchiveFault.TOO_LARGE)


def unpacked(archive: ZipFile, member: ZipInfo) -> bytes:
    """Return a file that `check` has passed; never more bytes than it said it has."""
    with suppress(*DAMAGED):
        return archive.read(member)
    # Raised out here, because the error that was suppressed could quote the file.
    raise ArchiveError(ArchiveFault.DAMAGED)


def unpacked_pieces(archive: ZipFile, member: ZipInfo, *, size: int) -> Iterator[bytes]:
    """Yield a large file that `check` has passed, so many bytes at a time; never more than it said it has."""
    with suppress(*DAMAGED), archive.open(member) as file:
        while piece := file.read(size):
            yield piece
        return
    raise ArchiveError(ArchiveFault.DAMAGED)


def _check_directory(stream: IO[bytes]) -> None:
    """Raise for a table of contents that is missing, or too large to be read."""
    size = stream.seek(0, 2)
    stream.seek(max(0, size - END_WITHIN))
    tail = stream.read()
    stream.seek(0)
    place = tail.rfind(b"PK\x05\x06")
    if place < 0 or len(tail) < place + 22:
        raise ArchiveError(ArchiveFault.DAMAGED)
    (directory,) = struct.unpack_from("<I", tail, place + 12)
    larger = tail.rfind(b"PK\x06\x06")
    if larger >= 0 and len(tail) >= larger + 48:
        # Archives made without knowing their size in advance say it here.
        (directory,) = struct.unpack_from("<Q", tail, larger + 40)
    if directory > MOST_DIRECTORY:
        raise ArchiveError(ArchiveFault.PACKED_ODDLY)


def _opened(stream: IO[bytes]) -> ZipFile:
    with suppress(*DAMAGED):
        return ZipFile(stream)
    raise ArchiveError(ArchiveFault.DAMAGED)
