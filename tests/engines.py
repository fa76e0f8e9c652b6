"""Knows how one engine serves every test's database in turn: a statement is compiled once a worker."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from sqlalchemy import Dialect, Engine, event, make_url

from ambassador import db
from ambassador.db import Database
from tests.factories import ZONE


class Engines:
    """An engine for each kind of database; its next connections go to whichever database was opened last."""

    def __init__(self) -> None:
        self._made: dict[str, Engine] = {}

    @contextmanager
    def opened(self, url: str) -> Iterator[Database]:
        """Yield a database on the shared engine, and close all its connections at the end."""
        backend = make_url(url).get_backend_name()
        engine = self._made.get(backend) or self._make(backend, url)
        engine.url = make_url(url)
        with mock.patch.object(db, "make_engine", return_value=engine):
            database = Database(url, timezone=ZONE)
        yield database
        engine.dispose()

    def _make(self, backend: str, url: str) -> Engine:
        engine = self._made[backend] = db.make_engine(url)

        @event.listens_for(engine, "do_connect")
        def to_the_newest(dialect: Dialect, _record: Any, args: list[Any], params: dict[str, Any]) -> None:
            args[:], where = dialect.create_connect_args(engine.url)
            params.update(where)

        return engine
