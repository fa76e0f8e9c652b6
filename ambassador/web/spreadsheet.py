"""Knows how a table is written for a spreadsheet: so that it opens rightly, and no cell runs as a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import StringIO

from flask import Response

Cell = str | int | float | None

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
BYTE_ORDER_MARK = "\ufeff"
"""Tells Excel that the file is UTF-8."""


@dataclass(frozen=True)
class Dialect:
    """How a spreadsheet in one language reads a text file."""

    separator: str
    decimal: str


DIALECTS = {"nb": Dialect(separator=";", decimal=","), "en": Dialect(separator=",", decimal=".")}
"""A Norwegian Excel takes the comma for the decimal sign, so there the cells are parted by semicolons."""


def disarmed(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: an apostrophe before what would start one."""
    is_formula = text.lstrip(" ").startswith(FORMULA_STARTS) or text.startswith(FORMULA_STARTS)
    return f"'{text}" if is_formula else text


def written(cell: Cell, dialect: Dialect) -> str:
    """Return a cell as text: numbers as numbers, also negative ones, and texts disarmed."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return disarmed(cell)
    return str(cell).replace(".", dialect.decimal)


def csv_text(rows: Iterable[Sequence[Cell]], *, language: str) -> str:
    """Return rows as CSV for a spreadsheet in this language, with a byte order mark."""
    dialect, out = DIALECTS[language], StringIO()
    writer = csv.writer(out, delimiter=dialect.separator, lineterminator="\r\n")
    writer.writerows([written(cell, dialect) for cell in row] for row in rows)
    return BYTE_ORDER_MARK + out.getvalue()


def csv_download(rows: Iterable[Sequence[Cell]], *, language: str, filename: str) -> Response:
    """Answer with a CSV file to keep."""
    response = Response(csv_text(rows, language=language).encode(), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response
