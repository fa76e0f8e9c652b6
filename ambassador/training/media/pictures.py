"""Takes out of a picture what is not to be seen: place, time, camera, remarks. Its pixels stay.

Done on the parts a file is made of, without decoding it: nothing is drawn that could be made to break us.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from ambassador.training.media.policy import MOST_PIXELS, Fault, Kind
from ambassador.web.file_kinds import JPEG, PNG

_PNG_KEPT = {
    *(b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS"),
    *(b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"cICP", b"bKGD", b"pHYs"),
}
_PNG_MOVES = b"acTL"
_WEBP_KEPT = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ICCP"}
_WEBP_MOVES, _WEBP_HAS_EXIF, _WEBP_HAS_XMP = 0x02, 0x08, 0x04

# Markers of a JPEG: https://www.w3.org/Graphics/JPEG/itu-t81.pdf, table B.1.
_SOI, _EOI, _SOS, _COMMENT = 0xD8, 0xD9, 0xDA, 0xFE
_APP0, _APP1, _APP2, _APP14, _APP15 = 0xE0, 0xE1, 0xE2, 0xEE, 0xEF
_SIZES = {0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF}
_BARE = {0x01, *range(0xD0, 0xD8)}
_NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_EXIF = b"Exif\x00\x00"
_TURNED = 0x0112
_MARK = 0xFF
_ON_ITS_SIDE = 5
"""From this orientation on, width and height change places."""


@dataclass(frozen=True)
class Picture:
    """A picture that shows what it did and says nothing else."""

    content: bytes
    kind: Kind
    width: int
    height: int


class PictureError(Exception):
    """A file is no picture that can be shown."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


def kind_of(beginning: bytes) -> Kind | None:
    """Return what kind of picture begins so; None for anything else."""
    if beginning.startswith(PNG):
        return Kind.PNG
    if beginning.startswith(JPEG):
        return Kind.JPEG
    return Kind.WEBP if beginning[:4] == b"RIFF" and beginning[8:12] == b"WEBP" else None


def cleaned(content: bytes) -> Picture:
    """Return a picture without what it says of place, time and camera; cleaned twice, it stays the same.

    How a photograph is to be turned is kept. Raises PictureError.
    """
    clean = {Kind.PNG: _png, Kind.JPEG: _jpeg, Kind.WEBP: _webp}
    kind = kind_of(content[:12])
    if kind is None:
        raise PictureError(Fault.NOT_A_PICTURE)
    try:
        found, width, height = clean[kind](content)
    except (struct.error, IndexError):
        raise PictureError(Fault.DAMAGED) from None
    if not width or not height:
        raise PictureError(Fault.DAMAGED)
    if width * height > MOST_PIXELS:
        raise PictureError(Fault.TOO_MANY_PIXELS)
    return Picture(found, kind, width, height)


def _png(content: bytes) -> tuple[bytes, int, int]:
    kept, place, name = [PNG], len(PNG), b""
    while name != b"IEND":
        size, name = struct.unpack_from(">I4s", content, place)
        whole = content[place : place + size + 12]
        (check,) = struct.unpack_from(">I", content, place + size + 8)
        if check != zlib.crc32(whole[4:-4]):
            raise PictureError(Fault.DAMAGED)
        if name == _PNG_MOVES:
            raise PictureError(Fault.MOVING)
        if name in _PNG_KEPT:
            kept.append(whole)
        place += len(whole)
    if kept[1][4:8] != b"IHDR" or not any(part[4:8] == b"IDAT" for part in kept):
        raise PictureError(Fault.DAMAGED)
    width, height = struct.unpack_from(">II", kept[1], 8)
    return b"".join(kept), width, height


def _webp(content: bytes) -> tuple[bytes, int, int]:
    (said,) = struct.unpack_from("<I", content, 4)
    end = said + 8
    if end > len(content):
        raise PictureError(Fault.DAMAGED)
    kept, place, size = [], 12, (0, 0)
    while place < end:
        name, length = struct.unpack_from("<4sI", content, place)
        body = content[place + 8 : place + 8 + length]
        if len(body) < length:
            raise PictureError(Fault.DAMAGED)
        place += 8 + length + length % 2
        if name not in _WEBP_KEPT:
            continue
        if name == b"VP8X":
            if body[0] & _WEBP_MOVES:
                raise PictureError(Fault.MOVING)
            body = bytes([body[0] & ~(_WEBP_HAS_EXIF | _WEBP_HAS_XMP)]) + body[1:]
        size = size if any(size) else _webp_size(name, body)
        kept.append(name + struct.pack("<I", length) + body + b"\x00" * (length % 2))
    if not any(part[:4] in {b"VP8 ", b"VP8L"} for part in kept):
        raise PictureError(Fault.DAMAGED)
    parts = b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(parts) + 4) + b"WEBP" + parts, *size


def _webp_size(name: bytes, body: bytes) -> tuple[int, int]:
    if name == b"VP8X":
        return int.from_bytes(body[4:7], "little") + 1, int.from_bytes(body[7:10], "little") + 1
    if name == b"VP8L":
        (bits,) = struct.unpack_from("<I", body, 1)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if name == b"VP8 ":
        width, height = struct.unpack_from("<HH", body, 6)
        return width & 0x3FFF, height & 0x3FFF
    return 0, 0


def _jpeg(content: bytes) -> tuple[bytes, int, int]:
    head, rest, turned, size, scans = b"", [], 1, (0, 0), 0
    for marker, body, coded in _segments(content):
        if marker == _APP0 and body.startswith(b"JFIF\x00") and not head:
            # A thumbnail in it could show what was cut away.
            head = _segment(_APP0, body[:12] + b"\x00\x00")
        elif marker == _APP1 and body.startswith(_EXIF):
            turned = _orientation(body[len(_EXIF) :]) or turned
        elif _is_kept(marker, body):
            rest.append(_segment(marker, body) + coded)
        if marker in _SIZES:
            height, width = struct.unpack_from(">HH", body, 1)
            size = (width, height)
        scans += marker == _SOS
    if not scans:
        raise PictureError(Fault.DAMAGED)
    head += _turning(turned) if turned > 1 else b""
    found = b"\xff\xd8" + head + b"".join(rest) + b"\xff\xd9"
    return found, *(size[::-1] if turned >= _ON_ITS_SIDE else size)


def _is_kept(marker: int, body: bytes) -> bool:
    if marker == _APP2:
        return body.startswith(b"ICC_PROFILE\x00")
    if marker == _APP14:
        return body.startswith(b"Adobe")
    return not _APP0 <= marker <= _APP15 and marker != _COMMENT


def _segment(marker: int, body: bytes) -> bytes:
    if marker in _BARE:
        return bytes([0xFF, marker])
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def _segments(content: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Yield marker, body and what is coded after it, up to the end of the picture; more is not read.

    Phones append whole videos, and further pictures with a place and a time of their own.
    """
    place = 2
    while True:
        if content[place] != _MARK:
            raise PictureError(Fault.DAMAGED)
        while content[place] == _MARK:
            place += 1
        marker, place = content[place], place + 1
        if marker == _EOI:
            return
        if marker in _BARE:
            yield marker, b"", b""
            continue
        (length,) = struct.unpack_from(">H", content, place)
        body, place = content[place + 2 : place + length], place + length
        if length < 2 or len(body) != length - 2:  # noqa: PLR2004  (the length counts itself)
            raise PictureError(Fault.DAMAGED)
        coded = b""
        if marker == _SOS:
            following = _NEXT_MARKER.search(content, place)
            if following is None:
                raise PictureError(Fault.DAMAGED)
            coded, place = content[place : following.start()], following.start()
        yield marker, body, coded


def _orientation(tiff: bytes) -> int | None:
    """Return how a photograph is to be turned, 1 to 8; None where it does not say so, or not readably."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return None
    try:
        (first,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, first)
        for number in range(count):
            tag, _kind, _count, value = struct.unpack_from(f"{order}HHIH", tiff, first + 2 + 12 * number)
            if tag == _TURNED:
                return value if 1 <= value <= 8 else None  # noqa: PLR2004  (there are eight)
    except struct.error:
        return None
    return None


def _turning(turned: int) -> bytes:
    """Return an Exif part that says nothing but how the photograph is to be turned."""
    tiff = b"MM\x00\x2a" + struct.pack(">IHHHIHHI", 8, 1, _TURNED, 3, 1, turned, 0, 0)
    return _segment(_APP1, _EXIF + tiff)
