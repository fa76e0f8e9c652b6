"""Looks into a video without decoding it: what it is, whether browsers play it, and what it gives away."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from ambassador.training.media.contents import Content, Read, measured
from ambassador.training.media.policy import Fault, Kind

WEBM_BEGINNING = b"\x1aE\xdf\xa3"
_BRANDS = {
    *(b"isom", b"iso2", b"iso3", b"iso4", b"iso5", b"iso6", b"iso8", b"iso9"),
    *(b"mp41", b"mp42", b"avc1", b"M4V ", b"MSNV", b"dash"),
}
_QUICKTIME = b"qt  "
_TELLING = {b"udta", b"meta", b"uuid"}
"""Boxes that hold where, with what and by whom it was filmed, and nothing that is played."""
_TRACKS = {b"vide", b"soun", b"subt", b"sbtl", b"text", b"clcp", b"hint", b"tmcd", b"url ", b"alis"}
_CODINGS = {b"avc1", b"avc3", b"av01", b"vp09", b"vp08"}
"""H.264, AV1 and VP9: what browsers of all makes play."""
_INTO = {b"moov", b"trak", b"mdia", b"minf", b"stbl"}
_MOST_BOXES = 20_000
_DEEPEST = 8
_SMALL = 64 * 1024
"""Bytes of a box that are read whole."""


@dataclass(frozen=True)
class Box:
    """A part of an MP4: its kind, its place, and how much of it is head."""

    kind: bytes
    start: int
    head: int
    size: int

    @property
    def body(self) -> int:
        """Where what it holds begins."""
        return self.start + self.head

    @property
    def end(self) -> int:
        """Where the next begins."""
        return self.start + self.size


class VideoError(Exception):
    """A file is no video that can be shown."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


def kind_of(beginning: bytes) -> Kind | None:
    """Return what kind of video begins so; None for anything else."""
    if beginning[4:8] == b"ftyp":
        return Kind.MP4
    return Kind.WEBM if beginning.startswith(WEBM_BEGINNING) else None


def cleaned(content: Content) -> tuple[Content, Kind]:
    """Return a video without what an MP4 says of place, camera and author; cleaned twice, it stays the same.

    What is taken out becomes free room of the same size, so nothing else moves. Raises VideoError.
    """
    kind = kind_of(content.read(0, 12))
    if kind is Kind.MP4:
        return _without(content, _telling(content)), kind
    if kind is Kind.WEBM and _is_webm(content.read(0, 256)):
        return content, kind
    raise VideoError(Fault.NOT_A_VIDEO)


def _is_webm(beginning: bytes) -> bool:
    """Say whether it is WebM by its own word: the same beginning has Matroska, which browsers don't play."""
    # The element DocType (0x4282), four characters long.
    return b"\x42\x82\x84webm" in beginning


def _telling(content: Content) -> list[Box]:
    """Return the boxes that are to go, of an MP4 that browsers can play."""
    found, tracks, codings, names = [], set(), set(), []
    for number, box in enumerate(_boxes(content.read, 0, content.size)):
        if number > _MOST_BOXES:
            raise VideoError(Fault.DAMAGED)
        names.append(box.kind)
        if box.kind in _TELLING:
            found.append(box)
        elif box.kind == b"ftyp":
            _check_brand(content.read(box.body, min(box.size, _SMALL)))
        elif box.kind == b"hdlr":
            tracks.add(content.read(box.body + 8, 4))
        elif box.kind == b"stsd":
            codings.add(content.read(box.body + 12, 4))
    if b"moov" not in names or not tracks:
        raise VideoError(Fault.DAMAGED)
    if b"vide" not in tracks:
        raise VideoError(Fault.NOT_A_VIDEO)
    if tracks - _TRACKS:
        # Such as where a camera was, second by second.
        raise VideoError(Fault.HIDDEN_TRACK)
    if not codings & _CODINGS:
        raise VideoError(Fault.OTHER_CODING)
    return found


def _check_brand(brands: bytes) -> None:
    """Raise for what begins like an MP4 and is none: photographs of some phones, films of QuickTime."""
    each = {brands[place : place + 4] for place in range(0, len(brands), 4) if place != 4}  # noqa: PLR2004
    if brands[:4] == _QUICKTIME or not each & _BRANDS:
        raise VideoError(Fault.NOT_A_VIDEO)


def _boxes(read: Read, start: int, end: int, *, depth: int = 0) -> Iterator[Box]:
    """Yield all boxes, each before those in it; those that hold no others are not looked into."""
    if depth > _DEEPEST:
        raise VideoError(Fault.DAMAGED)
    while start < end:
        head = read(start, 16)
        if len(head) < 8 or end - start < 8:  # noqa: PLR2004  (a size and a kind, four bytes each)
            raise VideoError(Fault.DAMAGED)
        size, kind = struct.unpack_from(">I4s", head)
        length = 8
        if size == 1 and len(head) == 16:  # noqa: PLR2004  (the size is a longer number behind the kind)
            (size,), length = struct.unpack_from(">Q", head, 8), 16
        elif size == 0:
            size = end - start
        if size < length or start + size > end:
            raise VideoError(Fault.DAMAGED)
        box = Box(kind, start, length, size)
        yield box
        if kind in _INTO:
            yield from _boxes(read, box.body, box.end, depth=depth + 1)
        start = box.end


def _without(content: Content, boxes: list[Box]) -> Content:
    """Return a video with these boxes as free room."""
    gone = [(box.start + 4, b"free") for box in boxes]
    empty = [(box.body, box.end) for box in boxes]

    def read(start: int, size: int) -> bytes:
        found = bytearray(content.read(start, size))
        for first, last in empty:
            low, high = max(first, start), min(last, start + len(found))
            if low < high:
                found[low - start : high - start] = bytes(high - low)
        for place, word in gone:
            for offset, letter in enumerate(word, start=place - start):
                if 0 <= offset < len(found):
                    found[offset] = letter
        return bytes(found)

    return measured(read, content.size) if boxes else content
