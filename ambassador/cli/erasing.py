"""Erasing a person who has left, from the command line."""

from __future__ import annotations

import click

from ambassador import clock
from ambassador.app import create_app
from ambassador.cli.serve import open_database
from ambassador.people.erasing import erase, leaver_with_email
from ambassador.settings import load_settings


@click.command("erase-person")
@click.argument("email")
@click.option("--yes", is_flag=True, help="Erase without asking.")
def erase_person(email: str, yes: bool) -> None:
    """Erase who somebody was that has left; totals and the trail stay. This can't be undone."""
    settings = load_settings()
    database = open_database(settings)
    app = create_app(settings, database=database)
    try:
        # The app connects the subjects that erase what is theirs, and the sentences want a language.
        with app.test_request_context(base_url=settings.base_url, headers=[("Accept-Language", "en")]):
            with database.reading() as session:
                found = leaver_with_email(session, email)
            if found is None:
                raise click.ClickException(f"Nobody with the address {email} has left.")
            if not yes:
                click.confirm(f"Erase {found.name} <{found.email}> for ever?", abort=True)
            with database.transaction() as session:
                refusal = erase(session, person_id=found.id, by=None, at=clock.now())
            if refusal is not None:
                raise click.ClickException(refusal.sentence)
    finally:
        database.engine.dispose()
    click.echo("Erased.")
