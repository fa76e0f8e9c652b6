"""Letting somebody off a course: with a reason, an approver and an end."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from sqlalchemy import select
from webtest import TestResponse

from ambassador import clock
from ambassador.clock import end_of_day
from ambassador.standing.own_queries import standing_of
from ambassador.standing.policy import Standing
from ambassador.trail.models import TrailEntry, TrailPersonal
from ambassador.training.cycles import waiving
from ambassador.training.cycles.models import CourseWaiver, WaiverEnd
from ambassador.training.cycles.policy import latest_waiver_end
from ambassador.web.access import Role
from ambassador.web.errors import Refusal
from tests.factories import ZONE, Factory

pytestmark = pytest.mark.usefixtures("content")

DESK = "/programme/courses/1/waivers"
NEW = f"{DESK}/new"


def in_days(days: int) -> date:
    return clock.now().astimezone(ZoneInfo(ZONE)).date() + timedelta(days=days)


def standing(make: Factory, who: int) -> Standing:
    with make.database.reading() as session:
        return standing_of(session, who, "en", clock.now())


def waive(make: Factory, who: int, *, by: int, days: int = 30) -> Refusal | None:
    command = waiving.Waive(1, make.email_of(who), "On leave.", in_days(days))
    with make.app.test_request_context(), make.database.transaction() as session:
        return waiving.waive(session, command, zone=ZONE, by=by, at=clock.now())


def entries(make: Factory) -> list[dict[str, Any]]:
    with make.database.reading() as session:
        found = [json.loads(entry) for entry in session.scalars(select(TrailEntry.entry))]
    return [entry for entry in found if "waive" in entry["what"]]


def summary(page: TestResponse) -> str:
    return str(page.html.find(id="error-summary").text)


def test_who_is_let_off_is_cleared_without_the_course_and_sees_why(make: Factory) -> None:
    who = make.person("Kari Nordmann")
    make.opt_in(who)
    make.acknowledge_all(who)
    assert not standing(make, who).is_cleared
    manager = make.browser_of(make.person("Mona Manager", role=Role.PROGRAMME_MANAGER))
    page = manager.submit(NEW, email=make.email_of(who), until=in_days(30), reason="On leave until autumn.")
    assert "It is waived" in page
    row = manager.get(DESK).html.main.table.tbody.text
    assert all(word in row for word in ("Kari Nordmann", "Mona Manager", "On leave until autumn."))
    now = standing(make, who)
    assert (now.is_cleared, now.cleared_until) == (True, end_of_day(in_days(30), ZoneInfo(ZONE)))
    own = make.browser_of(who)
    told = own.get("/training/1").html.main.text
    assert "Mona Manager decided that." in told
    assert "On leave until autumn." in told
    assert "You need not pass it until" in own.get("/checklist").html.main.text
    assert "Waived until" in own.get("/standing").html.main.text


def test_it_ends_by_itself_with_its_last_day(make: Factory) -> None:
    who = make.person()
    make.opt_in(who)
    make.acknowledge_all(who)
    assert waive(make, who, by=make.person(), days=3) is None
    ends = end_of_day(in_days(3), ZoneInfo(ZONE))
    for at, is_cleared in ((ends - timedelta(seconds=1), True), (ends, False)):
        with time_machine.travel(at, tick=False):
            assert standing(make, who).is_cleared is is_cleared


def test_it_can_be_ended_before_with_a_reason_and_a_past_day_stays_as_it_was(make: Factory) -> None:
    who = make.person("Kari Nordmann")
    make.opt_in(who)
    make.acknowledge_all(who)
    waive(make, who, by=make.person())
    before = clock.now()
    manager = make.browser_as(Role.PROGRAMME_MANAGER)
    page = manager.submit(f"{DESK}/1/end", reason=" ")
    assert "Write why." in summary(page)
    manager.submit(f"{DESK}/1/end", reason="Back earlier.")
    assert "Nobody is let off." in manager.get(DESK)
    assert not standing(make, who).is_cleared
    with make.database.reading() as session:
        assert standing_of(session, who, "en", before).is_cleared
    # Whoever had the page open is told, and nothing happens twice.
    manager.get(f"{DESK}/1/end", status=404)
    assert [entry["what"] for entry in entries(make)] == ["course waived", "course waiver ended"]


def test_two_who_end_it_at_once_end_it_once(make: Factory) -> None:
    manager = make.browser_as(Role.PROGRAMME_MANAGER)
    waive(make, make.person(), by=make.person())
    page = manager.get(f"{DESK}/1/end")
    manager.submit(f"{DESK}/1/end", reason="Back.")
    again = next(form for form in page.forms.values() if "reason" in form.fields)
    again["reason"] = "Back."
    assert "over already" in again.submit(status=303).follow()


def test_the_reason_stands_in_the_trail_where_it_can_be_erased(make: Factory) -> None:
    who, by = make.person(), make.person()
    waive(make, who, by=by)
    [entry] = entries(make)
    assert (entry["what"], entry["by"], entry["facts"]["course"]) == ("course waived", by, 1)
    assert "On leave" not in json.dumps(entry)
    with make.database.reading() as session:
        waiver = session.scalars(select(CourseWaiver)).one()
        said = session.get_one(TrailPersonal, waiver.entry)
    assert (said.person_id, json.loads(said.content)["reason"]) == (who, "On leave.")


@pytest.mark.parametrize(
    ("days", "is_taken"), [(-1, False), (0, True), (1, True), (729, True), (733, False), (9000, False)]
)
def test_it_ends_from_today_to_two_years_ahead(make: Factory, days: int, is_taken: bool) -> None:
    refusal = waive(make, make.person(), by=make.person(), days=days)
    assert (refusal is None) is is_taken
    if refusal is not None:
        assert (refusal.field, "Choose a day from today" in refusal.sentence) == ("until", True)


def test_two_years_from_a_leap_day_is_the_last_of_february() -> None:
    assert latest_waiver_end(date(2028, 2, 29)) == date(2030, 2, 28)


def test_nobody_lets_themselves_off(make: Factory) -> None:
    who = make.person(role=Role.PROGRAMME_MANAGER)
    page = make.browser_of(who).submit(NEW, email=make.email_of(who), until=in_days(3), reason="Me.")
    assert "For yourself somebody else has to do this." in summary(page)
    # And nothing that was typed is lost.
    assert page.html.find("textarea").text.strip() == "Me."
    assert entries(make) == []


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"email": "nobody@example.no"}, "Nobody who works here has this address."),
        ({"email": ""}, "Write a work e-mail address."),
        ({"reason": " "}, "Write your reason."),
        ({"until": ""}, "Choose a day."),
    ],
)
def test_what_keeps_a_waiver(make: Factory, wrong: dict[str, str], says: str) -> None:
    filled = {"email": make.email_of(make.person()), "until": str(in_days(3)), "reason": "Leave."}
    page = make.browser_as(Role.PROGRAMME_MANAGER).submit(NEW, **{**filled, **wrong})
    assert says in summary(page)


def test_who_is_let_off_already_is_not_let_off_again(make: Factory) -> None:
    who, by = make.person(), make.person()
    assert waive(make, who, by=by) is None
    refusal = waive(make, who, by=by, days=60)
    assert refusal is not None
    assert (refusal.field, "already" in refusal.sentence) == ("email", True)


@pytest.mark.parametrize("times", range(3))
def test_two_managers_at_once_make_one_waiver(make: Factory, times: int) -> None:
    who, managers, together = make.person(), [make.person(), make.person()], Barrier(2)

    def work(by: int) -> bool:
        together.wait()
        return waive(make, who, by=by) is None

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(work, managers)) == [False, True]
    with make.database.reading() as session:
        assert len(session.scalars(select(CourseWaiver)).all()) == 1
        assert session.scalars(select(WaiverEnd)).all() == []


def test_only_programme_managers_see_who_is_let_off(make: Factory) -> None:
    waive(make, make.person(), by=make.person())
    for address in (DESK, NEW, f"{DESK}/1/end"):
        make.browser_as(Role.STAFF).get(address, status=403)
    make.browser_as(Role.PROGRAMME_MANAGER).get("/programme/courses/999/waivers", status=404)
    make.browser_as(Role.PROGRAMME_MANAGER).get("/programme/courses/2/waivers/1/end", status=404)
