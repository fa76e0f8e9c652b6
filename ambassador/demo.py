"""A believable company with history, for `serve --demo` and for photographs."""

from __future__ import annotations

from ambassador.db import Database
from ambassador.settings import Settings


def fill_once(database: Database, settings: Settings) -> None:
    """Fill the demo's database unless it is filled already."""
