"""The command `standing`: how many came how far, at any moment, and how one person stood."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import click
from flask_babel import force_locale

from ambassador import clock
from ambassador.app import create_app
from ambassador.cli.serve import open_database
from ambassador.db import Database
from ambassador.settings import Settings, load_settings
from ambassador.standing import words
from ambassador.standing.operations import LookUp, look_up
from ambassador.standing.queries import counts_at
from ambassador.web.errors import Refusal
from ambassador.web.i18n import LOCALES


@click.command()
@click.option(
    "--at", "day", type=click.DateTime(["%Y-%m-%d"]), help="At the end of this day; now, if it is left out."
)
@click.option(
    "--person",
    "address",
    help="Whether the person with this work address was cleared, and why; the look-up is noted in the trail.",
)
def standing(day: datetime | None, address: str | None) -> None:
    """Print how many people had opted in, were trained, had acknowledged, and were cleared."""
    settings = load_settings()
    database = open_database(settings)
    try:
        if address is None:
            _print_counts(database, settings, day)
        else:
            _print_person(database, settings, day, address)
    finally:
        database.engine.dispose()


def _print_counts(database: Database, settings: Settings, day: datetime | None) -> None:
    moment = clock.now()
    if day is not None:
        moment = clock.end_of_day(day.date(), ZoneInfo(settings.timezone))
    with database.reading() as session:
        counts = counts_at(session, moment)
    for what, people in vars(counts).items():
        click.echo(f"{what.replace('_', ' '):13} {people:>9,}")


def _print_person(database: Database, settings: Settings, day: datetime | None, address: str) -> None:
    zone, now = ZoneInfo(settings.timezone), clock.now()
    chosen = day.date() if day is not None else now.astimezone(zone).date()
    app = create_app(settings, database=database)
    with app.test_request_context(), force_locale(LOCALES["en"]):
        with database.transaction() as session:
            found = look_up(session, LookUp(address, chosen, zone, "en"), by=None, at=now)
        if isinstance(found, Refusal):
            raise click.UsageError(found.sentence)
        click.echo(words.verdict(found.name, found.standing, found.day))
        for what, why in words.told(found.standing) if found.standing else ():
            click.echo(f"  {what}: {why}")
