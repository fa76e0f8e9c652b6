"""Every result is tallied once: whoever tallies at the same time, and whatever wrote it."""

from __future__ import annotations

import importlib
from concurrent.futures import ThreadPoolExecutor

from click.testing import CliRunner
from sqlalchemy import func, select

from ambassador.cli import commands, due
from ambassador.db import Database
from ambassador.migrations import downgrade, upgrade
from ambassador.settings import Settings
from ambassador.training.tallies.models import QuestionTally, UntalliedResult
from ambassador.training.tallies.operations import tally_next
from tests.factories import LONG_AGO, Factory
from tests.training.withdrawing import questions_of, take


def left(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(UntalliedResult)) or 0


def asked_and_missed(make: Factory) -> list[tuple[int, int]]:
    """Return the tallies of the first two questions of the first course."""
    with make.database.reading() as session:
        wanted = [each.id for each in questions_of(make)[:2]]
        rows = select(QuestionTally.asked, QuestionTally.missed).where(QuestionTally.question_id.in_(wanted))
        return [tuple(row) for row in session.execute(rows.order_by(QuestionTally.question_id))]


def test_those_who_tally_and_hand_in_at_once_lose_and_double_nothing(make: Factory, content: None) -> None:
    people = [make.person() for _ in range(12)]

    def tally() -> None:
        for _turn in range(12):
            with make.database.transaction() as session:
                tally_next(session, most=2)

    def hand_in(who: int) -> None:
        take(make, who, wrong=1, at=LONG_AGO)

    with ThreadPoolExecutor(5) as threads:
        jobs = [threads.submit(tally) for _ in range(2)]
        jobs += [threads.submit(hand_in, who) for who in people]
        for job in jobs:
            job.result()
    tally()
    assert left(make.database) == 0
    assert asked_and_missed(make) == [(12, 12), (12, 0)]


def test_the_job_tallies_and_counting_anew_comes_to_the_same(
    make: Factory, settings: Settings, content: None
) -> None:
    for wrong in (0, 1, 2):
        take(make, make.person(), wrong=wrong, at=LONG_AGO)
    with make.app.test_request_context():
        assert due.tally_results() == "3 results added to the tallies."
        assert due.tally_results() == "0 results added to the tallies."
    assert asked_and_missed(make) == [(3, 2), (3, 1)]
    environment = {"AMBASSADOR_INSTANCE": str(settings.instance), "DATABASE_URL": settings.database_url}
    found = CliRunner(env=environment).invoke(commands, ["course", "recount"])
    assert found.output == "3 results counted anew.\n"
    assert asked_and_missed(make) == [(3, 2), (3, 1)]


def test_what_was_handed_in_before_there_were_tallies_waits_for_them(make: Factory, content: None) -> None:
    take(make, make.person(), wrong=0, at=LONG_AGO)
    step = importlib.import_module("ambassador.migrations.versions.0016_tallies_of_answers")
    downgrade(make.database, to=step.down_revision)
    upgrade(make.database)
    assert left(make.database) == 1
