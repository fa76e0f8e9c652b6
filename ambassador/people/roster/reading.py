"""Reads the bytes of a roster, or of another list of people: what kind of file it is, headings, and rows."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from itertools import chain, islice
from typing import Any

from ambassador.people.roster import workbooks
from ambassador.people.roster.cells import text
from ambassador.people.roster.policy import (
    MOST_CHARACTERS,
    MOST_COLUMNS,
    MOST_ROWS,
    FileFault,
    UnreadableFileError,
    recognise,
)

Row = tuple[int, Sequence[object]]
"""A line number, counted from 1, and its cells."""

SEPARATORS = (";", ",", "\t")
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
ZIP = b"PK\x03\x04"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
LOOKED_AT = 4_096
"""Bytes at the beginning that tell the kind of a file."""
ODD_BYTES = frozenset(range(32)) - set(b"\t\n\r\f\x0b\x1a\x1b\x00")
HEADING_WITHIN = 10
"""Lines within which the headings stand: some put a title above them."""


@dataclass(frozen=True)
class Table:
    """A list of people as headings and rows; the rows can be read once."""

    headings: list[str]
    rows: Iterator[Row]
    about: int | None
    """About how many rows there are, for showing progress; None when unknown."""


Recogniser = Callable[[Sequence[str]], Mapping[Any, int]]
"""Tells which headings are known, and in which columns they stand."""


def read(content: bytes, *, known: Recogniser = recognise, most_rows: int = MOST_ROWS) -> Table:
    """Return the table in a file, CSV or XLSX; raises UnreadableFileError, also while its rows are read.

    CSV may be separated by comma, semicolon or tab, in UTF-8, UTF-16 or Windows-1252. `known` recognises the
    headings of what is read, by which the separator is found: those of a roster, or of another list.
    """
    check_at_sight(content)
    if content.startswith(ZIP):
        rows, about = workbooks.rows_of(content)
    else:
        rows, about = _csv_rows(content, known), content.count(b"\n")
    headings, rest = _headings(rows)
    return Table(headings, _counted(rest, most_rows), about)


def check_at_sight(content: bytes) -> None:
    """Raise UnreadableFileError for what is clearly no roster: empty, a picture, old Excel, a bomb."""
    if not content.strip():
        raise UnreadableFileError(FileFault.EMPTY)
    if content.startswith(OLD_EXCEL):
        # An .xlsx with a password is wrapped in the old format, too.
        raise UnreadableFileError(
            FileFault.PROTECTED if b"E\0n\0c\0r\0y\0p\0t\0e\0d" in content else FileFault.OLD_EXCEL
        )
    if content.startswith(ZIP):
        workbooks.check(content)
        return
    beginning = content[:LOOKED_AT]
    # Pictures, PDFs and programs are full of bytes that no text has.
    if beginning.startswith(b"%PDF") or (
        encoding_of(content) == "cp1252"
        and sum(byte in ODD_BYTES for byte in beginning) > len(beginning) // 100
    ):
        raise UnreadableFileError(FileFault.NOT_A_ROSTER)


def encoding_of(content: bytes) -> str:
    """Return the encoding of a text: by its mark, else by what fits; Windows-1252 when nothing else does."""
    beginning = content[:LOOKED_AT]
    if beginning.startswith(UTF_16):
        return "utf-16"
    # Without a mark, UTF-16 gives itself away by a zero in every other byte.
    zeros = (beginning[0::2].count(0), beginning[1::2].count(0))
    if max(zeros) > len(beginning) // 4:
        return "utf-16-be" if zeros[0] > zeros[1] else "utf-16-le"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def _csv_rows(content: bytes, known: Recogniser) -> Iterator[Row]:
    lines = TextIOWrapper(BytesIO(content), encoding=encoding_of(content), newline="")
    last = 0
    try:
        first = lines.readline()
        if first.lower().startswith("sep=") and len(first.strip()) <= len("sep=;"):
            # Excel's own way of naming the separator.
            separator, last, beginning = first[4:5] if first[4:5] in SEPARATORS else ";", 1, []
        else:
            beginning = [first, *islice(lines, HEADING_WITHIN)]
            separator = _separator(beginning, known)
        skipped = last
        reader = csv.reader(chain(beginning, lines), delimiter=separator, strict=True)
        for row in reader:
            yield last + 1, row
            last = skipped + reader.line_num
    except csv.Error as error:
        raise UnreadableFileError(FileFault.OPEN_QUOTE, last + 1) from error
    except UnicodeDecodeError as error:
        raise UnreadableFileError(FileFault.NO_ENCODING, last + 1) from error


def _separator(lines: Sequence[str], known: Recogniser) -> str:
    """Return what separates the cells: the sign that makes known headings, else the first line's own."""
    for line in lines:
        for sign in SEPARATORS:
            if len(known([cell.strip(' "\r\n') for cell in line.split(sign)])) > 1:
                return sign
    for line in lines:
        # Inside quotation marks a sign is text.
        outside = "".join(part for place, part in enumerate(line.split('"')) if place % 2 == 0)
        if any(sign in outside for sign in SEPARATORS):
            return max(SEPARATORS, key=outside.count)
    return ","


def _headings(rows: Iterator[Row]) -> tuple[list[str], Iterator[Row]]:
    """Return the headings, and the rows below them: the first line with several words, not a title above."""
    passed: list[tuple[int, list[str]]] = []
    for line, row in rows:
        if len(row) > MOST_COLUMNS:
            raise UnreadableFileError(FileFault.TOO_MANY_COLUMNS, line)
        cells = [text(cell)[:MOST_CHARACTERS] for cell in row]
        if sum(map(bool, cells)) > 1 and not cells[0].lower().startswith("version:"):
            return _trimmed(cells), rows
        passed.append((line, cells))
        if len(passed) == HEADING_WITHIN:
            break
    for place, (_line, cells) in enumerate(passed):
        if any(cells):
            # A file of one column can hold addresses only; the mapping step says what is missing.
            return _trimmed(cells), chain(iter(passed[place + 1 :]), rows)
    raise UnreadableFileError(FileFault.EMPTY)


def _trimmed(cells: list[str]) -> list[str]:
    while not cells[-1]:
        cells.pop()
    return cells


def _counted(rows: Iterable[Row], most_rows: int) -> Iterator[Row]:
    filled = 0
    for line, row in rows:
        filled += any(cell not in (None, "") for cell in row)
        if filled > most_rows:
            raise UnreadableFileError(FileFault.TOO_MANY_ROWS, line)
        yield line, row
    if not filled:
        raise UnreadableFileError(FileFault.NO_ROWS)
