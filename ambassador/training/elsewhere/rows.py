"""Reads a list of passes: who passed on which day, and the rows that can't be read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from ambassador.people.roster import cells
from ambassador.people.roster.policy import MOST_CHARACTERS, MOST_IN_EMAIL
from ambassador.people.roster.reading import read
from ambassador.training.elsewhere.policy import (
    MOST_PROOF,
    MOST_ROWS,
    NEEDED,
    Column,
    Days,
    RowFault,
    day_in,
    recognise,
)


class Entry(NamedTuple):
    """A row that says who passed, and when."""

    line: int
    email: str
    passed_on: date
    until: date | None
    proof: str


class Fault(NamedTuple):
    """A row that is not recorded, and why."""

    line: int
    reason: RowFault
    shown: str
    """What to know the row by."""
    first_line: int | None = None


@dataclass
class Sheet:
    """A list of passes, as it was read."""

    missing: tuple[Column, ...]
    """Columns that a list needs, and this one lacks: then nothing of it was read."""
    entries: list[Entry] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read_sheet(content: bytes, *, days: Days) -> Sheet:
    """Return what a list says; raises UnreadableFileError for a file that is none."""
    table = read(content, known=recognise, most_rows=MOST_ROWS)
    columns = recognise(table.headings)
    missing = tuple(column for column in NEEDED if column not in columns)
    sheet = Sheet(missing)
    if not missing:
        _sort(sheet, table.rows, columns, width=len(table.headings), days=days)
    return sheet


def _sort(
    sheet: Sheet,
    rows: Iterable[tuple[int, Sequence[object]]],
    columns: dict[Column, int],
    *,
    width: int,
    days: Days,
) -> None:
    first: dict[tuple[str, date], int] = {}
    for line, raw in rows:
        row = [cells.text(cell) for cell in raw]
        if not any(row):
            continue
        has = {column: row[place] if place < len(row) else "" for column, place in columns.items()}
        entry = _entry(line, has, days=days, too_wide=any(row[width:]))
        if isinstance(entry, Fault):
            sheet.faults.append(entry)
            continue
        earlier = first.setdefault((entry.email, entry.passed_on), line)
        if earlier == line:
            sheet.entries.append(entry)
        else:
            sheet.faults.append(Fault(line, RowFault.SAME_ROW, entry.email, earlier))


def _entry(line: int, has: dict[Column, str], *, days: Days, too_wide: bool) -> Entry | Fault:
    email, proof = has[Column.EMAIL].lower(), has[Column.PROOF]
    written, end = has[Column.PASSED_ON], has.get(Column.UNTIL, "")
    passed_on, until = day_in(written), day_in(end)
    found = {
        RowFault.MORE_CELLS: too_wide,
        RowFault.NO_EMAIL: not email,
        RowFault.BAD_EMAIL: len(email) > MOST_IN_EMAIL or not cells.is_email(email),
        RowFault.NO_DAY: not written,
        RowFault.BAD_DAY: passed_on is None,
        RowFault.BAD_END: bool(end) and until is None,
        RowFault.NO_PROOF: not proof,
        RowFault.LONG_PROOF: len(proof) > MOST_PROOF,
    }
    reason = next((reason for reason, is_so in found.items() if is_so), None)
    if reason is None and passed_on is not None:
        reason = days.fault_of(passed_on, until)
    if reason is not None or passed_on is None:
        shown = email or next(cell for cell in (written, proof, end, "?") if cell)
        return Fault(line, reason or RowFault.BAD_DAY, shown[:MOST_CHARACTERS])
    return Entry(line, email, passed_on, until, proof)
