"""The command `ambassador import-people`."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, select

from ambassador.cli import commands
from ambassador.db import Database
from ambassador.people.models import Person
from tests.people.roster_files import ENTRA, PLAIN, Rows, as_csv


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    return tmp_path / "ansatte.csv"


@pytest.fixture
def run(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]  # a function of the fixture's own
    monkeypatch.setenv("AMBASSADOR_INSTANCE", str(tmp_path / "instance"))
    monkeypatch.setenv("DATABASE_URL", database.engine.url.render_as_string(hide_password=False))

    def import_people(file: Path, *options: str, typed: str = "", rows: Rows = PLAIN) -> Result:
        file.write_bytes(as_csv(rows))
        return CliRunner().invoke(commands, ["import-people", str(file), *options], input=typed)

    return import_people


def everybody(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).where(Person.left_at.is_(None))) or 0


def test_yes_imports_and_a_second_time_changes_nothing(run, roster: Path, database: Database) -> None:  # type: ignore[no-untyped-def]  # as above
    assert "3 new, 0 changed" in run(roster, "--yes").output
    assert "nothing to import" in run(roster, "--full", "--yes").output
    assert everybody(database) == 3


def test_without_yes_it_asks_and_no_writes_nothing(run, roster: Path, database: Database) -> None:  # type: ignore[no-untyped-def]  # as above
    refused = run(roster, typed="n\n")
    assert "Nothing was written." in refused.output
    assert everybody(database) == 0
    assert "3 new" in run(roster, typed="y\n").output


def test_leavers_are_asked_for_on_their_own(run, roster: Path, database: Database) -> None:  # type: ignore[no-untyped-def]  # as above
    run(roster, "--yes")
    kept = run(roster, "--full", rows=PLAIN[:3], typed="y\nn\n")
    assert "0 left" in kept.output
    assert everybody(database) == 3
    run(roster, "--full", rows=PLAIN[:3], typed="y\ny\n")
    assert everybody(database) == 2


def test_yes_refuses_when_many_would_leave(run, roster: Path, database: Database) -> None:  # type: ignore[no-untyped-def]  # as above
    run(roster, "--yes")
    answer = run(roster, "--full", "--yes", rows=PLAIN[:2])
    assert answer.exit_code == 1
    assert "more than one in five" in answer.output
    assert everybody(database) == 3


def test_other_headings_are_mapped(run, roster: Path, database: Database) -> None:  # type: ignore[no-untyped-def]  # as above
    rows = (("Hvem", "Kontakt"), ("Kari Lie", "kari@nordlys.no"))
    asked = run(roster, "--yes", rows=rows)
    assert asked.exit_code == 1
    assert "--map 'COLUMN=email'" in asked.output
    assert "no column" in run(roster, "--map", "Hva=name", rows=rows).output
    assert "no field" in run(roster, "--map", "Hvem=age", rows=rows).output
    assert "1 new" in run(roster, "--yes", "--map", "Hvem=name", "--map", "Kontakt=email", rows=rows).output


def test_the_preview_names_rows_with_line_and_reason(run, roster: Path) -> None:  # type: ignore[no-untyped-def]  # as above
    rows = (*ENTRA, [*ENTRA[1][:3], "not an address", *ENTRA[1][4:]])
    answer = run(roster, typed="n\n", rows=rows).output
    assert "line 5: gro_gmail.com#ext#@nordlys.onmicrosoft.com: guest account" in answer
    assert "line 7: not an address: this is no e-mail address" in answer


def test_a_picture_is_refused_with_a_sentence(run, roster: Path) -> None:  # type: ignore[no-untyped-def]  # as above
    roster.with_suffix(".png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20)
    answer = CliRunner().invoke(commands, ["import-people", str(roster.with_suffix(".png"))])
    assert "This is no list of people." in answer.output
