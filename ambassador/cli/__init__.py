"""The command `ambassador`: each of its parts calls operations only."""

from __future__ import annotations

import sys

import click

from ambassador.cli.courses import course
from ambassador.cli.erasing import erase_person
from ambassador.cli.people import import_people
from ambassador.cli.reach import reach
from ambassador.cli.serve import init, run_due, serve
from ambassador.cli.standing import standing
from ambassador.cli.trail import trail
from ambassador.settings import SettingsError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="ambassador")
def commands() -> None:
    """A tracker for employee ambassador programmes, with an honest estimate of their reach."""


for command in (serve, init, import_people, erase_person, course, run_due, reach, standing, trail):
    commands.add_command(command)


def main() -> None:
    """Run a command; a wrong setting ends it with a sentence instead of a traceback."""
    try:
        commands()
    except SettingsError as error:
        click.echo(f"ambassador: {error}", err=True)
        sys.exit(2)
