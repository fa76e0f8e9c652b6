"""Starting: serve, init and run-due."""

from __future__ import annotations

import gc
import socket
from dataclasses import replace
from typing import Any

import click
from flask import Flask, url_for
from gunicorn.app.base import BaseApplication
from sqlalchemy.exc import DatabaseError

from ambassador import clock
from ambassador.app import create_app, warm_up
from ambassador.cli import due
from ambassador.db import Database
from ambassador.demo.history import fill_once
from ambassador.guidelines import operations as guidelines
from ambassador.migrations import UnknownStepError, upgrade
from ambassador.people import operations as people
from ambassador.people.roster.cells import is_email
from ambassador.reports.assumption_operations import install_assumptions
from ambassador.settings import Settings, SettingsError, load_settings
from ambassador.training import operations as training

PORT = 8000
WORKERS = 2
THREADS = 4
LONGEST_ADDRESS, LONGEST_NAME = 254, 200
"""Characters that the rows of people have room for."""


def open_database(settings: Settings) -> Database:
    """Return the database with the newest schema and our content, or raise SettingsError with what to do."""
    database = Database(settings.database_url, timezone=settings.timezone)
    try:
        upgrade(database)
    except DatabaseError as error:
        database.engine.dispose()
        raise SettingsError(
            f"The database can't be opened: {' '.join(str(error.orig).split())} Check {_place(database)}."
        ) from error
    except UnknownStepError as error:
        database.engine.dispose()
        raise SettingsError(
            "The database was used by a newer version of ambassador than this one. Start the newer version, "
            f"or put back a copy from before: {_place(database)}."
        ) from error
    if settings.demo:
        with create_app(settings, database=database).test_request_context(base_url=settings.base_url):
            fill_once(database, now=clock.now())
    with database.transaction() as session:
        guidelines.install_content(session, clock.now())
        training.install_content(session, clock.now())
        install_assumptions(session, clock.now())
    return database


def _place(database: Database) -> str:
    """Return where the rows live, in words that hold no password."""
    url = database.engine.url
    if url.get_backend_name() == "sqlite":
        return f"the file {url.database}"
    return f"DATABASE_URL, {url.render_as_string()}"


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    """Gunicorn, started from here instead of from its own command."""

    def __init__(self, settings: Settings, options: dict[str, Any]) -> None:
        self.settings, self.options = settings, options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        # Called in each worker, after the fork.
        app = create_app(self.settings)
        warm_up(app)
        if not self.settings.demo:
            due.keep_doing(app)
        # What is there now stays for good: the collector of garbage need not look through it again.
        gc.collect()
        gc.freeze()
        return app


def at_home(settings: Settings, port: int) -> Settings:
    """Return settings whose links lead to this machine and port, unless the setting says elsewhere."""
    if settings.base_url != Settings.base_url:
        return settings
    return replace(settings, base_url=f"http://localhost:{port}")


def _refuse_taken(host: str, port: int) -> None:
    """Raise SettingsError when nobody can listen here; the server itself would try five times first."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        raise SettingsError(
            f"Port {port} on {host} can't be listened on: {str(error.strerror).partition(' (')[0]}. "
            "Stop what runs there, or choose another with --port."
        ) from error


@click.command()
@click.option("--port", default=PORT, show_default=True, type=click.IntRange(1, 65535))
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--demo", is_flag=True, help="A made-up company in a database of its own, to try everything.")
def serve(port: int, host: str, demo: bool) -> None:
    """Start the server, after bringing the database up to date."""
    settings = load_settings(demo=demo)
    if demo and host not in {"127.0.0.1", "::1", "localhost"}:
        raise SettingsError(
            f"The demo has no passwords, so it is not shown to other machines: leave out --host {host}."
        )
    _refuse_taken(host, port)
    settings = at_home(settings, port)
    database = open_database(settings)
    database.engine.dispose()
    click.echo(f"Open {settings.base_url}")
    Server(
        settings,
        {
            "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
            "workers": WORKERS,
            "threads": THREADS,
            "worker_class": "gthread",
            "control_socket_disable": True,
            "forwarded_allow_ips": "127.0.0.1",
            "loglevel": "warning",
        },
    ).run()


@click.command()
@click.option("--email", required=True, help="The first administrator's work address.")
@click.option("--name", default="", help="Their name; the address stands in until the roster comes.")
@click.option("--port", default=PORT, show_default=True, type=click.IntRange(1, 65535), help="As for serve.")
def init(email: str, name: str, port: int) -> None:
    """Print a single-use link with which the first administrator sets a password."""
    settings = at_home(load_settings(), port)
    email = email.strip()
    if not is_email(email) or len(email) > LONGEST_ADDRESS:
        raise click.BadParameter("write one whole e-mail address", param_hint="--email")
    if len(name) > LONGEST_NAME:
        raise click.BadParameter(f"write at most {LONGEST_NAME} characters", param_hint="--name")
    database = open_database(settings)
    app = create_app(settings, database=database)
    try:
        with app.test_request_context(base_url=settings.base_url), database.transaction() as session:
            token = people.first_administrator(
                session, email=email, name=name.strip() or email.partition("@")[0], at=clock.now()
            )
            if token is None:
                raise click.ClickException(
                    f"{email} has left, by the roster. Choose somebody who works here."
                )
            click.echo(settings.base_url.rstrip("/") + url_for("people.link", token=token))
    finally:
        database.engine.dispose()
    click.echo("The link works once, for 14 days. Start the server, then open it.", err=True)


@click.command("run-due")
def run_due() -> None:
    """Do what is due now: send letters, ask for audiences again, and look up public counts."""
    settings = load_settings()
    database = open_database(settings)
    app = create_app(settings, database=database)
    outcomes = [due.do(app, job) for job in due.JOBS]
    database.engine.dispose()
    for done in outcomes:
        click.echo(done.sentence)
    if not all(done.is_well for done in outcomes):
        raise click.exceptions.Exit(1)
