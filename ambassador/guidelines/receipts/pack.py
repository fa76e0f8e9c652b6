"""Writes the auditor's pack: a zip with versions, answers, ledger and checkpoints, and what checks them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from string import Template
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from sqlalchemy.orm import Session

from ambassador.db import batches
from ambassador.guidelines.receipts import pack_queries as queries
from ambassador.guidelines.receipts.pack_queries import Line
from ambassador.guidelines.receipts.queries import Issuer
from ambassador.trail import notes
from ambassador.trail.queries import newest_entry, root_at
from ambassador.web.spreadsheet import BYTE_ORDER_MARK, csv_text

VERIFIER = Path(__file__).with_name("verify_receipt.py")
"""What anybody checks receipts and the ledger with, without this app."""
READ_ME = {
    "README.md": Path(__file__).with_name("content") / "pack.en.md",
    "LESMEG.md": Path(__file__).with_name("content") / "pack.nb.md",
}
TABLES: dict[str, tuple[Callable[[Session], Iterable[Line]], tuple[str, ...]]] = {
    "versions": (
        lambda session: (text.line for text in queries.texts(session)),
        (
            *("guideline", "version_id", "version", "language", "title", "sha256", "file"),
            *("published_at", "published_by", "audience", "due_at", "binding_from", "what_changed"),
            *("withdrawn_at", "withdrawn_why"),
        ),
    ),
    "acknowledgements": (
        queries.acknowledgements,
        (
            *("acknowledgement", "person", "name", "email", "guideline", "version_id", "version"),
            *("language", "sha256", "sentence", "at", "method", "recorded_by", "signed_on"),
            *("scan_sha256", "note", "entry", "entry_hash"),
        ),
    ),
    "declines": (
        queries.declines,
        (
            *("decline", "person", "name", "email", "guideline", "version_id", "version", "at"),
            *("reason", "entry"),
        ),
    ),
    "exceptions": (
        queries.exceptions,
        (
            *("request", "person", "name", "email", "guideline", "number", "at", "by", "reason", "entry"),
            *("is_granted", "decided_at", "decided_by", "until", "decision_reason", "decision_entry"),
        ),
    ),
}
"""By the name of their files: who yields the rows, and the columns in their order."""


@dataclass
class Pack:
    """A zip file being written; knows the hash of each file in it."""

    archive: ZipFile
    at: datetime
    hashes: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, content: Iterable[bytes]) -> None:
        """Write a file, a piece at a time."""
        summed = hashlib.sha256()
        with self._opened(name) as file:
            for piece in content:
                summed.update(piece)
                file.write(piece)
        self.hashes[name] = summed.hexdigest()

    @contextmanager
    def _opened(self, name: str) -> Iterator[IO[bytes]]:
        entry = ZipInfo(name, self.at.astimezone(UTC).timetuple()[:6])
        entry.compress_type, entry.external_attr = ZIP_DEFLATED, 0o644 << 16
        with self.archive.open(entry, "w", force_zip64=True) as file:
            yield file


def write(file: IO[bytes], session: Session, *, issuer: Issuer, language: str, at: datetime) -> None:
    """Write the pack of what the session sees, always in the same order; CSV is for a spreadsheet's language.

    The session must see one state of the database throughout: a snapshot.
    """
    size, key = newest_entry(session), notes.private_key(issuer.key)
    statement = notes.Statement(issuer.origin, size, root_at(session, size), at)
    # The hashes that fill the ledger hardly get smaller, however long one tries.
    with ZipFile(file, "w", ZIP_DEFLATED, compresslevel=1) as archive:
        pack = Pack(archive, at)
        for name, template in READ_ME.items():
            pack.add(name, [_read_me(template, issuer, statement)])
        pack.add("verify_receipt.py", [VERIFIER.read_bytes()])
        for name, (rows, columns) in TABLES.items():
            pack.add(f"{name}.csv", _csv(rows(session), columns, language))
            pack.add(f"{name}.jsonl", _lines(rows(session)))
        for text in queries.texts(session):
            pack.add(f"{text.folder}/{text.language}.md", [text.markdown.encode()])
            pack.add(f"{text.folder}/{text.language}.html", [text.shown.encode()])
        pack.add("trail.jsonl", _lines(queries.ledger(session)))
        for kept in queries.checkpoints(session):
            pack.add(f"checkpoints/{kept.size:09}-{kept.key[:8]}.txt", [kept.note.encode()])
        pack.add("checkpoints/newest.txt", [notes.signed(statement, key).encode()])
        sums = "".join(f"{summed}  {name}\n" for name, summed in pack.hashes.items())
        pack.add("SHA256SUMS", [sums.encode()])


def _csv(rows: Iterable[Line], columns: tuple[str, ...], language: str) -> Iterator[bytes]:
    yield csv_text([columns], language=language).encode()
    for some in batches(rows):
        cells = [[row[column] for column in columns] for row in some]
        yield csv_text(cells, language=language).removeprefix(BYTE_ORDER_MARK).encode()


def _lines(rows: Iterable[Line]) -> Iterator[bytes]:
    for some in batches(rows):
        yield "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in some).encode()


def _read_me(template: Path, issuer: Issuer, statement: notes.Statement) -> bytes:
    filled = Template(template.read_text("utf-8")).substitute(
        company=issuer.company or issuer.origin,
        origin=issuer.origin,
        size=statement.size,
        at=statement.at.astimezone(UTC).isoformat(timespec="seconds"),
        key=notes.public_bytes(notes.private_key(issuer.key)).hex(),
    )
    return filled.encode()
