"""Makes the empty database of a company, for benchmarks that fill it themselves."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from ambassador.db import Database
from ambassador.migrations import upgrade
from ambassador.settings import Settings


@contextmanager
def empty_company() -> Iterator[tuple[Settings, Database]]:
    """Yield the settings and the SQLite database of a new company, gone afterwards."""
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'company.sqlite'}"
        database = Database(url)
        upgrade(database)
        yield (
            Settings(
                instance=Path(folder),
                database_url=url,
                secret="for measuring only",
                list_secret="l" * 32,
                trail_key="7" * 64,
                certificate_key="5" * 64,
                company="Nordlys",
            ),
            database,
        )
        database.engine.dispose()
