"""How fast the people in shared lists are read, united and estimated, beside other ways to count them."""

from __future__ import annotations

import json
import resource
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import psycopg
from datasketches import theta_union, update_theta_sketch
from sqlalchemy import select

from ambassador.audience.models import Account, AudienceCount
from ambassador.audience.policy import Channel
from ambassador.db import Database
from ambassador.migrations import upgrade
from ambassador.people.models import Person
from ambassador.reach import Packed, estimate_people
from ambassador.reach.lists import side_by_side
from ambassador.sharing.models import SharedList, SharingConsent
from ambassador.sharing.policy import Purpose
from ambassador.sharing.queries import read_lists
from tests.cluster import cluster_missing, start_cluster
from tests.rows import person, rows

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
AMBASSADORS, LISTS, IN_A_LIST, ONE_IN = 100_000, 25_000, 700, 16
CROWD = 8_000_000
PARTS = ("plain", "designed", "uniting", "sets", "sqlite", "theta")
PROMISE = "1.0 s and 400 MiB"
REPEATS = 5


def lists() -> Packed:
    """Return lists with believable overlap, the same each time: neighbours, and people known to everybody."""
    generator = np.random.default_rng(2026)
    kept = IN_A_LIST // ONE_IN + 1
    keys = np.unique(generator.integers(0, 2**60, CROWD // ONE_IN, dtype=np.uint64)) * np.uint64(ONE_IN)
    generator.shuffle(keys)
    home = generator.integers(0, keys.size, LISTS)[:, np.newaxis]
    near = home + generator.laplace(0, 400, (LISTS, kept)).astype(np.int64)
    known = (keys.size * generator.random((LISTS, kept)) ** 4).astype(np.int64)
    places = np.where(generator.random((LISTS, kept)) < 0.6, near % keys.size, known)
    return Packed.of([np.unique(keys[row]) for row in places])


def fill(path: Path, packed: Packed) -> None:
    """Write ambassadors with counts, and the lists of every fourth of them, into a new SQLite database."""
    database = Database(f"sqlite:///{path}")
    upgrade(database)
    sizes = np.random.default_rng(7).lognormal(6.4, 0.6, AMBASSADORS).astype(int) + 44
    everyone = range(1, AMBASSADORS + 1)
    sharing = range(1, AMBASSADORS + 1, AMBASSADORS // LISTS)
    with database.transaction() as session:
        rows(session, Person, [person(who, joined_at=NOW) for who in everyone])
        account = {"channel": Channel.LINKEDIN, "handle": "", "added_at": NOW}
        rows(session, Account, [{"id": who, "person_id": who, **account} for who in everyone])
        counted = [{"account_id": who, "people": int(sizes[who - 1]), "at": NOW} for who in everyone]
        rows(session, AudienceCount, counted)
        consent = {"purpose": Purpose.LIST, "channel": Channel.LINKEDIN, "number": 1, "at": NOW}
        words = {"consent_version": "1", "sentence": "I share my list.", "language": "en"}
        rows(session, SharingConsent, [{"id": who, "person_id": who, **consent, **words} for who in sharing])
        one = {"channel": Channel.LINKEDIN, "people": IN_A_LIST, "one_in": ONE_IN, "secret_check": "0" * 16}
        when = {"shared_at": NOW, "expires_at": NOW + timedelta(days=365)}
        whose = [
            {"account_id": who, "person_id": who, "consent_id": who, "keys": keys.astype("<u8").tobytes()}
            for who, keys in zip(sharing, packed.one_by_one(), strict=True)
        ]
        rows(session, SharedList, [{**each, **one, **when} for each in whose])
    database.engine.dispose()
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE list_keys (list INTEGER NOT NULL, key INTEGER NOT NULL)")
        connection.executemany("INSERT INTO list_keys VALUES (?, ?)", in_rows(packed))
        connection.execute("CREATE INDEX by_key ON list_keys (key)")


def in_rows(packed: Packed) -> zip[tuple[int, int]]:
    """Return a row of list and key for each key, as numbers that databases hold."""
    return zip(packed.owners().tolist(), packed.ids.astype(np.int64).tolist(), strict=True)


def estimated(path: Path, *, is_designed: bool) -> dict[str, float]:
    """Read, unite and estimate once, from cold, and return the seconds and the MiB that the process took."""
    started = time.perf_counter()
    database = Database(f"sqlite:///{path}")
    with database.reading() as session:
        samples = read_lists(session, Channel.LINKEDIN, at=NOW)
        told = session.execute(
            select(Account.person_id, AudienceCount.people)
            .join(AudienceCount, AudienceCount.account_id == Account.id)
            .where(Account.channel == Channel.LINKEDIN, Account.removed_at.is_(None))
        ).all()
    who, counts = (np.array(column, dtype=np.int64) for column in zip(*told, strict=True))
    # The first half stands for those asked for certain: it takes the same steps whoever they are.
    certain = np.arange(len(samples.packed)) < len(samples.packed) // 2 if is_designed else None
    estimate = estimate_people(
        shared=samples.packed,
        counts=counts[~np.isin(who, samples.person)].astype(np.float64),
        certain=certain,
        sampling=1 / samples.one_in,
        sizes=samples.people,
    )
    took = time.perf_counter() - started
    assert estimate.low < estimate.people < estimate.high
    return {"seconds": took, "mebibytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def united(path: Path) -> dict[str, float]:
    """Read and unite the samples, and count the different keys already in memory; return seconds of both."""
    database = Database(f"sqlite:///{path}")

    def read_and_unite() -> int:
        with database.reading() as session:
            return int(side_by_side(read_lists(session, Channel.LINKEDIN, at=NOW).packed).tally().people)

    with database.reading() as session:
        keys = read_lists(session, Channel.LINKEDIN, at=NOW).packed.ids
    ours, union = seconds(read_and_unite)
    numpys, expected = seconds(lambda: np.unique(keys).size)
    assert union == expected
    return {"seconds": ours, "numpy": numpys}


def with_sets(path: Path) -> dict[str, float]:
    """Unite the kept keys as Python's own sets, with those found once, from lists already in memory."""
    with Database(f"sqlite:///{path}").reading() as session:
        kept = [
            set(keys.tolist()) for keys in read_lists(session, Channel.LINKEDIN, at=NOW).packed.one_by_one()
        ]

    def count() -> int:
        held_by = Counter(chain.from_iterable(kept))
        return sum(number == 1 for number in held_by.values())

    return {"seconds": seconds(lambda: len(set().union(*kept)))[0], "once": seconds(count)[0]}


def with_theta(path: Path) -> dict[str, float]:
    """Unite theta sketches of the kept keys, one for each list and made before."""
    with Database(f"sqlite:///{path}").reading() as session:
        packed = read_lists(session, Channel.LINKEDIN, at=NOW).packed
    sketches = []
    for keys in packed.one_by_one():
        sketch = update_theta_sketch()
        for key in keys.tolist():
            sketch.update(key)
        sketches.append(sketch.compact())

    def unite() -> float:
        union = theta_union()
        for sketch in sketches:
            union.update(sketch)
        return float(union.get_result().get_estimate())

    took, people = seconds(unite)
    return {"seconds": took, "error": abs(people / np.unique(packed.ids).size - 1)}


def with_sqlite(path: Path) -> dict[str, float]:
    """Count the kept keys by COUNT(DISTINCT) in SQLite, with an index on the key."""
    with sqlite3.connect(path) as connection:
        return {
            "seconds": seconds(
                lambda: connection.execute("SELECT COUNT(DISTINCT key) FROM list_keys").fetchone()[0]
            )[0]
        }


def with_postgresql(packed: Packed) -> dict[str, float]:
    """Count the kept keys by COUNT(DISTINCT) in PostgreSQL, with an index on the key."""
    with (
        start_cluster() as cluster,
        cluster.database() as url,
        psycopg.connect(url, autocommit=True) as connection,
    ):
        connection.execute("CREATE TABLE list_keys (list integer NOT NULL, key bigint NOT NULL)")
        with connection.cursor().copy("COPY list_keys FROM STDIN") as copy:
            for row in in_rows(packed):
                copy.write_row(row)
        connection.execute("CREATE INDEX by_key ON list_keys (key)")
        connection.execute("VACUUM ANALYZE list_keys")

        def count() -> Any:
            found = connection.execute("SELECT COUNT(DISTINCT key) FROM list_keys").fetchone()
            assert found is not None
            return found[0]

        return {"seconds": seconds(count)[0]}


def seconds(work: Callable[[], Any]) -> tuple[float, Any]:
    """Return the median seconds of some runs, and what the last returned."""
    took = []
    for _ in range(REPEATS):
        started = time.perf_counter()
        answer = work()
        took.append(time.perf_counter() - started)
    return median(took), answer


def run() -> list[tuple[str, str, str]]:
    """Return what was measured, how much it was, and what it has to be; each part in a fresh process."""
    packed = lists()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "lists.sqlite"
        fill(path, packed)
        found = {part: _in_a_process(part, path) for part in PARTS}
    what = f"{AMBASSADORS:,} ambassadors, {LISTS:,} lists, {packed.ids.size / 1e6:.2f} M kept keys"
    rows_ = [
        (
            f"{what}: {how}, cold",
            f"{found[part]['seconds']:.2f} s, {found[part]['mebibytes']:.0f} MiB",
            PROMISE,
        )
        for part, how in (("plain", "estimate and range"), ("designed", "designed, some refuse"))
    ]
    ours, numpys = found["uniting"]["seconds"], found["uniting"]["numpy"]
    beside = f"{ours * 1000:.0f} ms, {ours / numpys:.2f} times"
    rows_ += [
        ("reading and uniting them, beside numpy.unique on the keys in memory", beside, "2 times"),
        ("numpy.unique on the keys in memory", f"{numpys * 1000:.0f} ms", ""),
        ("Python sets of the kept keys in memory", f"{found['sets']['seconds'] * 1000:.0f} ms", ""),
        ("the same with those found once", f"{found['sets']['once'] * 1000:.0f} ms", ""),
        ("COUNT(DISTINCT) of the kept keys in SQLite", f"{found['sqlite']['seconds'] * 1000:.0f} ms", ""),
        ("COUNT(DISTINCT) of the kept keys in PostgreSQL", _in_postgresql(packed), ""),
        (
            "theta union of sketches in memory",
            f"{found['theta']['seconds'] * 1000:.0f} ms, {found['theta']['error']:.1%} off, no found once",
            "",
        ),
    ]
    return rows_


def _in_postgresql(packed: Packed) -> str:
    if cluster_missing():
        return "PostgreSQL is not installed"
    return f"{with_postgresql(packed)['seconds'] * 1000:.0f} ms"


def _in_a_process(part: str, path: Path) -> dict[str, float]:
    # A process of its own, so that the memory is this part's and nothing is warm.
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.lists", part, str(path)],
        check=True,
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def measure(part: str, path: Path) -> dict[str, float]:
    """Return what one part took."""
    if part in ("plain", "designed"):
        return estimated(path, is_designed=part == "designed")
    others = {"uniting": united, "sets": with_sets, "sqlite": with_sqlite, "theta": with_theta}
    return others[part](path)


if __name__ == "__main__":
    if len(sys.argv) == 3:
        print(json.dumps(measure(sys.argv[1], Path(sys.argv[2]))))
    else:
        for measured in run():
            print(*measured, sep=" | ")
