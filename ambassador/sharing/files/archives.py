"""Finds the list inside the archive of a channel, without unpacking the rest and without being blown up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO
from zipfile import ZipFile, ZipInfo

from ambassador.audience.policy import Channel
from ambassador.sharing.files.faults import Fault, UnusableError
from ambassador.sharing.policy import MEGABYTE
from ambassador.web.archives import DAMAGED, ArchiveError, ArchiveFault, check, is_archive, opened

__all__ = ["DAMAGED", "is_archive", "lists_in"]

LISTS = {
    Channel.LINKEDIN: re.compile(r"connections\.csv"),
    Channel.X: re.compile(r"follower(-part[0-9]+)?\.js"),
    Channel.INSTAGRAM: re.compile(r"followers(_[0-9]+)?\.json"),
}
WEB_PAGES = re.compile(r"followers(_[0-9]+)?\.html")

MOST_ENTRIES = 20_000
MOST_UNPACKED = 200 * MEGABYTE
"""Bytes of the lists together, once unpacked."""
FAULTS = {
    ArchiveFault.DAMAGED: Fault.TRUNCATED,
    ArchiveFault.LOCKED: Fault.LOCKED,
    ArchiveFault.PACKED_ODDLY: Fault.PACKED_ODDLY,
    ArchiveFault.TOO_LARGE: Fault.TOO_LARGE,
}
"""What a fault of the archive means for a list."""


def lists_in(stream: IO[bytes], *, channel: Channel) -> Iterator[IO[bytes]]:
    """Yield each part of the channel's list in an archive, opened; raises UnusableError if there is none."""
    with _as_unusable():
        archive = opened(stream, most_entries=MOST_ENTRIES)
    with archive:
        for member in _members(archive, channel):
            with archive.open(member) as part:
                yield part


@contextmanager
def _as_unusable() -> Iterator[None]:
    try:
        yield
    except ArchiveError as found:
        raise UnusableError(FAULTS[found.fault]) from None


def _members(archive: ZipFile, channel: Channel) -> list[ZipInfo]:
    files = [member for member in archive.infolist() if not member.is_dir()]
    wanted = _named(files, LISTS[channel]) if channel in LISTS else []
    if not wanted:
        raise _missing(files, channel)
    with _as_unusable():
        check(wanted, most_unpacked=MOST_UNPACKED)
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
