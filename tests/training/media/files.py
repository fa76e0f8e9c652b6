"""Pictures and videos for tests, made here: real pictures, and videos as far as anybody looks into them."""

from __future__ import annotations

import struct
from io import BytesIO
from typing import Any

from PIL import Image
from PIL.TiffImagePlugin import IFDRational

OSLO = {1: "N", 2: (IFDRational(59), IFDRational(54), IFDRational(0)), 3: "E", 4: (10.0, 45.0, 0.0)}
SECRET = b"Canon of Kari"


def picture(kind: str = "PNG", size: tuple[int, int] = (8, 4), **more: Any) -> bytes:
    made = BytesIO()
    drawn = Image.linear_gradient("L").resize(size).convert("RGB")
    drawn.save(made, kind, **more)
    return made.getvalue()


def photograph(kind: str = "JPEG", size: tuple[int, int] = (8, 4), *, turned: int = 1) -> bytes:
    """Return a picture that says where it was taken, with what, and by whom."""
    exif = Image.Exif()
    exif[0x0112], exif[0x0110] = turned, SECRET.decode()
    exif.get_ifd(0x8825).update(OSLO)
    return picture(kind, size, exif=exif)


def box(kind: bytes, body: bytes = b"") -> bytes:
    return struct.pack(">I4s", len(body) + 8, kind) + body


def track(handler: bytes = b"vide", coding: bytes = b"avc1") -> bytes:
    described = box(b"stsd", struct.pack(">II", 0, 1) + box(coding, bytes(70)))
    told = box(b"hdlr", bytes(8) + handler + bytes(13))
    return box(b"trak", box(b"mdia", told + box(b"minf", box(b"stbl", described))))


def mp4(
    *more: bytes,
    brand: bytes = b"isom",
    coding: bytes = b"avc1",
    told: bytes = b"",
    played: bytes = b"played",
) -> bytes:
    """Return what is an MP4 as far as its boxes go; `told` is what it says of itself."""
    said = box(b"udta", box(b"\xa9xyz", told)) if told else b""
    moov = box(b"moov", box(b"mvhd", bytes(100)) + track(coding=coding) + b"".join(more) + said)
    return box(b"ftyp", brand + bytes(4) + brand + b"mp42") + box(b"mdat", played) + moov


WEBM = (
    b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04B\xf3\x81\x08B\x82\x84webmB\x87\x81\x04"
    + bytes(64)
)
CAPTIONS = "WEBVTT\n\n00:00.000 --> 00:02.000\nHei, æøå.\n".encode()
