"""The history of the schema: each step is frozen and imports no model."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script.revision import ResolutionError
from alembic.util import CommandError
from sqlalchemy.engine import Connection

from ambassador.db import WRITES, Database


class UnknownStepError(Exception):
    """The database is at a step these files don't hold: a newer version of the app took it there."""


def config_for(connection: Connection) -> Config:
    """Return Alembic's configuration for this package's steps on an open connection."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def upgrade(database: Database, *, to: str = "head") -> None:
    """Bring the schema up to the newest step, or to `to`; all of it or nothing.

    Raises UnknownStepError for a database that a newer version has taken further.
    """
    with database.engine.execution_options(**{WRITES: True}).begin() as connection:
        try:
            command.upgrade(config_for(connection), to)
        except CommandError as error:
            if isinstance(error.__cause__, ResolutionError):
                raise UnknownStepError from error
            raise


def downgrade(database: Database, *, to: str) -> None:
    """Take the schema back to step `to`."""
    with database.engine.execution_options(**{WRITES: True}).begin() as connection:
        command.downgrade(config_for(connection), to)
