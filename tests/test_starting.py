"""Starting: what `serve` and `init` say when they can't, and that two may start at once."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, select, text

from ambassador import clock
from ambassador.cli import commands
from ambassador.cli.serve import open_database
from ambassador.db import Database
from ambassador.guidelines.models import GuidelineVersion
from ambassador.migrations import downgrade
from ambassador.people.leaving import leave
from ambassador.people.models import Person, PersonRole
from ambassador.settings import CHECKOUT, Settings, SettingsError
from ambassador.training.content import SLUGS
from ambassador.training.models import CourseVersion
from tests.factories import Factory


def run(folder: Path, *arguments: str, url: str = "") -> Result:
    environment = {"AMBASSADOR_INSTANCE": str(folder), "DATABASE_URL": url}
    return CliRunner(env=environment).invoke(commands, arguments)


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "ambassador.sqlite").write_bytes(b"This is not a database at all." * 100)
    found = run(tmp_path, "init", "--email", "a@x.no")
    assert isinstance(found.exception, SettingsError)
    assert "file is not a database" in str(found.exception)
    assert str(tmp_path / "ambassador.sqlite") in str(found.exception)


def test_a_database_that_does_not_answer_is_named_without_its_password(tmp_path: Path) -> None:
    found = run(tmp_path, "init", "--email", "a@x.no", url="postgresql://me:secret@127.0.0.1:1/x")
    assert isinstance(found.exception, SettingsError)
    assert "Connection refused" in str(found.exception)
    assert "secret" not in str(found.exception)


def test_a_database_from_a_newer_version_is_left_alone(settings: Settings, database: Database) -> None:
    with database.transaction() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0999'"))
    with pytest.raises(SettingsError, match="newer version"):
        open_database(settings)


def test_a_port_that_is_taken_is_said_before_anything_is_made(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        found = run(tmp_path, "serve", "--port", str(taken.getsockname()[1]))
    assert isinstance(found.exception, SettingsError)
    assert "Address already in use. Stop what runs there" in str(found.exception)
    assert not (tmp_path / "ambassador.sqlite").exists()


def test_commands_that_start_at_once_on_an_empty_database_install_everything_once(
    settings: Settings, database: Database, tmp_path: Path
) -> None:
    downgrade(database, to="base")
    # Each in a process of its own, as servers are.
    command = [
        sys.executable,
        "-c",
        "from ambassador.cli import main; main()",
        "init",
        "--email",
        "kari@x.no",
    ]
    environment = {
        **os.environ,
        "PYTHONPATH": str(CHECKOUT),
        "AMBASSADOR_INSTANCE": str(tmp_path),
        "DATABASE_URL": settings.database_url,
    }
    starting = [subprocess.Popen(command, env=environment, stderr=subprocess.PIPE) for _ in range(3)]
    assert [(one.communicate()[1][:8], one.returncode) for one in starting] == [(b"The link", 0)] * 3
    with database.reading() as session:
        for table, number in (
            (GuidelineVersion, 1),
            (CourseVersion, len(SLUGS)),
            (Person, 1),
            (PersonRole, 1),
        ):
            assert session.scalar(select(func.count()).select_from(table)) == number


@pytest.mark.parametrize(
    "address",
    ["", "@", "a@", "@x.no", "a b@x.no", "a@x.no,b@x.no", "a@x.no\nBcc: b@x.no", "a" * 300 + "@x.no"],
)
def test_init_refuses_what_is_no_address(tmp_path: Path, address: str) -> None:
    found = run(tmp_path, "init", "--email", address)
    assert found.exit_code == 2
    assert "one whole e-mail address" in found.output


def test_init_gives_the_one_person_with_the_address_a_link_each_time(
    settings: Settings, make: Factory, tmp_path: Path
) -> None:
    make.person("Kari", email="kari@x.no")
    for address in ("kari@x.no", " KARI@x.no "):
        assert "/link/" in run(tmp_path, "init", "--email", address, url=settings.database_url).output
    with make.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Person)) == 1
        assert session.scalar(select(func.count()).select_from(PersonRole)) == 1


def test_init_makes_no_administrator_of_somebody_who_left(
    settings: Settings, make: Factory, tmp_path: Path
) -> None:
    gone = make.person(email="gone@x.no")
    with make.app.test_request_context(), make.database.transaction() as session:
        leave(session, person_ids=[gone], by=None, at=clock.now())
    found = run(tmp_path, "init", "--email", "gone@x.no", url=settings.database_url)
    assert found.exit_code == 1
    assert "has left" in found.output
