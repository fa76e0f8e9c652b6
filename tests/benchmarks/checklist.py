"""How many signed-in checklists a second the server gives, beside a bare Flask page on the same server."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from time import perf_counter

from flask import Flask
from flask.sessions import SecureCookieSessionInterface

from ambassador import clock
from ambassador.app import create_app
from ambassador.cli.serve import THREADS, WORKERS, open_database
from ambassador.optins import operations as optins
from ambassador.optins.content import consent_in
from ambassador.people import operations as people
from ambassador.people.models import Person
from ambassador.settings import Settings, load_settings
from tests.rows import DAY, person, rows

PEOPLE = 1000
"""Signed-in ambassadors, so that the pages are not all the same one."""
SECONDS = 6.0
CLIENTS = 8
WANTED = 300

SERVER = """
import sys
from flask import Flask
from gunicorn.app.base import BaseApplication
from ambassador.app import create_app
from ambassador.settings import load_settings

class Server(BaseApplication):
    def load_config(self):
        for name, value in {options!r}.items():
            self.cfg.set(name, value)

    def load(self):
        if sys.argv[1] == "bare":
            app = Flask("bare")
            app.add_url_rule("/checklist", view_func=lambda: "Hello")
            return app
        return create_app(load_settings())

Server().run()
"""


def fill(settings: Settings) -> list[str]:
    """Write ambassadors with the course and the rules still to do, and return a cookie for each."""
    database = open_database(settings)
    app = create_app(settings, database=database)
    at = clock.now()
    with database.transaction() as session:
        rows(session, Person, [person(who, joined_at=at - DAY) for who in range(1, PEOPLE + 1)])
    cookies = []
    with database.transaction() as session:
        for who in range(1, PEOPLE + 1):
            optins.opt_in(session, seen=consent_in("nb").fingerprint, by=who, at=at)
            token = people.start_session(session, person_id=who, at=at).token
            cookies.append(cookie_of(app, token))
    database.engine.dispose()
    return cookies


def cookie_of(app: Flask, token: str) -> str:
    """Return the cookie that a browser holds after signing in."""
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer is not None
    return "ambassador=" + str(signer.dumps({"_user_id": token, "_fresh": True, "_permanent": True}))


@contextmanager
def serving(what: str, environment: Mapping[str, str]) -> Iterator[int]:
    """Run gunicorn as `ambassador serve` does, with the app or with a bare page; yield its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = {
        "bind": f"127.0.0.1:{port}",
        "workers": WORKERS,
        "threads": THREADS,
        "worker_class": "gthread",
        "control_socket_disable": True,
        "loglevel": "error",
    }
    code = SERVER.replace("{options!r}", repr(options))
    server = subprocess.Popen([sys.executable, "-c", code, what], env={**os.environ, **environment})
    try:
        wait_for(port)
        yield port
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(20)


def wait_for(port: int) -> None:
    """Return when something answers at a port."""
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("the server did not start within ten seconds")


def pages_a_second(port: int, cookies: list[str], *, wanted: bytes) -> float:
    """Return how many pages with these words come back a second, to some clients that keep asking."""
    ask(port, cookies, until=perf_counter() + 1, wanted=wanted)
    answered: list[int] = []
    started = perf_counter()
    until = started + SECONDS

    def client(number: int) -> None:
        answered.append(ask(port, cookies[number::CLIENTS], until=until, wanted=wanted))

    threads = [Thread(target=client, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(answered) / (perf_counter() - started)


def ask(port: int, cookies: list[str], *, until: float, wanted: bytes) -> int:
    """Ask for the checklist of one person after another until it is time; return how often that worked."""
    connection, count = HTTPConnection("127.0.0.1", port, timeout=20), 0
    while perf_counter() < until:
        try:
            connection.request("GET", "/checklist", headers={"Cookie": cookies[count % len(cookies)]})
            answer = connection.getresponse()
            page = answer.read()
        except (HTTPException, ConnectionError):
            # The server closes a connection after a while: open another, and count nothing.
            connection.close()
            continue
        assert answer.status == 200, f"{answer.status}: {page[:200]!r}"
        assert wanted in page
        count += 1
    connection.close()
    return count


def run() -> list[tuple[str, str, str]]:
    """Return what was measured, how much it was, and what it has to be."""
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'checklist.sqlite'}"
        environment = {"AMBASSADOR_INSTANCE": folder, "DATABASE_URL": url}
        settings = load_settings(environment=environment)
        cookies = fill(settings)
        with serving("bare", environment) as port:
            bare = pages_a_second(port, cookies, wanted=b"Hello")
        with serving("app", environment) as port:
            pages = pages_a_second(port, cookies, wanted=b"step-current")
    server = f"{WORKERS} workers x {THREADS} threads"
    return [
        (f"bare Flask page, {server}", f"{bare:.0f} /s", ""),
        (f"signed-in checklist, {server}", f"{pages:.0f} /s", f"at least {WANTED} /s"),
        ("checklist beside the bare page", f"{pages / bare:.2f}", ""),
    ]


if __name__ == "__main__":
    for what, was, wanted in run():
        print(f"{what:60} {was:>10}   {wanted}")
