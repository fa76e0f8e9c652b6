"""Checkpoints: signed once for each size, laid outside the database, and taken every night."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import select

from ambassador.cli import commands, due
from ambassador.cli.checkpoints import TrailNotWholeError, night_of, nightly
from ambassador.cli.due import Job, do
from ambassador.db import Database
from ambassador.mail.models import Letter
from ambassador.settings import Settings
from ambassador.trail import notes
from ambassador.trail.checkpoints import lay_at, lay_in
from ambassador.trail.models import Checkpoint
from ambassador.trail.witnesses import Shown, judge
from tests.factories import LONG_AGO, Factory
from tests.test_races import at_once
from tests.trail.tampering import Intruder
from tests.trail.trails import KEY, ORIGIN, append, checked, lay, sign

OTHER = notes.private_key("8" * 64)
TONIGHT = datetime(2025, 3, 4, 3, tzinfo=UTC)


@pytest.fixture
def company(settings: Settings, tmp_path: Path) -> Settings:
    """Settings of a company that wants checkpoints in a folder and by mail."""
    folder = tmp_path / "archive"
    folder.mkdir()
    return replace(settings, checkpoint_folder=str(folder), checkpoint_mail="auditor@nordlys.no")


def night(app: Flask, database: Database, company: Settings, *, at: datetime = TONIGHT) -> str:
    with app.test_request_context():
        return nightly(database, company, at=at)


def letters(database: Database) -> list[Letter]:
    with database.reading() as session:
        return list(session.scalars(select(Letter).order_by(Letter.id)))


def sizes(database: Database) -> list[int]:
    with database.reading() as session:
        return list(session.scalars(select(Checkpoint.size).order_by(Checkpoint.size)))


def test_two_of_one_size_are_one(database: Database) -> None:
    lay(database, 5)
    assert sign(database) == sign(database)
    assert sizes(database) == [5]


def test_an_empty_trail_can_be_signed(database: Database) -> None:
    assert notes.read(sign(database)).size == 0
    append(database, 1)
    assert checked(database).is_whole


def test_a_night_takes_one_and_hands_it_out(app: Flask, database: Database, company: Settings) -> None:
    lay(database, 5)
    assert "covers 5 entries" in night(app, database, company)
    append(database, 6)
    assert "covers 5 entries" in night(app, database, company, at=TONIGHT + timedelta(hours=2))
    [file] = Path(company.checkpoint_folder).iterdir()
    assert file.name == "checkpoint-5-2025-03-04.txt"
    [letter] = letters(database)
    assert letter.to_address == "auditor@nordlys.no"
    assert letter.body.endswith(file.read_text("utf-8"))
    assert "covers 6 entries" in night(app, database, company, at=TONIGHT + timedelta(days=1))
    assert sizes(database) == [5, 6]
    quiet = night(app, database, company, at=TONIGHT + timedelta(days=2))
    assert quiet == "Nothing came into the trail since the last checkpoint."


def test_two_workers_take_one_a_night(make: Factory, company: Settings) -> None:
    database = make.database
    lay(database, 5)

    def work() -> None:
        append(database, 1)
        nightly(database, company, at=TONIGHT)

    at_once(make, work, work, work)
    assert len(sizes(database)) == len(letters(database)) == 1
    assert len(list(Path(company.checkpoint_folder).iterdir())) == 1


def test_a_trail_that_is_not_whole_is_told_and_not_signed(
    app: Flask, database: Database, company: Settings
) -> None:
    lay(database, 5)
    with Intruder(database) as intruder:
        intruder.edit(3)
    for _ in range(2):
        with pytest.raises(TrailNotWholeError, match=r"entry 3 was changed|oppføring 3 er endret"):
            night(app, database, company)
    [letter] = letters(database)
    assert "3" in letter.body
    assert sizes(database) == []


def test_the_job_says_what_was_found(
    app: Flask, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    lay(database, 5)
    with Intruder(database) as intruder:
        intruder.remove(2)
    with caplog.at_level(logging.ERROR):
        done = do(app, Job("checkpoint", 1, due.take_checkpoint))
    assert not done.is_well
    assert "No checkpoint was signed." in done.sentence
    assert done.sentence.partition(". ")[2] in caplog.text


def test_a_night_begins_at_one_in_the_company_s_time_zone() -> None:
    began = datetime(2025, 7, 1, 23, tzinfo=UTC)
    assert night_of(began, "Europe/Oslo") == began
    assert night_of(began - timedelta(seconds=1), "Europe/Oslo") == began - timedelta(days=1)
    assert night_of(began + timedelta(hours=23), "Europe/Oslo") == began


def kept(database: Database) -> Checkpoint:
    with database.reading() as session:
        return session.scalars(select(Checkpoint)).one()


def test_a_file_that_is_there_is_never_overwritten(database: Database, tmp_path: Path) -> None:
    lay(database, 5)
    sign(database)
    taken = kept(database)
    first = lay_in(tmp_path, taken)
    assert lay_in(tmp_path, taken) == first
    first.write_text("something else")
    second = lay_in(tmp_path, taken)
    assert second.name == "checkpoint-5-2025-01-01-2.txt"
    assert (first.read_text(), second.read_text("utf-8")) == ("something else", taken.note)
    assert not lay_at(first, taken)
    assert not list(tmp_path.glob(".checkpoint*"))


def other_note(**changes: object) -> str:
    said = {"origin": ORIGIN, "size": 5, "root": bytes(32), "at": LONG_AGO, **changes}
    return notes.signed(notes.Statement(**said), OTHER)  # type: ignore[arg-type]  # as it was written


def signs(*shown: Shown) -> tuple[list[str], list[str]]:
    judged = judge(shown, keys=[notes.public_bytes(KEY)], origin=ORIGIN)
    return [found.sign for found in judged.findings], [found.sign for found in judged.remarks]


def test_a_checkpoint_from_elsewhere_shows_nothing(database: Database) -> None:
    lay(database, 5)
    note = sign(database)
    assert signs(Shown("file", note)) == ([], [])
    assert signs(Shown("file", note.replace("\n5\n", "\n6\n"))) == (["signature"], [])
    assert signs(Shown("file", other_note())) == (["other key"], [])
    assert signs(Shown("file", "hello")) == (["unreadable"], [])
    theirs = notes.signed(replace(notes.read(note), origin="other.example/trail"), KEY)
    assert signs(Shown("file", theirs)) == (["other origin"], [])


def test_a_kept_one_by_an_earlier_key_is_remarked_and_a_forged_one_is_a_fault(database: Database) -> None:
    key, root = notes.public_bytes(OTHER).hex(), bytes(32).hex()
    assert signs(Shown("#1", other_note(), key, 5, root)) == ([], ["other key"])
    assert signs(Shown("#1", other_note(), notes.public_bytes(KEY).hex(), 5, root)) == (["signature"], [])
    assert signs(Shown("#1", other_note(), key, 6, root)) == (["signature"], [])


def run(settings: Settings, *arguments: str) -> Result:
    given = {
        "AMBASSADOR_INSTANCE": str(settings.instance),
        "DATABASE_URL": settings.database_url,
        "AMBASSADOR_TRAIL_KEY": settings.trail_key,
        "AMBASSADOR_BASE_URL": settings.base_url,
    }
    return CliRunner(env=given).invoke(commands, ["trail", *arguments])


def test_the_command_verifies_against_a_checkpoint_outside(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    lay(database, 5)
    taken = run(settings, "checkpoint", "--to", str(tmp_path), "--mail", "auditor@nordlys.no")
    assert taken.exit_code == 0, taken.output
    [file] = tmp_path.glob("checkpoint-5-*.txt")
    assert file.read_text("utf-8") in taken.output
    assert [letter.to_address for letter in letters(database)] == ["auditor@nordlys.no"]
    found = run(settings, "verify", "--checkpoint", str(file))
    assert (found.exit_code, found.output.splitlines()[0]) == (
        0,
        "The trail is whole up to entry 5, the newest.",
    )
    with Intruder(database) as intruder:
        intruder.cut_after(4, checkpoints=True)
    assert run(settings, "verify").exit_code == 0
    found = run(settings, "verify", "--checkpoint", str(file))
    assert found.exit_code == 1
    assert "The trail is whole up to entry 4, and broken after it." in found.output
    assert f"Cut tail: checkpoint {file.name} covers 5 entries, and those from 5 on are gone." in found.output


def test_the_command_signs_nothing_that_is_not_whole(database: Database, settings: Settings) -> None:
    lay(database, 5)
    with Intruder(database) as intruder:
        intruder.edit(2)
    found = run(settings, "checkpoint")
    assert found.exit_code == 1
    assert "the text or the hash of entry 2 was changed" in found.output
    assert sizes(database) == []


def test_the_command_never_overwrites(database: Database, settings: Settings, tmp_path: Path) -> None:
    lay(database, 2)
    (tmp_path / "mine.txt").write_text("mine")
    found = run(settings, "checkpoint", "--to", str(tmp_path / "mine.txt"))
    assert found.exit_code == 1
    assert "holds something else" in found.output
    assert "can't be written" in run(settings, "checkpoint", "--to", str(tmp_path / "no" / "file.txt")).output


def test_the_command_prints_the_public_key_and_takes_others(database: Database, settings: Settings) -> None:
    assert run(settings, "key").stdout == notes.public_bytes(KEY).hex() + "\n"
    assert run(settings, "verify", "--key", notes.public_bytes(OTHER).hex()).exit_code == 0
    assert "64 hexadecimal digits" in run(settings, "verify", "--key", "abc").output


def test_verifying_makes_no_database(settings: Settings, tmp_path: Path) -> None:
    missing = replace(settings, database_url=f"sqlite:///{tmp_path / 'none.sqlite'}")
    found = run(missing, "verify")
    assert found.exit_code == 1
    assert "There is no database" in found.output
    assert not (tmp_path / "none.sqlite").exists()
    empty = replace(settings, database_url=f"sqlite:///{tmp_path / 'empty.sqlite'}")
    (tmp_path / "empty.sqlite").touch()
    assert "brought up to date by `serve`" in run(empty, "verify").output
