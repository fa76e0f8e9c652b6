"""Knows what is to be done without anybody asking: one list of jobs, for `run-due` and for the server."""

from __future__ import annotations

import fcntl
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from sqlalchemy.exc import OperationalError

from ambassador import clock
from ambassador.cli.checkpoints import TrailNotWholeError, nightly
from ambassador.followup import cycles, reminding
from ambassador.followup.letters import here
from ambassador.followup.policy import is_reminding_day as is_followed_up
from ambassador.followup.tasks import bring_up_to_date
from ambassador.followup.work import announce_unfinished
from ambassador.mail.operations import send_due
from ambassador.optins.counting import look_up_due
from ambassador.optins.reminding import is_reminding_day, remind
from ambassador.sharing.operations import delete_expired
from ambassador.training.tallies.operations import tally_next
from ambassador.web.rim import database, settings

LETTERS_AT_ONCE = 100
"""Letters between two looks at the clock, by which letters are claimed."""

SECONDS, MINUTES, HOURS = 1, 60, 3600

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Job:
    """One thing that is done again and again."""

    name: str
    every: int
    """Seconds from the end of one time to the next, in the server."""
    do: Callable[[], str]
    """Does what is due now, in transactions of its own, and returns a sentence about it."""


@dataclass(frozen=True)
class Done:
    """How a job went."""

    sentence: str
    is_well: bool = True


def send_letters() -> str:
    """Send the letters in the outbox."""
    smtp = settings().smtp
    if smtp is None:
        return "No mail server is set, so letters wait in the outbox."
    sent = 0
    while some := send_due(database(), smtp, at=clock.now(), most=LETTERS_AT_ONCE):
        sent += some
    return f"{sent} letters sent."


def queue_reminders() -> str:
    """Ask ambassadors for their audiences again, a batch of people in each transaction."""
    at, queued = clock.now(), 0
    if not is_reminding_day(at):
        return "Reminders about audiences wait for a weekday from the quarter's second week on."
    after: int | None = 0
    while after is not None:
        with database().transaction() as session:
            batch = remind(session, at=at, after=after)
        queued, after = queued + batch.letters, batch.last
    return f"{queued} reminders about audiences queued."


def give_tasks() -> str:
    """Give tasks and cycles of training to those who lack them.

    Each event gives them itself; this is for what was published before there were any, for people whose first
    day has come, and for passes that are to be renewed.
    """
    with database().transaction() as session:
        bring_up_to_date(session, at=clock.now())
    with database().transaction() as session:
        cycles.bring_up_to_date(session, at=clock.now())
    return "Everybody has the tasks that are theirs."


def announce_publications() -> str:
    """Go on with the letters of publications that whoever published has not finished."""
    return f"{announce_unfinished(database())} letters about publications queued."


def remind_of_tasks() -> str:
    """Remind people of what waits for them, a batch of people in each transaction."""
    at, queued = clock.now(), 0
    if not is_followed_up(here(at)):
        return "Reminders of tasks wait for a weekday."
    after: int | None = 0
    while after is not None:
        with database().transaction() as session:
            batch = reminding.remind(session, at=at, after=after)
        queued, after = queued + batch.letters, batch.last
    return f"{queued} reminders of tasks queued."


def tally_results() -> str:
    """Add what was handed in to the tallies, a few results in each transaction.

    What is left waits in a list of its own and is counted by whoever asks, so a figure is never behind.
    """
    tallied, some = 0, 1
    while some:
        with database().transaction() as session:
            some = tally_next(session)
        tallied += some
    return f"{tallied} results added to the tallies."


def delete_expired_lists() -> str:
    """Delete the follower lists whose time is over."""
    with database().transaction() as session:
        return f"{delete_expired(session, at=clock.now())} expired lists deleted."


def take_checkpoint() -> str:
    """Verify the trail and sign it, once a night."""
    return nightly(database(), settings(), at=clock.now())


def look_up_counts() -> str:
    """Fetch the public counts that are due; in one process, so a host is asked one thing at a time."""
    if settings().demo:
        return "The demo looks up no public counts."
    with _alone(settings().instance / "look-up.lock") as is_alone:
        if not is_alone:
            return "Public counts are being looked up by another process."
        run = look_up_due(database(), at=clock.now())
    return f"{run.asked} public counts asked for, {run.answered} answered."


JOBS = (
    Job("tasks", HOURS, give_tasks),
    Job("publications", MINUTES, announce_publications),
    Job("reminders of tasks", HOURS, remind_of_tasks),
    Job("reminders", HOURS, queue_reminders),
    Job("letters", 15 * SECONDS, send_letters),
    Job("tallies", MINUTES, tally_results),
    Job("expired lists", HOURS, delete_expired_lists),
    Job("checkpoint", HOURS, take_checkpoint),
    Job("public counts", 10 * MINUTES, look_up_counts),
)
"""Everything that is done without anybody asking, in the order `run-due` does it: the slowest last."""


def do(app: Flask, job: Job) -> Done:
    """Do one job; a failure is logged and told, and keeps no other job from its turn."""
    try:
        with app.test_request_context(base_url=app.extensions["ambassador.settings"].base_url):
            return Done(job.do())
    except OperationalError as error:
        log.warning("The job %s could not reach the database, and is tried again: %s", job.name, error.orig)
    except TrailNotWholeError as error:
        log.error("No checkpoint was signed: %s", error)
        return Done(f"No checkpoint was signed. {error}", is_well=False)
    except Exception:
        # Whatever it was: the other jobs, and this one's next turn, have nothing to do with it.
        log.exception("The job %s failed, and is tried again", job.name)
    return Done(f"The job {job.name} failed; the log says why.", is_well=False)


def keep_doing(app: Flask) -> None:
    """Do every job again and again in the background, each in a thread of its own.

    Every worker does: rows claimed in the database decide which of them sends a letter or asks for a count.
    """
    for job in JOBS:
        threading.Thread(target=_repeat, args=(app, job), name=job.name, daemon=True).start()


def _repeat(app: Flask, job: Job) -> None:
    pause = threading.Event()
    while True:
        do(app, job)
        pause.wait(job.every)


@contextmanager
def _alone(path: Path) -> Iterator[bool]:
    """Yield whether no other process of this machine holds the file; it is let go at the end, or by dying."""
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
