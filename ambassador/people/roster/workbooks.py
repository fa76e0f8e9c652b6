"""Reads an Excel workbook, without trusting it: sizes are checked before anything is unpacked."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.xml import DEFUSEDXML

from ambassador.people.roster.policy import MOST_COLUMNS, FileFault, UnreadableFileError

MOST_UNPACKED = 400 * 1024 * 1024
"""Bytes in all parts of a workbook; they are read as a stream."""
MOST_HELD = 80 * 1024 * 1024
"""Bytes in its parts that are held in memory: the table of texts, and the styles."""
MOST_PARTS = 2_000
MOST_WIDE = 1_000
"""Rows that may have empty cells far to the right, as formatted rows do."""
EXCELS_LAST_ROW = 1_048_576
ENCRYPTED = 0x1

if not DEFUSEDXML:
    raise ImportError("defusedxml is needed: without it a workbook could exhaust the memory")


def check(content: bytes) -> None:
    """Raise UnreadableFileError unless this is a workbook that unpacks to a reasonable size.

    The sizes a zip states are binding: unpacking never gives more than it says.
    """
    try:
        with ZipFile(BytesIO(content)) as parts:
            listed = parts.infolist()
    except (BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise UnreadableFileError(FileFault.NOT_A_WORKBOOK) from error
    names = {part.filename for part in listed}
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/workbook") for name in names):
        raise UnreadableFileError(FileFault.NOT_A_WORKBOOK)
    if any(part.flag_bits & ENCRYPTED for part in listed):
        raise UnreadableFileError(FileFault.PROTECTED)
    held = sum(part.file_size for part in listed if not part.filename.startswith("xl/worksheets/"))
    if len(listed) > MOST_PARTS or sum(p.file_size for p in listed) > MOST_UNPACKED or held > MOST_HELD:
        raise UnreadableFileError(FileFault.TOO_LARGE_INSIDE)


def rows_of(content: bytes) -> tuple[Iterator[tuple[int, Sequence[object]]], int | None]:
    """Return the rows of the first sheet, and about how many there are.

    Of a formula the last result is read; nothing is calculated.
    """
    try:
        with warnings.catch_warnings():
            # Workbooks that other programs wrote lack styles; that is no concern of ours.
            warnings.simplefilter("ignore")
            workbook = load_workbook(BytesIO(content), read_only=True, data_only=True)
        sheet = workbook.worksheets[0]
        about = sheet.max_row
        # The stated size of a sheet is often wrong, and could be made enormous on purpose.
        sheet.reset_dimensions()
    except Exception as error:  # Whatever goes wrong in a file that others made is the file's fault.
        raise UnreadableFileError(FileFault.NOT_A_WORKBOOK) from error
    return _rows(sheet), about if about and about < EXCELS_LAST_ROW else None


def _rows(sheet: object) -> Iterator[tuple[int, Sequence[object]]]:
    line = 0
    try:
        found = sheet.iter_rows(values_only=True, max_row=EXCELS_LAST_ROW)  # type: ignore[attr-defined]  # a sheet of any kind
        wide = 0
        for line, row in enumerate(found, start=1):
            if len(row) > MOST_COLUMNS:
                wide += 1
                if wide > MOST_WIDE or any(cell is not None for cell in row[MOST_COLUMNS:]):
                    raise UnreadableFileError(FileFault.TOO_MANY_COLUMNS, line)
            if any(cell is not None for cell in row):
                yield line, row[:MOST_COLUMNS]
    except UnreadableFileError:
        raise
    except Exception as error:  # As above: a broken part in the middle of a sheet.
        raise UnreadableFileError(FileFault.NOT_A_WORKBOOK, line + 1) from error
