"""Reads the XML of a worksheet and of a workbook's shared texts, as expat meets it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO
from xml.parsers import expat

from ambassador.people.roster.policy import MOST_COLUMNS, FileFault, UnreadableFileError

CHUNK = 128 * 1024
MOST_IN_CELL = 32_767
"""Characters Excel itself lets into a cell."""

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


class Sheet:
    """The cells of one sheet, row by row."""

    def __init__(self, xml: IO[bytes], texts: list[str]) -> None:
        self.line = 0
        self.about: int | None = None
        self._xml, self._texts = xml, texts
        self._done: list[tuple[int, list[str]]] = []
        self._row: list[str] = []
        self._column = 0
        self._kind = "n"
        self._written: list[str] = []
        self._places: dict[str, int] = {}
        self._parser = safe_parser()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._feed()

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Yield the rows that have a cell, with their numbers."""
        while True:
            done, self._done = self._done, []
            yield from done
            if not self._feed():
                yield from self._done
                return

    def _feed(self) -> bool:
        chunk = self._xml.read(CHUNK)
        self._parser.Parse(chunk, not chunk)
        return bool(chunk)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        match name if ":" not in name else name.rpartition(":")[2]:
            case "c":
                self._kind = attributes.get("t", "n")
                self._column = self._place(attributes.get("r"))
                self._written = []
            case "v" | "t":
                self._parser.CharacterDataHandler = self._written.append
            case "row":
                self.line = int(attributes.get("r", self.line + 1))
                self._row = []
            case "dimension":
                last = attributes.get("ref", "").rpartition(":")[2].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
                self.about = int(last) if last.isdecimal() and len(last) < len("10000000") else None

    def _end(self, name: str) -> None:
        match name if ":" not in name else name.rpartition(":")[2]:
            case "v" | "t":
                self._parser.CharacterDataHandler = None
            case "c" if self._written:
                row = self._row
                if self._column >= MOST_COLUMNS:
                    raise UnreadableFileError(FileFault.TOO_MANY_COLUMNS, self.line)
                if len(row) <= self._column:
                    row.extend([""] * (self._column + 1 - len(row)))
                row[self._column] = self._value("".join(self._written))
            case "row" if self._row:
                self._done.append((self.line, self._row))

    def _place(self, reference: str | None) -> int:
        """Return a cell's column, counted from 0; without a reference it follows the one before."""
        if reference is None:
            return len(self._row)
        letters = reference.rstrip("0123456789")
        if letters not in self._places:
            place = 0
            for letter in letters[:4]:
                place = place * 26 + ord(letter) - ord("A") + 1
            self._places[letters] = place - 1
        return self._places[letters]

    def _value(self, written: str) -> str:
        match self._kind:
            case "s":
                return self._texts[int(written)]
            case "b":
                return "true" if written == "1" else "false"
            case "e":
                return ""
            case "n":
                # Excel keeps whole numbers as fractions now and then.
                return str(int(float(written))) if written.endswith(".0") else written
            case _:
                return unescaped(written)


def shared_texts(xml: IO[bytes]) -> list[str]:
    """Return the texts of a workbook, which cells name by number; the runs of a formatted text are joined."""
    texts: list[str] = []
    written: list[str] = []
    parser = safe_parser()
    is_reading_aid = False

    def start(name: str, _attributes: dict[str, str]) -> None:
        nonlocal is_reading_aid
        match name if ":" not in name else name.rpartition(":")[2]:
            case "si":
                written.clear()
            case "t" if not is_reading_aid:
                parser.CharacterDataHandler = written.append
            case "rPh":
                is_reading_aid = True

    def end(name: str) -> None:
        nonlocal is_reading_aid
        match name if ":" not in name else name.rpartition(":")[2]:
            case "t":
                parser.CharacterDataHandler = None
            case "rPh":
                is_reading_aid = False
            case "si":
                texts.append(unescaped("".join(written))[:MOST_IN_CELL])

    parser.StartElementHandler, parser.EndElementHandler = start, end
    while chunk := xml.read(CHUNK):
        parser.Parse(chunk, False)
    parser.Parse(b"", True)
    return texts


def unescaped(written: str) -> str:
    """Return a text with Excel's own escapes (_x000D_) as the characters they stand for."""
    if "_x" not in written:
        return written
    return _ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), written)


def safe_parser() -> expat.XMLParserType:
    """Return a parser that refuses document types, and with them every bomb made of entities."""
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def refuse(*_declared: object) -> None:
        raise UnreadableFileError(FileFault.NOT_A_WORKBOOK)

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    return parser
