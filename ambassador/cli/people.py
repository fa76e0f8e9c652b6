"""Importing the roster from a file on this machine."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path

import click
from sqlalchemy.exc import IntegrityError

from ambassador import clock
from ambassador.app import create_app
from ambassador.cli.serve import open_database
from ambassador.db import Database
from ambassador.people.roster.comparing import Plan, compare, differences
from ambassador.people.roster.operations import import_roster
from ambassador.people.roster.policy import Field, UnreadableFileError, is_complete, many_leave, recognise
from ambassador.people.roster.queries import everyone_known
from ambassador.people.roster.reading import read
from ambassador.people.roster.rows import Roster
from ambassador.people.roster.words import file_sentence, not_staff_sentence, row_sentence
from ambassador.people.roster.work import read_roster
from ambassador.settings import load_settings

SHOWN = 10
"""People of each kind that are listed."""
FIELDS = ", ".join(field.value for field in Field)


@click.command("import-people")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--full/--partial",
    "is_full",
    default=False,
    help="Whether the file holds everyone: those missing from a full one are proposed as leavers. [partial]",
)
@click.option(
    "--yes", is_flag=True, help="Import without asking; refuses if more than one in five would leave."
)
@click.option(
    "--map", "mapping", multiple=True, metavar="COLUMN=FIELD", help=f"What a column holds. Fields: {FIELDS}."
)
def import_people(file: Path, is_full: bool, yes: bool, mapping: tuple[str, ...]) -> None:
    """Import a staff roster, CSV or XLSX, after showing what it would change."""
    settings = load_settings()
    database = open_database(settings)
    app = create_app(settings, database=database)
    try:
        # The app connects what listens to people leaving, and the sentences want a language.
        with app.test_request_context(base_url=settings.base_url, headers=[("Accept-Language", "en")]):
            content = file.read_bytes()
            _import(database, _read(content, mapping), content, is_full=is_full, yes=yes)
    finally:
        database.engine.dispose()


def _read(content: bytes, mapping: Sequence[str]) -> Roster:
    try:
        return _read_with_bar(content, mapping)
    except UnreadableFileError as found:
        raise click.ClickException(file_sentence(found.fault, found.line)) from found


def _read_with_bar(content: bytes, mapping: Sequence[str]) -> Roster:
    headings = read(content).headings
    columns = {**recognise(headings), **_mapped(headings, mapping)}
    if not is_complete(columns):
        raise click.ClickException(
            f"The columns are {', '.join(headings)}. Say which hold the address and the name: "
            "--map 'COLUMN=email' --map 'COLUMN=name'."
        )
    with _bar(len(content), "Reading") as bar:

        def progress(done: int, about: int | None) -> None:
            if about:
                # The bar counts bytes, and only the number of rows is known.
                bar.update(min(len(content), len(content) * done // about) - bar.pos)

        roster = read_roster(content, columns=columns, progress=progress).roster
        bar.update(len(content) - bar.pos)
    if roster is None:
        raise click.ClickException("No people could be read from these columns.")
    return roster


def _mapped(headings: Sequence[str], mapping: Sequence[str]) -> dict[Field, int]:
    chosen = {}
    for pair in mapping:
        column, _equals, name = pair.rpartition("=")
        if column not in headings:
            raise click.BadParameter(
                f"no column {column!r}; there are: {', '.join(headings)}", param_hint="--map"
            )
        if name not in {field.value for field in Field}:
            raise click.BadParameter(f"no field {name!r}; there are: {FIELDS}", param_hint="--map")
        chosen[Field(name)] = headings.index(column)
    return chosen


def _import(database: Database, roster: Roster, content: bytes, *, is_full: bool, yes: bool) -> None:
    with database.reading() as session:
        plan = compare(roster, everyone_known(session), is_full=is_full)
    _show(plan)
    if plan.is_empty:
        click.echo("Everything is already as the file says: there is nothing to import.")
        return
    too_many = many_leave(leaving=len(plan.leaving), working=plan.working)
    if too_many:
        click.echo(
            f"WARNING: {len(plan.leaving)} of {plan.working} people would leave, more than one in five. "
            "Is this really the whole roster?",
            err=True,
        )
    if yes and too_many:
        raise click.ClickException("Nothing was written. Run it without --yes and answer the questions.")
    if not yes and not click.confirm("Import this?"):
        click.echo("Nothing was written.")
        sys.exit(1)
    leave = bool(plan.leaving) and (
        yes or click.confirm(f"Mark the {len(plan.leaving)} people who are missing as having left?")
    )
    total = len(plan.new) + len(plan.changed) + len(plan.returning)
    with _bar(total, "Writing") as bar:
        try:
            with database.transaction() as session:
                result = import_roster(
                    session,
                    roster,
                    is_full=is_full,
                    confirmed=plan.fingerprint,
                    leavers_confirmed=leave,
                    file_hash=hashlib.sha256(content).hexdigest(),
                    by=None,
                    at=clock.now(),
                    progress=lambda done: bar.update(done - bar.pos),
                )
        except IntegrityError as error:
            raise click.ClickException("Somebody else changed these people. Run it again.") from error
    if isinstance(result, Plan):
        raise click.ClickException(
            "The people changed in the meantime, so nothing was written. Run it again."
        )
    click.echo(
        f"Imported: {result.new} new, {result.changed} changed, "
        f"{result.returned} returned, {result.left} left."
    )


def _bar(length: int, label: str) -> AbstractContextManager[click._termui_impl.ProgressBar[int]]:
    return click.progressbar(length=length, label=label, file=sys.stderr)


def _show(plan: Plan) -> None:
    for title, lines in (
        ("new", [f"{entry.name} <{entry.email}>" for entry in plan.new]),
        (
            "changed",
            [
                f"{change.known.name} <{change.known.email}>: "
                + ", ".join(f"{d.what} {d.before or '-'} -> {d.after or '-'}" for d in differences(change))
                for change in plan.changed
            ],
        ),
        ("returning, who had left", [f"{c.entry.name} <{c.entry.email}>" for c in plan.returning]),
        ("missing, so probably left", [f"{known.name} <{known.email}>" for known in plan.leaving]),
        ("missing, but kept as the last administrators", [f"{k.name} <{k.email}>" for k in plan.kept]),
        (
            "not staff",
            [f"line {o.line}: {o.shown}: {not_staff_sentence(o.reason)}" for o in plan.outsiders],
        ),
        (
            "rows that can't be read",
            [f"line {f.line}: {f.shown}: {row_sentence(f.reason, f.first_line)}" for f in plan.faults],
        ),
    ):
        click.echo(f"{len(lines):>7} {title}")
        for line in lines[:SHOWN]:
            click.echo(f"          {line}")
        if len(lines) > SHOWN:
            click.echo(f"          ... and {len(lines) - SHOWN} more")
    click.echo(f"{plan.unchanged:>7} unchanged")
