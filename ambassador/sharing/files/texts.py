"""Reads bytes as text, in whatever encoding they are, line by line and never more than a little at a time."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from io import TextIOWrapper
from typing import IO

from ambassador.sharing.files.faults import Fault, UnusableError

LOOKED_AT = 8_192
"""Bytes at the beginning that tell the kind of a file."""
LONGEST_LINE = 65_536
"""Characters in one line: the lines of a list are short."""

UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
AS_WINDOWS = "ambassador-windows-1252"
_ODD_BYTES = frozenset(range(32)) - set(b"\t\n\r\f\x0b\x00\x1a\x1b")


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    """Read the bytes that are no UTF-8 as Windows-1252, in which older programs write."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error(AS_WINDOWS, _as_windows)


def beginning_of(stream: IO[bytes]) -> bytes:
    """Return the first bytes of a file, and go back to its start."""
    stream.seek(0)
    found = stream.read(LOOKED_AT)
    stream.seek(0)
    return found


def is_text(beginning: bytes) -> bool:
    """Say whether a file can be text: pictures, PDFs and programs are full of bytes that no text has."""
    if encoding_of(beginning) != "utf-8-sig":
        return True
    odd = sum(byte in _ODD_BYTES for byte in beginning) + beginning.count(0)
    return not beginning.startswith(b"%PDF") and odd <= 2 + len(beginning) // 20


def encoding_of(beginning: bytes) -> str:
    """Return the encoding of a text, by its mark or by where its zeros are."""
    if beginning.startswith(UTF_16):
        return "utf-16"
    # Without a mark, UTF-16 gives itself away by a zero in every other byte.
    zeros = (beginning[0::2].count(0), beginning[1::2].count(0))
    if max(zeros) > len(beginning) // 4 and min(zeros) < len(beginning) // 16:
        return "utf-16-be" if zeros[0] > zeros[1] else "utf-16-le"
    return "utf-8-sig"


def text_of(stream: IO[bytes], beginning: bytes) -> TextIOWrapper:
    """Return a file as text with its own line endings, whatever its encoding: no byte is a fault."""
    encoding = encoding_of(beginning)
    errors = AS_WINDOWS if encoding == "utf-8-sig" else "replace"
    return TextIOWrapper(stream, encoding=encoding, errors=errors, newline="")


def lines_of(text: TextIOWrapper) -> Iterator[str]:
    """Yield the lines of a text without their NUL characters; raises UnusableError for an endless one."""
    while line := text.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE:
            raise UnusableError(Fault.NOT_A_LIST)
        yield line.replace("\0", "") if "\0" in line else line
