"""The command `standing`: how many came how far, at any moment."""

from __future__ import annotations

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import click

from ambassador import clock
from ambassador.cli.serve import open_database
from ambassador.settings import load_settings
from ambassador.standing.queries import counts_at


@click.command()
@click.option(
    "--at", "day", type=click.DateTime(["%Y-%m-%d"]), help="At the end of this day; now, if it is left out."
)
def standing(day: datetime | None) -> None:
    """Print how many people had opted in, were trained, had acknowledged, and were cleared."""
    settings = load_settings()
    database = open_database(settings)
    moment = clock.now()
    if day is not None:
        moment = datetime.combine(day, time.max, ZoneInfo(settings.timezone)).astimezone(UTC)
    with database.reading() as session:
        counts = counts_at(session, moment)
    database.engine.dispose()
    for what, people in vars(counts).items():
        click.echo(f"{what.replace('_', ' '):13} {people:>9,}")
