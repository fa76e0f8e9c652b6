"""Reads an Excel workbook as a stream, without trusting it: sizes first, and no entities."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.xml import DEFUSEDXML

from ambassador.people.roster.policy import MOST_COLUMNS, FileFault, UnreadableFileError

MOST_UNPACKED = 400 * 1024 * 1024
"""Bytes in all parts of a workbook; they are read as a stream."""
MOST_HELD = 80 * 1024 * 1024
"""Bytes in its parts other than sheets: the texts among them are held in memory."""
MOST_PARTS = 2_000
LAST_LINE = 1_048_576
"""The last row of an Excel sheet."""
ENCRYPTED = 0x1

if not DEFUSEDXML:
    # openpyxl looks for defusedxml by itself, and without it would let a small file unfold in memory.
    raise ImportError("install defusedxml: workbooks are not read without it")


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
    if not {"[Content_Types].xml", "xl/workbook.xml"} <= names:
        raise UnreadableFileError(FileFault.NOT_A_WORKBOOK)
    if any(part.flag_bits & ENCRYPTED for part in listed):
        raise UnreadableFileError(FileFault.PROTECTED)
    held = sum(part.file_size for part in listed if not part.filename.startswith("xl/worksheets/"))
    if len(listed) > MOST_PARTS or sum(p.file_size for p in listed) > MOST_UNPACKED or held > MOST_HELD:
        raise UnreadableFileError(FileFault.TOO_LARGE_INSIDE)


def rows_of(content: bytes) -> tuple[Iterator[tuple[int, Sequence[object]]], int | None]:
    """Return the rows of the first visible sheet, and about how many there are.

    Of a formula the last result is read; nothing is calculated. 100,000 rows of eight columns take openpyxl
    about 13 of the 15 seconds of an import. python-calamine would take one, but it sets aside
    room for every cell up to the last: a small file with one in the far corner would end the whole server.
    """
    try:
        book = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
        visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        sheet = (visible or book.worksheets)[0]
        about = sheet.max_row
        # What a file says of its own size is only good for a progress bar.
        sheet.reset_dimensions()
    except Exception as error:  # Whatever goes wrong in a file that others made is the file's fault.
        raise UnreadableFileError(FileFault.NOT_A_WORKBOOK) from error
    return _rows(sheet), about


def _rows(sheet: ReadOnlyWorksheet) -> Iterator[tuple[int, Sequence[object]]]:
    line = 0
    try:
        for line, row in enumerate(sheet.iter_rows(values_only=True), start=1):
            # A row may claim any number, and all those before it are passed one by one.
            if line > LAST_LINE:
                raise UnreadableFileError(FileFault.TOO_MANY_ROWS, line)
            if any(cell is not None for cell in row[MOST_COLUMNS:]):
                raise UnreadableFileError(FileFault.TOO_MANY_COLUMNS, line)
            if any(cell is not None for cell in row):
                yield line, row[:MOST_COLUMNS]
    except UnreadableFileError:
        raise
    except Exception as error:  # As above: a broken part in the middle of a sheet.
        raise UnreadableFileError(FileFault.NOT_A_WORKBOOK, line + 1) from error
