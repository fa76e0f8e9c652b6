"""Knows the rim of a request: its time, its reading session, and the one transaction it may open."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import datetime
from typing import cast
from zoneinfo import ZoneInfo

from flask import Flask, current_app, g
from sqlalchemy.orm import Session

from ambassador import clock
from ambassador.db import Database
from ambassador.settings import Settings


def settings() -> Settings:
    """Return the settings the app was made with."""
    return cast(Settings, current_app.extensions["ambassador.settings"])


def zone() -> ZoneInfo:
    """Return the company's time zone."""
    return ZoneInfo(settings().timezone)


def database() -> Database:
    """Return the app's database."""
    return cast(Database, current_app.extensions["ambassador.database"])


def moment() -> datetime:
    """Return the time of this request: the same however often it is asked."""
    if "moment" not in g:
        g.moment = clock.now()
    return cast(datetime, g.moment)


def reading() -> Session:
    """Return this request's session for reading; it is closed when the request ends."""
    if "reading" not in g:
        g.reading = database().reading()
    return cast(Session, g.reading)


def transaction() -> AbstractContextManager[Session]:
    """Open the request's transaction: a view opens it, calls one operation, and leaves."""
    return database().transaction()


def init_app(app: Flask, *, settings: Settings, database: Database) -> None:
    """Give the app its settings and database, and close what a request opened."""
    put(app, settings=settings, database=database)
    app.teardown_appcontext(_close)


def put(app: Flask, *, settings: Settings, database: Database) -> None:
    """Give the app other settings, and another database, for the requests that follow."""
    app.extensions["ambassador.settings"] = settings
    app.extensions["ambassador.database"] = database
    app.jinja_env.globals["settings"] = settings


def _close(_error: BaseException | None) -> None:
    session = g.pop("reading", None)
    if session is not None:
        session.close()
