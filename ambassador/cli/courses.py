"""Courses as folders: importing one as a draft, and writing one out."""

from __future__ import annotations

from pathlib import Path

import click
from flask_babel import force_locale
from sqlalchemy import select

from ambassador import clock
from ambassador.app import create_app
from ambassador.cli.serve import open_database
from ambassador.settings import load_settings
from ambassador.training.folders import operations, queries
from ambassador.training.folders.archives import files_under, put_under
from ambassador.training.folders.faults import FaultyCourseError
from ambassador.training.folders.parts import CourseParts
from ambassador.training.folders.reading import course_in
from ambassador.training.folders.words import wrong_sentence
from ambassador.training.folders.writing import files_of
from ambassador.training.models import Course
from ambassador.training.tallies.operations import forget_tallies, tally_next
from ambassador.web.errors import Refusal
from ambassador.web.i18n import LOCALES


@click.group()
def course() -> None:
    """Bring in a course from a folder of text files, or write one out, so that it can live in git."""


@course.command("import")
@click.argument("path", metavar="FOLDER_OR_ZIP", type=click.Path(exists=True, path_type=Path))
def import_course(path: Path) -> None:
    """Make a draft of a folder: of a course with the same short name a new version, else a new course."""
    settings = load_settings()
    database = open_database(settings)
    try:
        # The sentences want a language.
        with create_app(settings, database=database).test_request_context(), force_locale(LOCALES["en"]):
            parts = _read(path)
            with database.transaction() as session:
                course_id = session.scalar(select(Course.id).where(Course.slug == parts.slug))
                if course_id is None:
                    made = operations.import_new(session, parts, by=None, at=clock.now())
                else:
                    made = operations.import_into(session, parts, course_id=course_id)
            if isinstance(made, Refusal):
                raise click.ClickException(made.sentence)
        click.echo(f"{parts.slug}: imported as a draft. A programme manager publishes it, under Courses.")
    finally:
        database.engine.dispose()


def _read(path: Path) -> CourseParts:
    try:
        return course_in(files_under(path))
    except FaultyCourseError as found:
        said = "\n".join(f"  {wrong_sentence(each)}" for each in found.wrong)
        raise click.ClickException(f"Nothing was imported.\n{said}") from found


@course.command("recount")
def recount() -> None:
    """Add up all results anew: how often questions were missed, and how long attempts took."""
    database, counted, some = open_database(load_settings()), 0, 1
    try:
        with database.transaction() as session:
            forget_tallies(session)
        while some:
            with database.transaction() as session:
                some = tally_next(session)
            counted += some
    finally:
        database.engine.dispose()
    click.echo(f"{counted} results counted anew.")


@course.command("export")
@click.argument("slug")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def export_course(slug: str, folder: Path) -> None:
    """Write the version in force into a folder; lessons left there by another version go."""
    database = open_database(load_settings())
    try:
        with database.reading() as session:
            version_id = queries.newest_version(session, slug)
            parts = queries.parts_of(session, version_id) if version_id is not None else None
            known = ", ".join(session.scalars(select(Course.slug).order_by(Course.id)))
    finally:
        database.engine.dispose()
    if parts is None:
        raise click.ClickException(f"No course called {slug} has been published. There are: {known}.")
    put_under(folder, files_of(parts))
    click.echo(f"{slug}: {len(parts.lessons)} lessons and {len(parts.questions)} questions in {folder}")
