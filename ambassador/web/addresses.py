"""Knows which numbers an address may carry: those a row's id can have."""

from __future__ import annotations

from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

LARGEST_ID = 2**31 - 1
"""The largest integer PostgreSQL keeps in an id column."""


class RowId(IntegerConverter):
    """A whole number no larger than an id can be: a larger one is no page, not an error of the database."""

    def __init__(self, rules: Map, *args: Any, **kwargs: Any) -> None:
        super().__init__(rules, *args, **{"max": LARGEST_ID, **kwargs})


def init_app(app: Flask) -> None:
    """Let every `<int:...>` in an address mean a number that a row can have."""
    app.url_map.converters["int"] = RowId
