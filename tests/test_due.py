"""What is done without anybody asking: one failing job keeps no other from its turn."""

from __future__ import annotations

import fcntl
import logging
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from threading import Event
from time import sleep

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from ambassador.audience.fetching import Found
from ambassador.audience.policy import Channel
from ambassador.audience.profiles import Question
from ambassador.cli import commands, due
from ambassador.cli.due import Done, Job, do
from ambassador.mail.models import Letter
from ambassador.optins import counting
from ambassador.settings import Settings
from tests.factories import Factory


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let no test of commands leave this machine; tells which hosts would have been asked."""
    asked: list[str] = []

    def fetch(question: Question, **_how: object) -> Found:
        asked.append(question.host)
        return Found(312)

    monkeypatch.setattr(counting, "fetch", fetch)
    return asked


def run_due(settings: Settings) -> Result:
    environment = {"AMBASSADOR_INSTANCE": str(settings.instance), "DATABASE_URL": settings.database_url}
    return CliRunner(env=environment).invoke(commands, ["run-due"])


def ambassador(make: Factory) -> None:
    who = make.person()
    make.opt_in(who)
    make.audience(who, Channel.LINKEDIN, 500, at_least=True)
    make.audience(who, Channel.BLUESKY, 100, handle="kari.bsky.social")


@pytest.mark.usefixtures("in_april")
def test_run_due_does_every_job_and_says_what_it_did(
    settings: Settings, make: Factory, no_network: list[str]
) -> None:
    ambassador(make)
    found = run_due(settings)
    assert found.exit_code == 0, found.output
    assert "No mail server is set, so letters wait in the outbox." in found.output
    assert "1 reminders about audiences queued." in found.output
    assert "1 letters about publications queued." in found.output
    assert "1 public counts asked for, 1 answered." in found.output
    assert no_network == ["public.api.bsky.app"]
    again = run_due(settings)
    assert "0 reminders about audiences queued." in again.output
    assert "0 letters about publications queued." in again.output
    assert "0 public counts asked for, 0 answered." in again.output
    with make.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Letter)) == 2


@pytest.mark.usefixtures("in_april")
def test_a_job_that_fails_is_told_and_stops_no_other(
    settings: Settings, make: Factory, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    ambassador(make)

    def fail() -> str:
        raise RuntimeError("a bug")

    monkeypatch.setattr(due, "JOBS", (Job("broken", 1, fail), *due.JOBS))
    with caplog.at_level(logging.ERROR):
        found = run_due(settings)
    assert found.exit_code == 1
    assert "The job broken failed; the log says why." in found.output
    assert "1 reminders about audiences queued." in found.output
    assert "a bug" in caplog.text


def test_a_database_that_can_t_be_reached_is_tried_again(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> str:
        raise OperationalError("SELECT 1", {}, Exception("database is locked"))

    assert do(app, Job("any", 1, fail)) == Done("The job any failed; the log says why.", is_well=False)
    assert "database is locked" in caplog.text


def test_the_demo_looks_up_nothing(app: Flask, make: Factory, no_network: list[str]) -> None:
    ambassador(make)
    app.extensions["ambassador.settings"] = replace(app.extensions["ambassador.settings"], demo=True)
    assert do(app, Job("counts", 1, due.look_up_counts)).sentence == "The demo looks up no public counts."
    assert no_network == []


def test_one_process_at_a_time_looks_up_counts(
    app: Flask, make: Factory, settings: Settings, no_network: list[str]
) -> None:
    ambassador(make)
    counts = Job("counts", 1, due.look_up_counts)
    with closing(Path(settings.instance / "look-up.lock").open("a")) as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert "by another process" in do(app, counts).sentence
        assert no_network == []
    assert do(app, counts).sentence == "1 public counts asked for, 1 answered."


def test_every_job_has_a_name_of_its_own() -> None:
    assert len({job.name for job in due.JOBS}) == len(due.JOBS) >= 3


def test_the_server_does_every_job_in_the_background(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    done = {name: Event() for name in ("slow", "broken", "quick")}

    def job(name: str) -> Job:
        def act() -> str:
            done[name].set()
            if name == "broken":
                raise RuntimeError
            if name == "slow":
                sleep(0.5)
            return ""

        return Job(name, 3600, act)

    monkeypatch.setattr(due, "JOBS", tuple(job(name) for name in done))
    due.keep_doing(app)
    assert all(event.wait(5) for event in done.values())
