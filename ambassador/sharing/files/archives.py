"""Finds the list inside the archive of a channel, without unpacking the rest and without being blown up."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from contextlib import suppress
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from ambassador.audience.policy import Channel
from ambassador.sharing.files.faults import Fault, UnusableError
from ambassador.sharing.policy import MEGABYTE

BEGINNINGS = (b"PK\x03\x04", b"PK\x05\x06")
LISTS = {
    Channel.LINKEDIN: re.compile(r"connections\.csv"),
    Channel.X: re.compile(r"follower(-part[0-9]+)?\.js"),
    Channel.INSTAGRAM: re.compile(r"followers(_[0-9]+)?\.json"),
}
WEB_PAGES = re.compile(r"followers(_[0-9]+)?\.html")

MOST_ENTRIES = 20_000
MOST_DIRECTORY = 4 * MEGABYTE
"""Bytes of the archive's own table of contents, which is read whole."""
MOST_UNPACKED = 200 * MEGABYTE
"""Bytes of the lists together, once unpacked."""
MOST_RATIO = 100
"""How many times smaller a list may have become by packing; real ones become 3 to 30 times smaller."""
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


def is_archive(beginning: bytes) -> bool:
    """Say whether a file is a zip archive."""
    return beginning.startswith(BEGINNINGS)


def lists_in(stream: IO[bytes], *, channel: Channel) -> Iterator[IO[bytes]]:
    """Yield each part of the channel's list in an archive, opened; raises UnusableError if there is none."""
    _check_directory(stream)
    with _opened(stream) as archive:
        for member in _members(archive, channel):
            with archive.open(member) as part:
                yield part


def _check_directory(stream: IO[bytes]) -> None:
    """Raise UnusableError for a table of contents that is missing, or too large to be read."""
    size = stream.seek(0, 2)
    stream.seek(max(0, size - END_WITHIN))
    tail = stream.read()
    stream.seek(0)
    place = tail.rfind(b"PK\x05\x06")
    if place < 0 or len(tail) < place + 22:
        raise UnusableError(Fault.TRUNCATED)
    (directory,) = struct.unpack_from("<I", tail, place + 12)
    larger = tail.rfind(b"PK\x06\x06")
    if larger >= 0 and len(tail) >= larger + 48:
        # Archives made without knowing their size in advance say it here.
        (directory,) = struct.unpack_from("<Q", tail, larger + 40)
    if directory > MOST_DIRECTORY:
        raise UnusableError(Fault.PACKED_ODDLY)


def _opened(stream: IO[bytes]) -> ZipFile:
    with suppress(*DAMAGED):
        return ZipFile(stream)
    # Raised out here, because the error that was suppressed could quote the file.
    raise UnusableError(Fault.TRUNCATED)


def _members(archive: ZipFile, channel: Channel) -> list[ZipInfo]:
    files = [member for member in archive.infolist() if not member.is_dir()]
    if len(files) > MOST_ENTRIES:
        raise UnusableError(Fault.PACKED_ODDLY)
    wanted = _named(files, LISTS[channel]) if channel in LISTS else []
    if not wanted:
        raise _missing(files, channel)
    for member in wanted:
        if member.flag_bits & _ENCRYPTED:
            raise UnusableError(Fault.LOCKED)
        is_blown_up = member.file_size > SMALL and member.file_size > MOST_RATIO * member.compress_size
        if member.compress_type not in (ZIP_STORED, ZIP_DEFLATED) or is_blown_up:
            raise UnusableError(Fault.PACKED_ODDLY)
    if sum(member.file_size for member in wanted) > MOST_UNPACKED:
        raise UnusableError(Fault.TOO_LARGE)
    return wanted


def _missing(files: list[ZipInfo], channel: Channel) -> UnusableError:
    """Say what the archive is instead."""
    for other, pattern in LISTS.items():
        if _named(files, pattern):
            return UnusableError(Fault.OTHER_CHANNEL, other)
    if channel is Channel.INSTAGRAM and _named(files, WEB_PAGES):
        return UnusableError(Fault.WEB_PAGE, channel)
    if _named(files, re.compile(r".*\.zip")):
        return UnusableError(Fault.NESTED)
    return UnusableError(Fault.NOTHING_INSIDE if files else Fault.EMPTY, channel)


def _named(files: list[ZipInfo], pattern: re.Pattern[str]) -> list[ZipInfo]:
    return [
        file
        for file in files
        if pattern.fullmatch(re.split(r"[/\\]", file.filename)[-1].lower())
        and "__macosx" not in file.filename.lower()
    ]
