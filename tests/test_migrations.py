"""The schema's history: up, down, up again, and equal to the models."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from ambassador.db import WRITES, Base, Database
from ambassador.migrations import downgrade, upgrade
from ambassador.settings import CHECKOUT, PACKAGE


@pytest.fixture(autouse=True)
def _all_models() -> None:
    for path in PACKAGE.rglob("models.py"):
        importlib.import_module(".".join(path.relative_to(CHECKOUT).with_suffix("").parts))


def test_the_newest_schema_equals_the_models(database: Database) -> None:
    with database.engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), Base.metadata)
    assert differences == []


def test_the_schema_goes_down_to_nothing_and_up_again(database: Database) -> None:
    downgrade(database, to="base")
    assert set(inspect(database.engine).get_table_names()) == {"alembic_version"}
    upgrade(database)
    with database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_upgrading_twice_changes_nothing(database: Database) -> None:
    upgrade(database)
    upgrade(database)


def test_steps_import_no_model() -> None:
    for path in (PACKAGE / "migrations" / "versions").glob("*.py"):
        assert not re.search(r"^\s*(from|import) ambassador", path.read_text("utf-8"), re.MULTILINE), path


def test_a_step_that_fails_leaves_the_schema_as_it_was(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'half.sqlite'}")

    def fail_halfway() -> None:
        with database.engine.execution_options(**{WRITES: True}).begin() as connection:
            connection.exec_driver_sql("CREATE TABLE half (id INTEGER)")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_halfway()
    assert inspect(database.engine).get_table_names() == []
    database.engine.dispose()
