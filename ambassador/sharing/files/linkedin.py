"""Reads LinkedIn's Connections.csv: only the column of addresses, wherever it is, whatever its name."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, islice

from ambassador.audience.policy import Channel
from ambassador.sharing.files.faults import Fault, UnusableError
from ambassador.sharing.identifiers import identifier

SEPARATORS = (",", ";", "\t")
LOOKED_AT = 40
"""Lines in which the column is looked for: notes of some lines stand above the headings."""
HEADINGS = frozenset({"url", "profile url", "profil-url", "profilens url"})


@dataclass(frozen=True)
class _Place:
    """Where the addresses stand in a table."""

    row: int
    """The first row of a person, below the headings."""
    column: int
    width: int


def looks_like_it(beginning: str) -> bool:
    """Say whether a text is a table of connections."""
    lines = beginning.splitlines(keepends=True)[:LOOKED_AT]
    return any(_place(lines, separator) for separator in SEPARATORS)


def people_in(lines: Iterator[str]) -> Iterator[str]:
    """Yield an identifier for each connection, or an empty text for one without an address."""
    first = list(islice(lines, LOOKED_AT))
    for separator in SEPARATORS:
        if place := _place(first, separator):
            return _people(csv.reader(chain(first, lines), delimiter=separator, strict=True), place)
    raise UnusableError(Fault.NOT_A_LIST)


def _place(lines: Sequence[str], separator: str) -> _Place | None:
    """Return where the addresses stand, by their heading or by the first of them."""
    # The last of these lines may end in the middle of a quotation: what stands before it counts.
    with suppress(csv.Error):
        for number, row in enumerate(csv.reader(lines, delimiter=separator)):
            for column, cell in enumerate(row) if len(row) > 1 else ():
                if cell.strip().casefold() in HEADINGS:
                    return _Place(number + 1, column, len(row))
                if "linkedin.com/in/" in cell.lower() and identifier(Channel.LINKEDIN, cell):
                    return _Place(number, column, len(row))
    return None


def _people(rows: Iterator[list[str]], place: _Place) -> Iterator[str]:
    last: Sequence[str] = ()
    is_whole = False
    with suppress(csv.Error):
        for number, row in enumerate(rows):
            if number >= place.row and any(row):
                last = row
                yield identifier(Channel.LINKEDIN, row[place.column]) if len(row) > place.column else ""
        is_whole = True
    # Raised out here, because the reader's own error could quote the file.
    if not is_whole or (last and len(last) < place.width):
        raise UnusableError(Fault.TRUNCATED)
