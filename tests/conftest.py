"""What every test may ask for: a database of its own on each backend, an app, and browsers."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import text

from ambassador.app import create_app
from ambassador.db import Database
from ambassador.guidelines import operations as guidelines
from ambassador.migrations import upgrade
from ambassador.settings import Settings
from ambassador.training import operations as training
from ambassador.web import rim
from tests.browser import Browser
from tests.chromium import address, chromium  # noqa: F401  (fixtures are found by their names)
from tests.cluster import TEMPLATE, Cluster, cluster_missing, in_memory, start_cluster
from tests.engines import Engines
from tests.factories import APRIL, CERTIFICATE_KEY, LIST_SECRET, LONG_AGO, TRAIL_KEY, Factory

REQUIRE_ALL = os.environ.get("AMBASSADOR_REQUIRE_ALL") == "1"
"""Set where nothing may skip: what is missing then fails."""

CONTENT = "content"
"""The template with the guideline and the courses we ship; TEMPLATE is the empty one."""


def pytest_configure(config: pytest.Config) -> None:
    """Put what tests write into memory where there is room: SQLite waits for the disk at every commit."""
    if (memory := in_memory()) is not None:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", memory)


def pytest_collection_finish() -> None:
    """Let the collector of garbage pass over what stays for good, which took it a tenth of the time."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A throw-away PostgreSQL cluster, or a visible skip where PostgreSQL is not installed."""
    if missing := cluster_missing():
        if REQUIRE_ALL:
            pytest.fail(missing)
        pytest.skip(missing)
    with start_cluster() as cluster:
        cluster.add_template(CONTENT, install_content)
        yield cluster


@pytest.fixture(scope="session")
def sqlite_templates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Upgraded SQLite files, empty and with content, that each test copies: making them once is enough."""
    folder = tmp_path_factory.mktemp("template")
    paths = {name: folder / f"{name}.sqlite" for name in (TEMPLATE, CONTENT)}
    for name, fill in ((TEMPLATE, upgrade), (CONTENT, install_content)):
        if name == CONTENT:
            shutil.copy(paths[TEMPLATE], paths[CONTENT])
        made = Database(f"sqlite:///{paths[name]}")
        fill(made)
        with made.engine.connect() as connection:
            connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
        made.engine.dispose()
    return paths


def install_content(database: Database) -> None:
    with database.transaction() as session:
        guidelines.install_content(session, LONG_AGO)
        training.install_content(session, LONG_AGO)


@pytest.fixture(params=["sqlite", "postgresql"])
def backend(request: pytest.FixtureRequest) -> str:
    """Which database a test runs on: every test that asks for `database` runs on both."""
    return str(request.param)


@pytest.fixture(scope="session")
def engines() -> Engines:
    """The engines that all tests of a worker share."""
    return Engines()


@pytest.fixture
def database(
    backend: str, request: pytest.FixtureRequest, tmp_path: Path, engines: Engines
) -> Iterator[Database]:
    """A database with the newest schema: empty, or with what we ship where a test asks for `content`."""
    template = CONTENT if "content" in request.fixturenames else TEMPLATE
    if backend == "postgresql":
        cluster: Cluster = request.getfixturevalue("postgresql")
        with cluster.database(template) as url, engines.opened(url) as made:
            yield made
        return
    path = tmp_path / "test.sqlite"
    shutil.copy(request.getfixturevalue("sqlite_templates")[template], path)
    with engines.opened(f"sqlite:///{path}") as made:
        yield made


@pytest.fixture
def settings(database: Database, tmp_path: Path) -> Settings:
    """Settings of a company called Nordlys, without a mail server."""
    return Settings(
        instance=tmp_path,
        database_url=database.engine.url.render_as_string(hide_password=False),
        secret="a secret for tests only, long enough",
        list_secret=LIST_SECRET,
        trail_key=TRAIL_KEY,
        certificate_key=CERTIFICATE_KEY,
        company="Nordlys",
        language="en",
        base_url="http://localhost",
    )


@pytest.fixture
def content(database: Database) -> None:
    """The guideline and the courses we ship, published long ago: `database` is made with them."""


@pytest.fixture(scope="session")
def apps() -> dict[Settings, Flask]:
    """The apps made so far, by what `create_app` looks at: one for each test would cost minutes."""
    return {}


@pytest.fixture
def app(settings: Settings, database: Database, apps: dict[Settings, Flask]) -> Flask:
    """The whole app, with CSRF on, and with this test's settings and database at its rim."""
    alike = replace(settings, instance=Path(), database_url="")
    if alike not in apps:
        apps[alike] = create_app(settings, database=database, testing=True)
    rim.put(apps[alike], settings=settings, database=database)
    return apps[alike]


@pytest.fixture
def browser(app: Flask) -> Browser:
    """A visitor who is not signed in."""
    return Browser(app)


@pytest.fixture
def make(database: Database, app: Flask) -> Factory:
    """Makes people and facts through the real operations."""
    return Factory(database, app)


@pytest.fixture
def in_april() -> Iterator[None]:
    """A day on which reminders are written; the clock goes on from there."""
    with time_machine.travel(APRIL, tick=True):
        yield
