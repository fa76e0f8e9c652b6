"""Knows how to run a throw-away PostgreSQL cluster, as a user of its own when the tests run as root."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from ambassador.db import Database
from ambassador.migrations import upgrade

TEMPLATE = "empty"
MEMORY = Path("/dev/shm")  # noqa: S108  (mkdtemp makes a folder of its own there)
ROOM = 2 << 30
"""Bytes: a cluster takes some hundred megabytes, and every worker starts one."""


def _program(name: str) -> str | None:
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(found[-1]) if found else shutil.which(name)


def cluster_missing() -> str:
    """Return a sentence about what is missing for a cluster; empty when nothing is."""
    if _program("initdb") is None or _program("postgres") is None:
        return "PostgreSQL is not installed, so this was not tried on it: apt-get install postgresql"
    return ""


@dataclass(frozen=True)
class Cluster:
    """A running cluster with an upgraded template database."""

    port: int

    def url(self, name: str) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/{name}"

    def add_template(self, name: str, fill: Callable[[Database], None]) -> None:
        """Make a template from the empty one, with what `fill` writes to it."""
        self._admin(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
        made = Database(self.url(name))
        fill(made)
        made.engine.dispose()

    @contextmanager
    def database(self, template: str = TEMPLATE) -> Iterator[str]:
        """Make a database from a template, and drop it afterwards."""
        name = f"t{uuid.uuid4().hex}"
        # Copying files takes half as long as writing every page to the log, where nobody waits for the disk.
        self._admin(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        try:
            yield self.url(name)
        finally:
            self._admin(f"DROP DATABASE {name} WITH (FORCE)")

    def _admin(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            # psycopg's types want literal statements; the names in these are our own.
            connection.execute(statement)  # type: ignore[call-overload]  # our own


@contextmanager
def start_cluster() -> Iterator[Cluster]:
    """Start a cluster in a temporary folder and stop it at the end."""
    folder = Path(tempfile.mkdtemp(prefix="ambassador-pg-", dir=in_memory()))
    as_user = _unprivileged()
    if as_user is not None:
        shutil.chown(folder, as_user)
    run = {"user": as_user, "cwd": folder, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run(
        [
            str(_program("initdb")),
            "-D",
            str(folder / "data"),
            "-U",
            "postgres",
            "-A",
            "trust",
            "-N",
            "-E",
            "UTF8",
        ],
        check=True,
        **run,
    )
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["-c", "fsync=off", "-c", "listen_addresses=127.0.0.1", "-c", "max_connections=60"]
    server = subprocess.Popen(
        [str(_program("postgres")), "-D", str(folder / "data"), "-p", str(port), "-k", str(folder), *options],
        **run,
    )
    try:
        cluster = Cluster(port)
        _wait_for(cluster)
        cluster._admin(f"CREATE DATABASE {TEMPLATE}")
        made = Database(cluster.url(TEMPLATE))
        upgrade(made)
        made.engine.dispose()
        yield cluster
    finally:
        # SIGTERM would wait for pooled connections.
        server.send_signal(signal.SIGINT)
        server.wait(20)
        shutil.rmtree(folder, ignore_errors=True)


def in_memory() -> str | None:
    """Return a folder in memory with room for a cluster, if there is one.

    A database is some three hundred files, which most disks take ten times as long to make.
    """
    has_room = MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM
    return str(MEMORY) if has_room else None


def _unprivileged() -> str | None:
    if os.geteuid() != 0:
        return None
    return pwd.getpwnam("nobody").pw_name


def _wait_for(cluster: Cluster) -> None:
    for _ in range(200):
        try:
            cluster._admin("SELECT 1")
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("the PostgreSQL cluster did not start within ten seconds")
