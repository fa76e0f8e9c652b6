"""Measures the import of 100,000 people end to end: reading the file, comparing, and writing to SQLite."""

from __future__ import annotations

import csv
import hashlib
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from openpyxl import Workbook

from ambassador import clock
from ambassador.db import Database
from ambassador.migrations import upgrade
from ambassador.people.roster.comparing import compare
from ambassador.people.roster.operations import Imported, import_roster
from ambassador.people.roster.queries import everyone_known
from ambassador.people.roster.work import read_roster

PEOPLE = 100_000
PROMISE = "20 s and 400 MiB"
HEADINGS = (
    *("userPrincipalName", "displayName", "mail", "objectId"),
    *("userType", "jobTitle", "department", "accountEnabled"),
)
FIRST = ("Kari", "Ola", "Åse", "Bjørn", "Sæunn", "Even", "Ingrid", "Per", "Nora", "Jakob")
LAST = ("Nordmann", "Ødegård", "Bråten", "Lie", "Hansen", "Sørlie", "Næss", "Berg", "Moen", "Aas")
TITLES = ("Rådgiver", "Selger", "Utvikler", "Prosjektleder", "Montør", "Konsulent")


def people(count: int) -> Iterator[list[str]]:
    """Yield rows as Microsoft Entra has them, the columns that count, the same each time."""
    pick = random.Random(2026)
    for number in range(count):
        first, last = pick.choice(FIRST), pick.choice(LAST)
        address = f"person.nr{number}@nordlys.example"
        key = f"{number:08x}-0000-4000-8000-{pick.getrandbits(48):012x}"
        yield [
            *(address, f"{first} {last}", address, key),
            *("Member", pick.choice(TITLES), f"Avdeling {pick.randrange(400)}", "True"),
        ]


def run() -> list[tuple[str, str, str]]:
    """Return what was measured and what is promised, for a CSV and an XLSX of 100,000 people."""
    with tempfile.TemporaryDirectory() as folder:
        text, workbook = Path(folder, "roster.csv"), Path(folder, "roster.xlsx")
        with text.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([HEADINGS, *people(PEOPLE)])
        book = Workbook(write_only=True)
        sheet = book.create_sheet()
        for row in (HEADINGS, *people(PEOPLE)):
            sheet.append(row)
        book.save(workbook)
        return [
            _row("CSV, all new", text, Path(folder, "a.sqlite")),
            _row("CSV again, nothing to change", text, Path(folder, "a.sqlite")),
            _row("XLSX, all new", workbook, Path(folder, "b.sqlite")),
        ]


def _row(what: str, file: Path, database: Path) -> tuple[str, str, str]:
    # A process of its own, so that the memory is the import's and nobody else's.
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.roster", str(file), str(database)],
        check=True,
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    found = json.loads(done.stdout)
    parts = ", ".join(f"{name} {seconds:.1f}" for name, seconds in found["parts"].items())
    measured = f"{found['seconds']:.1f} s ({parts}), {found['mebibytes']:.0f} MiB"
    return f"roster of {PEOPLE:,} people: {what}", measured, PROMISE


def measure(file: Path, path: Path) -> dict[str, object]:
    """Import a file into a SQLite database, and return what it took."""
    database = Database(f"sqlite:///{path}")
    upgrade(database)
    times = [time.perf_counter()]
    content = file.read_bytes()
    roster = read_roster(content).roster
    assert roster is not None
    times.append(time.perf_counter())
    with database.reading() as session:
        plan = compare(roster, everyone_known(session), is_full=True)
    fingerprint = plan.fingerprint
    del plan
    times.append(time.perf_counter())
    with database.transaction() as session:
        done = import_roster(
            session,
            roster,
            is_full=True,
            confirmed=fingerprint,
            leavers_confirmed=True,
            file_hash=hashlib.sha256(content).hexdigest(),
            by=None,
            at=clock.now(),
        )
    times.append(time.perf_counter())
    assert isinstance(done, Imported)
    steps = zip(("read", "compare", "write"), times, times[1:], strict=False)
    return {
        "seconds": times[-1] - times[0],
        "parts": {name: after - before for name, before, after in steps},
        "mebibytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


if __name__ == "__main__":
    if len(sys.argv) == 3:
        print(json.dumps(measure(Path(sys.argv[1]), Path(sys.argv[2]))))
    else:
        for measured in run():
            print(*measured, sep=" | ")
