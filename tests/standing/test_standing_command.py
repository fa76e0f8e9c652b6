"""The command `ambassador standing`."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from ambassador.cli.standing import standing
from ambassador.db import Database
from tests.factories import LONG_AGO, Factory


def counted(*arguments: str) -> dict[str, str]:
    answer = CliRunner().invoke(standing, arguments, catch_exceptions=False)
    assert answer.exit_code == 0, answer.output
    return {line[:13].strip(): line[13:].strip() for line in answer.output.splitlines()}


@pytest.fixture
def here(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let commands find the test's database."""
    monkeypatch.setenv("AMBASSADOR_INSTANCE", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", database.engine.url.render_as_string(hide_password=False))


@pytest.mark.usefixtures("here")
def test_the_command_counts_at_the_end_of_a_day(make: Factory) -> None:
    joined, left = make.person(), make.person()
    make.person()
    make.opt_in(joined)
    make.opt_in(left)
    make.withdraw(left, at=LONG_AGO + timedelta(days=1))
    before, after = counted("--at", "2025-01-01"), counted("--at", "2025-01-02")
    assert (before["work here"], before["opted in"], before["cleared"]) == ("3", "2", "2")
    assert (after["work here"], after["opted in"]) == ("3", "1")


@pytest.mark.usefixtures("here")
def test_without_a_day_the_command_counts_now(make: Factory) -> None:
    make.opt_in(make.person())
    now = counted()
    # The command publishes what the app ships, so there is a course that nobody has taken.
    assert (now["opted in"], now["trained"], now["cleared"]) == ("1", "0", "0")


@pytest.mark.usefixtures("here")
def test_a_day_that_is_none_gets_a_sentence() -> None:
    answer = CliRunner().invoke(standing, ["--at", "31.12.2025"])
    assert answer.exit_code == 2
    assert "does not match the format" in answer.output


def printed(*arguments: str) -> list[str]:
    answer = CliRunner().invoke(standing, arguments, catch_exceptions=False)
    assert answer.exit_code == 0, answer.output
    return answer.output.splitlines()


@pytest.mark.usefixtures("here", "content")
def test_the_command_says_how_one_person_stood_and_why(make: Factory) -> None:
    who = make.person("Kari Nordmann", email="kari@example.no")
    make.opt_in(who)
    make.acknowledge_all(who)
    verdict, *reasons = printed("--person", "kari@example.no", "--at", "2025-03-03")
    assert verdict == "Kari Nordmann was not a cleared ambassador on 3 March 2025."
    assert reasons[0] == "  The programme: Joined on 1 January 2025."
    assert [reason.rpartition(": ")[2] for reason in reasons[1:]] == [
        "Not passed.",
        "Acknowledged version 1.0 on 1 January 2025.",
    ]


@pytest.mark.usefixtures("here")
def test_of_an_unknown_person_the_command_tells_nothing_more(make: Factory) -> None:
    expected = ["nobody@example.no was not a cleared ambassador on 3 March 2025."]
    assert printed("--person", "nobody@example.no", "--at", "2025-03-03") == expected


@pytest.mark.usefixtures("here")
def test_a_day_to_come_is_refused() -> None:
    answer = CliRunner().invoke(standing, ["--person", "a@example.no", "--at", "2999-01-01"])
    assert answer.exit_code == 2
    assert "today at the latest" in answer.output
