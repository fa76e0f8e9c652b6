"""The `trail` commands: whether the trail is whole, signed checkpoints of it, and the key that signs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

import click
from sqlalchemy.exc import DatabaseError

from ambassador import clock
from ambassador.app import create_app
from ambassador.cli.checkpoints import hand_out
from ambassador.db import Database
from ambassador.guidelines.answering.checking import disagreements
from ambassador.people.roster.cells import is_email
from ambassador.settings import Settings, load_settings
from ambassador.trail import notes
from ambassador.trail.checking import Verdict
from ambassador.trail.checkpoints import lay_at, lay_in
from ambassador.trail.models import Checkpoint
from ambassador.trail.signing import NotWhole, public_key, sign, verified
from ambassador.trail.witnesses import Shown
from ambassador.trail.words import headline, notes_about, sentences

LARGEST_NOTE = 10_000
"""Bytes of a file that may be a checkpoint: it takes some hundred."""
MOST_DISAGREEMENTS = 20
"""How many rows that disagree with the trail are named one by one."""


@click.group()
def trail() -> None:
    """Whether the trail is whole, and checkpoints that show it."""


@trail.command("verify")
@click.option(
    "--checkpoint",
    "files",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A checkpoint kept outside the database, which the trail must fit; may be given several times.",
)
@click.option(
    "--key", "keys", multiple=True, metavar="HEX", help="A public key to trust besides this machine's."
)
def verify_command(files: Sequence[Path], keys: Sequence[str]) -> None:
    """Say up to where the trail is whole and whether people's answers agree with it; ends with 1 if not."""
    also_trusted = [_public(key) for key in keys]
    shown = [_shown(path) for path in files]
    with _company() as (settings, database):
        verdict = verified(database, settings, shown=shown, also_trusted=also_trusted)
        _tell(verdict)
        agrees = _tell_disagreements(database)
    if not (verdict.is_whole and agrees):
        raise click.exceptions.Exit(1)


@trail.command("checkpoint")
@click.option(
    "--to", type=click.Path(path_type=Path), help="A folder to write it to, or a file not there yet."
)
@click.option("--mail", "address", default="", metavar="ADDRESS", help="Mail it to this address.")
def checkpoint_command(to: Path | None, address: str) -> None:
    """Verify the trail, sign how it stands, and print that; ends with 1 if it is not whole."""
    if address and not is_email(address):
        raise click.BadParameter("write one whole e-mail address", param_hint="--mail")
    with _company() as (settings, database):
        taken = sign(database, settings, at=clock.now())
        if isinstance(taken, NotWhole):
            _tell(taken.verdict)
            raise click.ClickException("Nobody signs a trail that is not whole.")
        try:
            written = _write(to, taken)
            hand_out(database, settings, taken, at=clock.now(), mail_to=address)
        except OSError as error:
            raise click.ClickException(f"{error.filename} can't be written: {error.strerror}.") from error
    click.echo(taken.note, nl=False)
    if written is not None:
        click.echo(f"Written to {written}.", err=True)


@trail.command("key")
def key_command() -> None:
    """Print the public key with which checkpoints can be checked, and its name for other tools."""
    settings = load_settings()
    public = public_key(settings)
    click.echo(public.hex())
    click.echo(notes.verifier_key(settings.trail_origin, public), err=True)


def _write(to: Path | None, taken: Checkpoint) -> Path | None:
    if to is None:
        return None
    if to.is_dir():
        return lay_in(to, taken)
    if not lay_at(to, taken):
        raise click.ClickException(f"{to} is there already, and holds something else.")
    return to


def _tell(verdict: Verdict) -> None:
    click.echo(headline(verdict))
    for sentence in (*sentences(verdict), *notes_about(verdict)):
        click.echo(f"- {sentence}")


def _tell_disagreements(database: Database) -> bool:
    """Hold what people answered against the trail, and say whether all of it agrees."""
    with database.snapshot() as session:
        found = disagreements(session)
        first = list(islice(found, MOST_DISAGREEMENTS))
        more = sum(1 for _one in found)
    if not first:
        click.echo("What people answered to guidelines agrees with the trail, row by row.")
        return True
    click.echo("What people answered to guidelines is not as the trail has it:")
    for sentence in first:
        click.echo(f"- {sentence}")
    if more:
        click.echo(f"- and {more} more")
    return False


def _public(key: str) -> bytes:
    try:
        found = bytes.fromhex(key)
    except ValueError:
        found = b""
    if len(found) != notes.KEY_BYTES:
        raise click.BadParameter("write the 64 hexadecimal digits of a public key", param_hint="--key")
    return found


def _shown(path: Path) -> Shown:
    with path.open("rb") as file:
        return Shown(path.name, file.read(LARGEST_NOTE).decode("utf-8", errors="replace"))


@contextmanager
def _company() -> Iterator[tuple[Settings, Database]]:
    """Yield settings and database, in English, and change nothing: who verifies evidence doesn't touch it."""
    settings = load_settings()
    database = Database(settings.database_url, timezone=settings.timezone)
    file = database.engine.url.database or ""
    if database.engine.dialect.name == "sqlite" and not Path(file).exists():
        raise click.ClickException(f"There is no database at {file}.")
    app = create_app(settings, database=database)
    try:
        with app.test_request_context(base_url=settings.base_url, headers=[("Accept-Language", "en")]):
            yield settings, database
    except DatabaseError as error:
        click.echo(f"The database said: {error.orig}", err=True)
        raise click.ClickException(
            "The trail can't be read. A database of an older release is brought up to date by `serve`."
        ) from error
    finally:
        database.engine.dispose()
