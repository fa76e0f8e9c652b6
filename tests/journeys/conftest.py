"""A real server and a real Chromium for journeys."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, ViewportSize

from ambassador.settings import CHECKOUT
from tests.cluster import Cluster

PHONE = {"width": 390, "height": 844}
LAPTOP = {"width": 1280, "height": 800}

Scheme = Literal["light", "dark"]


@dataclass(frozen=True)
class Site:
    """A running server, its address, and the environment its commands need."""

    address: str
    environment: dict[str, str]

    def command(self, *arguments: str) -> str:
        """Run `ambassador ...` on the same database, and return what it printed."""
        done = subprocess.run(
            ambassador(*arguments), env=self.environment, capture_output=True, text=True, check=True
        )
        return done.stdout


def ambassador(*arguments: str) -> list[str]:
    return [sys.executable, "-c", "from ambassador.cli import main; main()", *arguments]


@contextmanager
def running(instance: Path, *arguments: str, **environment: str) -> Iterator[Site]:
    """Start `ambassador serve` on a free port, wait until it answers, and stop it at the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    env = {
        **os.environ,
        "PYTHONPATH": str(CHECKOUT),
        "AMBASSADOR_INSTANCE": str(instance),
        "AMBASSADOR_BASE_URL": address,
        **environment,
    }
    log = (instance / "server.log").open("w")
    command = ambassador("serve", "--port", str(port), *arguments)
    server = subprocess.Popen(command, env=env, stdout=log, stderr=subprocess.STDOUT)
    try:
        _wait_for(address, server, instance / "server.log")
        yield Site(address, env)
    finally:
        server.terminate()
        server.wait(20)
        log.close()


def _wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(600):
        try:
            with socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2])), timeout=5):
                return
        except OSError:
            if server.poll() is not None:
                break
            time.sleep(0.1)
    raise RuntimeError(f"the server did not start: {log.read_text()}")


@pytest.fixture(params=["sqlite", "postgresql"])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    """An empty installation on each database, in English unless the browser asks otherwise."""
    if request.param == "sqlite":
        with running(tmp_path) as started:
            yield started
        return
    cluster: Cluster = request.getfixturevalue("postgresql")
    with cluster.database() as url, running(tmp_path, DATABASE_URL=url) as started:
        yield started


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demo company, as a stranger starts it."""
    with running(tmp_path_factory.mktemp("demo"), "--demo") as started:
        yield started


@dataclass
class People:
    """Opens windows for different people, each with a cookie jar of its own; no page may report an error."""

    chromium: Browser
    faults: list[str]

    def window(
        self, size: dict[str, int] = PHONE, *, language: str = "en-GB", scheme: Scheme = "light"
    ) -> Page:
        context = self.chromium.new_context(
            viewport=ViewportSize(**size), locale=language, color_scheme=scheme, accept_downloads=True
        )
        page = context.new_page()
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", self._listen)
        return page

    def _listen(self, message: ConsoleMessage) -> None:
        # A 4xx answer is logged as an error too, but some journeys walk into one on purpose.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.faults.append(message.text)


@pytest.fixture
def people(chromium: Browser) -> Iterator[People]:
    """Windows for a journey; they are closed at its end, when none may have reported an error."""
    opened = People(chromium, [])
    yield opened
    for context in list(chromium.contexts):
        context.close()
    assert not opened.faults
