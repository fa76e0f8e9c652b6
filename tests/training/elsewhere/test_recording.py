"""A pass made elsewhere counts as one made here, from its day on, once, and until it is withdrawn."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from webtest import Upload

from ambassador import clock
from ambassador.certificates.models import Certificate
from ambassador.people.erasing import erase
from ambassador.people.leaving import leave
from ambassador.standing.own_queries import standing_of
from ambassador.standing.queries import counts_at
from ambassador.trail.models import TrailEntry
from ambassador.trail.queries import texts_of
from ambassador.training import list_queries
from ambassador.training.elsewhere.models import PassElsewhereScan
from ambassador.training.queries import valid_pass
from ambassador.web.access import Role
from ambassador.web.errors import Conflict, Refusal
from tests.browser import Browser
from tests.factories import LONG_AGO, Factory
from tests.guidelines.answering import PDF
from tests.test_races import at_once
from tests.training.elsewhere.recording import RECORD, passes_of, record, records, today, withdraw
from tests.training.withdrawing import questions_of, take
from tests.training.withdrawing import withdraw as withdraw_question

pytestmark = pytest.mark.usefixtures("content")

TOLD = {"email": "kari@example.no", "proof": "Classroom in Oslo, by BI, no. 17."}


def newest(make: Factory) -> dict[str, Any]:
    with make.database.reading() as session:
        found = session.scalars(select(TrailEntry).order_by(TrailEntry.sequence.desc()).limit(1)).one()
        return {**json.loads(found.entry), "texts": texts_of(session, [found.sequence])[found.sequence]}


def test_it_is_recorded_with_its_proof_and_told_to_the_trail(
    make: Factory, kari: int, manager: int, desk: Browser
) -> None:
    page = desk.submit(RECORD, **TOLD, passed_on=today(-30).isoformat(), scan=Upload("proof.pdf", PDF))
    assert "Classroom in Oslo" in page
    [kept] = records(make)
    assert (kept.person_id, kept.recorded_by, kept.passed_on, kept.number) == (kari, manager, today(-30), 1)
    told = newest(make)
    assert (told["what"], told["by"], told["sequence"]) == ("course passed elsewhere", manager, kept.entry)
    assert told["facts"]["passed_on"] == today(-30).isoformat()
    assert len(told["facts"]["scan_sha256"]) == 64
    assert told["texts"] == {"name": "Kari Nordmann", "email": "kari@example.no", "proof": TOLD["proof"]}
    assert desk.get(f"/training/elsewhere/{kept.id}/proof").body == PDF
    own = make.browser_of(kari)
    assert own.get(f"/training/elsewhere/{kept.id}/proof").headers["Content-Disposition"].startswith("attach")
    assert make.browser_as(Role.STAFF).get(f"/training/elsewhere/{kept.id}/proof", status=404)


def test_the_person_sees_it_without_a_certificate(make: Factory, kari: int, desk: Browser) -> None:
    desk.submit(RECORD, **TOLD, passed_on=today(-30).isoformat())
    page = make.browser_of(kari).get("/training/1")
    assert "You passed elsewhere on" in page
    assert "Recorded by Person Nr" in page
    assert "by BI, no. 17." in page
    assert "certificate" not in page.html.main.text
    with make.database.reading() as session:
        assert not session.scalar(select(func.count()).select_from(Certificate))


def test_it_counts_wherever_passes_count(make: Factory, kari: int, manager: int) -> None:
    make.opt_in(kari)
    make.acknowledge_all(kari)
    now = clock.now()
    with make.database.reading() as session:
        assert counts_at(session, now).cleared == 0
    assert record(make, kari, by=manager) is None
    with make.database.reading() as session:
        assert counts_at(session, now).cleared == 1
        assert standing_of(session, kari, "en", now).is_trained
        assert standing_of(session, kari, "en", now - timedelta(days=20)).is_trained
        assert not standing_of(session, kari, "en", now - timedelta(days=40)).is_trained
        [line] = [c for c in list_queries.all_in_force(session, kari, language="en", at=now) if c.valid_until]
        valid = valid_pass(session, kari, 1, at=now)
    assert line.course_id == 1
    assert valid is not None
    assert (valid.attempt_id, valid.elsewhere_id) == (None, records(make)[0].id)
    assert valid.valid_until == line.valid_until


def test_an_end_of_its_own_is_kept_to_that_day_s_end(make: Factory, kari: int, manager: int) -> None:
    assert record(make, kari, by=manager, on=date(2025, 3, 1), until=date(2025, 3, 30)) is None
    [kept] = records(make)
    assert kept.at == datetime(2025, 2, 28, 23, tzinfo=UTC)
    # Summer time began that morning.
    assert kept.valid_until == datetime(2025, 3, 30, 21, 59, 59, 999999, tzinfo=UTC)
    page = make.browser_of(kari).get("/training/1")
    assert "It counted until 30 March 2025." in page


def test_the_same_record_twice_is_one(make: Factory, kari: int, manager: int) -> None:
    other = make.person(role=Role.PROGRAMME_MANAGER)
    done = at_once(
        make,
        lambda: record(make, kari, by=manager, on=today(-9)),
        lambda: record(make, kari, by=other, on=today(-9)),
    )
    assert [each for each in done if each is None] == [None]
    [refusal] = [each for each in done if isinstance(each, Refusal)]
    assert "recorded already" in refusal.sentence
    assert len(records(make)) == 1


def test_a_withdrawn_record_never_counted_and_its_day_can_be_recorded_again(
    make: Factory, kari: int, manager: int, desk: Browser
) -> None:
    assert record(make, kari, by=manager, on=today(-30)) is None
    [kept] = records(make)
    page = desk.submit(f"/programme/courses/elsewhere/{kept.id}/withdraw", reason="Another Kari.")
    assert "Another Kari." in page
    with make.database.reading() as session:
        assert not passes_of(make, kari)
        assert not standing_of(session, kari, "en", clock.now() - timedelta(days=10)).is_trained
    told = newest(make)
    assert (told["what"], told["texts"]) == ("pass elsewhere withdrawn", {"reason": "Another Kari."})
    assert told["facts"]["recorded_in"] == kept.entry
    mine = make.browser_of(kari).get("/training/1")
    assert "so it does not count" in mine
    assert "Another Kari." in mine
    assert record(make, kari, by=manager, on=today(-30)) is None
    assert [each.number for each in records(make)] == [1, 2]
    assert [row.elsewhere_id for row in passes_of(make, kari)] == [records(make)[1].id]


def test_of_two_withdrawals_at_once_one_is_kept(make: Factory, kari: int, manager: int) -> None:
    assert record(make, kari, by=manager) is None
    [kept] = records(make)
    done = at_once(make, *[lambda: withdraw(make, kept.id, by=manager)] * 2)
    assert sorted(type(each).__name__ for each in done) == [Conflict.__name__, "NoneType"]


def test_marking_again_leaves_it_alone(make: Factory, kari: int, manager: int) -> None:
    take(make, kari, wrong=8, at=LONG_AGO)
    assert record(make, kari, by=manager) is None
    before = passes_of(make, kari)
    withdraw_question(make, questions_of(make)[0].id, by=manager)
    assert passes_of(make, kari) == before


def test_a_certificate_is_not_renewed_by_a_pass_elsewhere(
    make: Factory, kari: int, manager: int, desk: Browser
) -> None:
    attempt = take(make, kari, wrong=0, at=clock.now() - timedelta(days=60))
    assert record(make, kari, by=manager) is None
    page = make.browser_of(kari).get(f"/certificates/own/{attempt}")
    assert "Renewed" not in page


def test_a_pass_elsewhere_begins_a_new_count_of_attempts(
    make: Factory, kari: int, manager: int, limits: Any
) -> None:
    limits(most_attempts=1)
    take(make, kari, wrong=12, at=clock.now() - timedelta(days=60))
    browser = make.browser_of(kari)
    assert "No attempt left" in browser.get("/training/1/quiz")
    assert record(make, kari, by=manager, on=today(-30)) is None
    assert "No attempt left" not in browser.get("/training/1/quiz")


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"email": "nobody@example.no"}, "Nobody who works here has this address."),
        ({"passed_on": ""}, "Choose the day on which they passed."),
        ({"passed_on": "2999-01-01"}, "Write a day from"),
        ({"passed_on": "1999-01-01"}, "Write a day from"),
        ({"until": "2001-01-01"}, "Write a day from the one when it was passed"),
        ({"until": "9999-12-31"}, "Write a day from the one when it was passed"),
        ({"proof": " "}, "Write how you know that they passed."),
        ({"scan": Upload("x.exe", b"MZ")}, "Choose a PDF, PNG or JPEG file"),
    ],
)
def test_what_is_wrong_is_said_and_the_rest_stays(
    make: Factory, kari: int, desk: Browser, values: dict[str, Any], says: str
) -> None:
    page = desk.submit(RECORD, **{**TOLD, "passed_on": today(-9).isoformat(), **values})
    assert page.status_int == 422
    assert says in page.html.find(id="error-summary").text
    assert page.html.find(id="proof").text.strip() == values.get("proof", TOLD["proof"]).strip()
    assert not records(make)


def test_nobody_records_their_own(make: Factory, manager: int, desk: Browser) -> None:
    told = {**TOLD, "email": make.email_of(manager), "passed_on": today().isoformat()}
    assert "somebody else has to do this" in desk.submit(RECORD, **told)


def test_erasing_leaves_the_pass_and_nothing_that_tells_of_them(
    make: Factory, kari: int, manager: int, desk: Browser
) -> None:
    desk.submit(RECORD, **TOLD, passed_on=today(-30).isoformat(), scan=Upload("proof.pdf", PDF))
    with make.app.test_request_context(), make.database.transaction() as session:
        leave(session, person_ids=[kari], by=None, at=clock.now())
        assert erase(session, person_id=kari, by=None, at=clock.now()) is None
    [kept] = records(make)
    with make.database.reading() as session:
        assert not texts_of(session, [kept.entry])[kept.entry]
        assert not session.scalar(select(func.count()).select_from(PassElsewhereScan))
    assert "Erased person" in desk.get("/programme/courses/1/elsewhere")
