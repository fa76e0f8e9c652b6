"""Was she cleared on that day? One's own page, the programme manager's, and what neither tells."""

from __future__ import annotations

import json
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from webtest import TestResponse

from ambassador import clock
from ambassador.guidelines.answering.models import Acknowledgement
from ambassador.people.leaving import leave
from ambassador.trail.models import TrailEntry
from ambassador.training.models import Attempt, Result
from ambassador.web.access import Role
from tests.browser import Browser
from tests.factories import LONG_AGO, Factory
from tests.rows import acknowledgement, attempt, publish_course, publish_guideline, result, rows

DAY = timedelta(days=1)
LOOK_UP = "/standing/person"


@pytest.fixture
def kari(make: Factory) -> int:
    """Somebody cleared from 5 January 2025 on, until her pass ran out on 5 July."""
    who = make.person("Kari Nordmann", email="kari@example.no")
    make.opt_in(who, at=LONG_AGO + DAY)
    with make.database.transaction() as session:
        course = publish_course(session, 1, at=LONG_AGO)
        rules = publish_guideline(session, 1, at=LONG_AGO, binding_from=LONG_AGO)
        rows(session, Attempt, [attempt(1, who, course, LONG_AGO + 2 * DAY)])
        ends = LONG_AGO + 185 * DAY
        rows(session, Result, [result(1, who, 1, LONG_AGO + 2 * DAY, valid_until=ends)])
        rows(session, Acknowledgement, [acknowledgement(who, rules, LONG_AGO + 4 * DAY)])
    return who


@pytest.fixture
def manager(make: Factory) -> Browser:
    return make.browser_as(Role.PROGRAMME_MANAGER)


def main(page: TestResponse) -> str:
    return " ".join(page.html.main.text.split())


def said(manager: Browser, address: str, day: str) -> str:
    """Return what the page answers, without the form beneath."""
    page = manager.submit(LOOK_UP, address=address, on=day)
    return " ".join(page.html.main.find("section", role="status").text.split())


def test_she_reads_her_own_standing_on_a_day_with_reasons(make: Factory, kari: int) -> None:
    page = main(make.browser_of(kari).get("/standing?on=2025-03-03"))
    assert "You were a cleared ambassador on 3 March 2025." in page
    assert "Joined on 2 January 2025." in page
    assert "Passed on 3 January 2025, valid until 5 July 2025." in page
    assert "Acknowledged version 1.0 on 5 January 2025." in page


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("2025-01-01", "You were not an ambassador on 1 January 2025."),
        ("2025-01-04", "You were an ambassador on 4 January 2025, but not cleared."),
        ("2025-01-05", "You were a cleared ambassador on 5 January 2025."),
        ("2025-07-05", "Passed, but that ran out on 5 July 2025."),
    ],
)
def test_the_end_of_the_day_counts(make: Factory, kari: int, day: str, sentence: str) -> None:
    assert sentence in main(make.browser_of(kari).get(f"/standing?on={day}"))


def test_without_a_day_it_is_today(make: Factory, kari: int) -> None:
    page = make.browser_of(kari).get("/checklist").click("How I stood on another day")
    today = clock.now().astimezone(ZoneInfo("Europe/Oslo")).date()
    assert page.html.main.find("input", attrs={"name": "on"})["value"] == today.isoformat()


@pytest.mark.parametrize("day", ["2999-01-01", "3 March", "", "0000-00-00", "9" * 5000])
def test_a_day_that_cant_be_asked_about_gets_a_sentence(make: Factory, kari: int, day: str) -> None:
    page = make.browser_of(kari).get("/standing", {"on": day}, status=422)
    assert "year-month-day" in page or "today at the latest" in main(page)
    assert "You were" not in main(page).replace("Whether you were", "")


def test_the_programme_manager_reads_the_answer_with_its_reasons(manager: Browser, kari: int) -> None:
    answer = said(manager, " KARI@example.no ", "2025-03-03")
    assert "Kari Nordmann was a cleared ambassador on 3 March 2025." in answer
    assert "Acknowledged version 1.0 on 5 January 2025." in answer
    assert "Kari Nordmann was not a cleared ambassador" in said(manager, "kari@example.no", "2025-08-01")


def test_whoever_was_no_ambassador_that_day_reads_alike(manager: Browser, make: Factory, kari: int) -> None:
    make.withdraw(kari, at=LONG_AGO + 100 * DAY)
    make.person("Never Joined", email="never@example.no")
    for address in ("kari@example.no", "never@example.no", "nobody@example.no"):
        assert (
            said(manager, address, "2025-06-01") == f"{address} was not a cleared ambassador on 1 June 2025."
        )
    assert "Kari Nordmann was a cleared" in said(manager, "kari@example.no", "2025-03-03")


def test_people_who_left_the_company_are_found_on_days_before(
    manager: Browser, make: Factory, kari: int
) -> None:
    with make.database.transaction() as session:
        leave(session, person_ids=[kari], by=None, at=LONG_AGO + 100 * DAY)
    assert "Kari Nordmann was a cleared" in said(manager, "kari@example.no", "2025-03-03")
    assert said(manager, "kari@example.no", "2025-06-01").startswith("kari@example.no was not a cleared")


def test_each_look_up_leaves_an_entry_without_a_name(manager: Browser, make: Factory, kari: int) -> None:
    for address in ("kari@example.no", "nobody@example.no"):
        said(manager, address, "2025-03-03")
    with make.database.reading() as session:
        entries = [json.loads(text) for text in session.scalars(select(TrailEntry.entry))]
    looked_up = [entry for entry in entries if entry["what"] == "standing looked up"]
    assert [entry["facts"] for entry in looked_up] == [
        {"person": kari, "day": "2025-03-03"},
        {"person": None, "day": "2025-03-03"},
    ]
    assert all(entry["by"] for entry in looked_up)


def test_a_day_to_come_is_refused_and_nothing_typed_is_lost(manager: Browser) -> None:
    page = manager.submit(LOOK_UP, address="kari@example.no", on="2999-01-01")
    assert page.status_int == 422
    assert "nobody knows yet how later days will be" in page
    assert 'value="kari@example.no"' in page
    assert 'value="2999-01-01"' in page


def test_a_link_fills_in_the_address(manager: Browser) -> None:
    assert 'value="kari@example.no"' in manager.get(f"{LOOK_UP}?address=kari@example.no")


@pytest.mark.parametrize("role", [Role.STAFF, Role.LEADERSHIP, Role.ADMINISTRATOR])
def test_only_the_programme_manager_looks_others_up(make: Factory, role: Role) -> None:
    make.browser_as(role).get(LOOK_UP, status=403)


def test_the_answer_is_in_the_readers_language(manager: Browser, kari: int) -> None:
    manager.extra_environ["HTTP_ACCEPT_LANGUAGE"] = "nb"
    answer = said(manager, "kari@example.no", "2025-03-03")
    assert "Kari Nordmann var klarert ambassadør 3. mars 2025." in answer
    assert "Bekreftet versjon 1.0 5. januar 2025." in answer
