"""How long a receipt takes, and the auditor's pack of a company with 100,000 acknowledgements."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from datetime import timedelta
from statistics import median
from tempfile import TemporaryFile
from time import perf_counter, process_time

from flask import Flask
from sqlalchemy.orm import Session

from ambassador.app import create_app
from ambassador.db import Database
from ambassador.guidelines import operations as guidelines
from ambassador.guidelines.answering.models import Acknowledgement
from ambassador.guidelines.content import sentences
from ambassador.guidelines.models import GuidelineText
from ambassador.guidelines.policy import sha256
from ambassador.guidelines.receipts import pack
from ambassador.guidelines.receipts.printing import pdf_of
from ambassador.guidelines.receipts.queries import Issuer, receipt_of
from ambassador.guidelines.receipts.views import issuer_of
from ambassador.people.models import Person
from ambassador.settings import Settings
from ambassador.trail import merkle
from ambassador.trail.models import TrailEntry, TrailPersonal
from ambassador.trail.policy import canonical, chained_hash, commitment, personal_text
from tests.benchmarks.company import empty_company
from tests.factories import LONG_AGO
from tests.rows import person, rows

PEOPLE = 100_000
PDF_WITHIN = timedelta(milliseconds=60)
JSON_WITHIN = timedelta(milliseconds=20)
PACK_WITHIN = timedelta(seconds=30)
TRIES = 20


def fill(session: Session, people: int) -> None:
    """Write people who all acknowledged the guideline we ship, each with a whole entry in the trail."""
    guidelines.install_content(session, LONG_AGO)
    shown = session.get_one(GuidelineText, (1, "en")).sha256
    sentence = sentences()["en"]
    first = session.get_one(TrailEntry, 1)
    previous, subtrees = first.hash, [merkle.leaf(bytes.fromhex(first.hash))]
    entries, told, signed = [], [], []
    for who in range(1, people + 1):
        sequence, at = who + 1, LONG_AGO + timedelta(seconds=who)
        salt, content = sha256(str(who)), personal_text({"name": f"Kari Nr{who}", "email": f"{who}@x.no"})
        entry = canonical(
            {
                "sequence": sequence,
                "what": "guideline acknowledged",
                "by": who,
                "at": at.isoformat(timespec="microseconds"),
                "facts": {
                    "person": who,
                    "guideline": 1,
                    "version": 1,
                    "language": "en",
                    "sha256": shown,
                    "sentence": sha256(sentence),
                    "method": "self",
                },
                "commitment": commitment(salt, content),
            }
        )
        chained = chained_hash(previous, entry)
        below, nodes = merkle.leaf(bytes.fromhex(chained)), []
        for _level in range(merkle.levels_completed(sequence)):
            below = merkle.parent(subtrees.pop(), below)
            nodes.append(below.hex())
        subtrees.append(below)
        kept = {"entry": entry, "previous_hash": previous, "hash": chained, "nodes": "".join(nodes)}
        entries.append({"sequence": sequence, **kept})
        told.append({"sequence": sequence, "person_id": who, "salt": salt, "content": content})
        by = {"person_id": who, "version_id": 1, "language": "en", "at": at, "entry": sequence}
        signed.append({**by, "sha256": shown, "sentence": sentence})
        previous = chained
    rows(session, Person, [person(who, joined_at=LONG_AGO) for who in range(1, people + 1)])
    rows(session, TrailEntry, entries)
    rows(session, TrailPersonal, told)
    rows(session, Acknowledgement, signed)


def milliseconds(act: Callable[[], object], clock: Callable[[], float] = perf_counter) -> float:
    """Return how long something takes once it is warm: the middle of many tries."""
    took = []
    for _try in range(TRIES):
        started = clock()
        act()
        took.append(1000 * (clock() - started))
    return median(took[1:])


def one_receipt(app: Flask, database: Database, issuer: Issuer) -> list[tuple[str, str, str]]:
    """Return how long the JSON and the PDF of somebody's receipt take, queries and all."""
    people = iter(range(1, PEOPLE))

    def as_json() -> bytes:
        with database.reading() as session:
            who = next(people)
            receipt = receipt_of(session, who, person_id=who, issuer=issuer, at=LONG_AGO)
        assert receipt is not None
        return receipt.as_json().encode()

    def as_pdf() -> bytes:
        with database.reading() as session:
            who = next(people)
            receipt = receipt_of(session, who, person_id=who, issuer=issuer, at=LONG_AGO)
        assert receipt is not None
        return pdf_of(receipt)

    with app.test_request_context():
        return [
            (
                f"receipt as {name}, one of {PEOPLE:,}",
                f"{milliseconds(act):.1f} ms ({milliseconds(act, process_time):.1f} ms of processor)",
                f"within {within / timedelta(milliseconds=1):.0f} ms",
            )
            for name, act, within in (("JSON", as_json, JSON_WITHIN), ("PDF, warm", as_pdf, PDF_WITHIN))
        ]


def whole_pack(database: Database, issuer: Issuer) -> tuple[str, str, str]:
    """Return how long the pack takes to write, how large it is, and how much memory it takes."""
    tracemalloc.start()
    with TemporaryFile() as file, database.snapshot() as session:
        pack.write(file, session, issuer=issuer, language="nb", at=LONG_AGO)
    peak = tracemalloc.get_traced_memory()[1] / 2**20
    tracemalloc.stop()
    started = perf_counter()
    with TemporaryFile() as file, database.snapshot() as session:
        pack.write(file, session, issuer=issuer, language="nb", at=LONG_AGO)
        took, size = perf_counter() - started, file.tell() / 2**20
    measured = f"{took:.1f} s, {size:.0f} MiB, at most {peak:.0f} MiB of memory"
    return f"auditor's pack of {PEOPLE:,} acknowledgements", measured, f"within {PACK_WITHIN.seconds} s"


def run() -> list[tuple[str, str, str]]:
    """Return what was measured, how much it was, and what it has to be."""
    with empty_company() as (settings, database):
        with database.transaction() as session:
            fill(session, PEOPLE)
        app, issuer = made(settings, database), issuer_of(settings)
        return [*one_receipt(app, database, issuer), whole_pack(database, issuer)]


def made(settings: Settings, database: Database) -> Flask:
    """Return the app of the company."""
    return create_app(settings, database=database)


if __name__ == "__main__":
    for what, was, wanted in run():
        print(f"{what:60} {was:>10}   {wanted}")
