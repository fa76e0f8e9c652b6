"""Exceptions: asked for with a reason, decided once by somebody else, and over by themselves."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from ambassador import clock
from ambassador.guidelines.answering.models import ExceptionDecision, ExceptionRequest
from ambassador.web.access import Role
from tests.browser import Browser
from tests.factories import Factory
from tests.guidelines.answering import ADDRESS, form_to, gone, letters, newest_entry

pytestmark = pytest.mark.usefixtures("content")

ASK = f"{ADDRESS}/exception"
DESK = "/programme/guidelines/exceptions"
NEW = "/programme/guidelines/1/exceptions/new"


@pytest.fixture
def kari(make: Factory) -> Browser:
    return make.browser_of(make.person("Kari Nordmann", email="kari@example.no"))


@pytest.fixture
def manager(make: Factory) -> Browser:
    return make.browser_of(make.person("Mona Leder", email="mona@example.no", role=Role.PROGRAMME_MANAGER))


def requests(make: Factory) -> list[ExceptionRequest]:
    with make.database.reading() as session:
        return list(session.scalars(select(ExceptionRequest).order_by(ExceptionRequest.id)))


def decisions(make: Factory) -> list[ExceptionDecision]:
    with make.database.reading() as session:
        return list(session.scalars(select(ExceptionDecision)))


def in_days(days: int) -> str:
    return (clock.now() + timedelta(days=days)).date().isoformat()


def test_a_request_waits_with_its_reason(make: Factory, kari: Browser, manager: Browser) -> None:
    page = kari.submit(ASK, reason="On leave until summer.")
    assert "Nobody has decided about it yet." in page
    assert "On leave until summer." in manager.get(DESK)
    assert "On leave" not in newest_entry(make)


def test_one_request_at_a_time(make: Factory, kari: Browser) -> None:
    form = form_to(kari.get(ASK), "/exception")
    form["reason"] = "Leave."
    form.submit(status=303)
    form.submit(status=303)
    assert [asked.number for asked in requests(make)] == [1]


def test_what_is_granted_has_reason_approver_and_end(make: Factory, kari: Browser, manager: Browser) -> None:
    kari.submit(ASK, reason="Leave.")
    manager.submit(f"{DESK}/1", decision="grant", until=in_days(30), reason="A good reason.")
    page = kari.get(ADDRESS)
    assert "You are excepted until" in page
    assert "Mona Leder granted it" in page
    assert "A good reason." in page
    assert "You need not acknowledge it until your exception ends." in page
    assert "Kari Nordmann" in manager.get(f"{DESK}/granted")
    assert json.loads(newest_entry(make))["what"] == "exception granted"


def test_it_ends_by_itself_with_its_last_day(make: Factory, kari: Browser, manager: Browser) -> None:
    kari.submit(ASK, reason="Leave.")
    manager.submit(f"{DESK}/1", decision="grant", until=in_days(2), reason="Yes.")
    with time_machine.travel(clock.now() + timedelta(days=4)):
        assert "Your exception ended on" in kari.get(ADDRESS)
        assert "Kari Nordmann" not in manager.get(f"{DESK}/granted")
        kari.submit(ASK, reason="More leave.")
    assert [asked.number for asked in requests(make)] == [1, 2]


def test_the_last_day_counts_in_the_company_s_zone(make: Factory, manager: Browser) -> None:
    make.person(email="ola@example.no")
    with time_machine.travel(datetime(2026, 6, 29, 23, 30, tzinfo=UTC)):
        # In Oslo it is the 30th already.
        browser = make.browser_as(Role.PROGRAMME_MANAGER)
        page = browser.submit(NEW, email="ola@example.no", until="2026-06-29", reason="Too late.")
        assert page.status_int == 422
        browser.submit(NEW, email="ola@example.no", until="2026-06-30", reason="One day.")
    [decided] = decisions(make)
    assert decided.until == datetime(2026, 6, 30, 21, 59, 59, 999_999, tzinfo=UTC)


def test_the_asker_gets_a_letter_in_their_language_without_the_reasons(
    make: Factory, kari: Browser, manager: Browser
) -> None:
    kari.submit(ASK, reason="Ill.")
    form_to(kari.get("/account"), "/language").submit("language", value="nb")
    manager.submit(f"{DESK}/1", decision="grant", until=in_days(30), reason="Get well.")
    [letter] = letters(make)
    assert (letter.language, letter.to_address) == ("nb", "kari@example.no")
    assert letter.subject.startswith("Du har unntak fra")
    assert "/guidelines/1" in letter.body
    assert "Get well." not in letter.body


def test_a_refusal_says_why_and_one_may_ask_again(make: Factory, kari: Browser, manager: Browser) -> None:
    kari.submit(ASK, reason="I don't feel like it.")
    manager.submit(f"{DESK}/1", decision="refuse", reason="Everybody has to.")
    page = kari.get(ADDRESS)
    assert "was refused on" in page
    assert "Everybody has to." in page
    assert letters(make)[0].subject.startswith("Your request for an exception")
    kari.submit(ASK, reason="But I am on leave.")
    assert [asked.number for asked in requests(make)] == [1, 2]


@pytest.mark.parametrize(("days", "is_right"), [(-1, False), (0, True), (700, True), (740, False)])
def test_an_exception_ends_within_two_years(
    make: Factory, kari: Browser, manager: Browser, days: int, is_right: bool
) -> None:
    kari.submit(ASK, reason="Leave.")
    page = manager.submit(f"{DESK}/1", decision="grant", until=in_days(days), reason="Yes.")
    assert (page.status_int == 200) is is_right
    assert len(decisions(make)) == is_right
    if not is_right:
        assert "Choose a day from today to" in page.html.find(class_="field-error").text


@pytest.mark.parametrize(
    "wrong", [{"decision": "grant", "until": ""}, {"reason": ""}, {"until": "9999-12-31"}, {"until": "soon"}]
)
def test_a_decision_is_whole_or_refused_with_nothing_lost(
    make: Factory, kari: Browser, manager: Browser, wrong: dict[str, str]
) -> None:
    kari.submit(ASK, reason="Leave.")
    filled = {"decision": "grant", "until": in_days(9), "reason": "Yes."}
    page = manager.submit(f"{DESK}/1", **{**filled, **wrong})
    assert page.status_int == 422
    assert form_to(page, "/1")["until"].value == {**filled, **wrong}["until"]
    assert not decisions(make)


def test_a_decision_has_to_be_chosen(kari: Browser, manager: Browser) -> None:
    kari.submit(ASK, reason="Leave.")
    page = manager.submit(f"{DESK}/1", until=in_days(9), reason="Yes.")
    assert "Choose whether you grant it." in page


def test_it_is_decided_once(make: Factory, kari: Browser, manager: Browser) -> None:
    kari.submit(ASK, reason="Leave.")
    other = form_to(make.browser_as(Role.PROGRAMME_MANAGER).get(f"{DESK}/1"), "/1")
    manager.submit(f"{DESK}/1", decision="grant", until=in_days(9), reason="Yes.")
    other["decision"], other["reason"] = "refuse", "No."
    assert "in the meantime" in other.submit(status=303).follow()
    assert [one.is_granted for one in decisions(make)] == [True]


def test_nobody_decides_about_their_own(make: Factory, manager: Browser) -> None:
    manager.submit(ASK, reason="Me.")
    page = manager.submit(f"{DESK}/1", decision="grant", until=in_days(9), reason="Yes.")
    assert "You can't decide about your own request" in page.html.text
    page = manager.submit(NEW, email="mona@example.no", until=in_days(9), reason="Yes.")
    assert "somebody else has to do this" in page.html.find(class_="field-error").text
    assert not decisions(make)


def test_the_manager_grants_what_nobody_asked_for(make: Factory, kari: Browser, manager: Browser) -> None:
    manager.submit(NEW, email=" Kari@Example.no ", until=in_days(9), reason="Long leave.")
    [asked], [decided] = requests(make), decisions(make)
    assert asked.by == decided.by != asked.person_id
    assert "Long leave." in kari.get(ADDRESS)
    assert len(letters(make)) == 1


def test_granting_who_has_asked_answers_their_request(make: Factory, kari: Browser, manager: Browser) -> None:
    kari.submit(ASK, reason="Leave.")
    manager.submit(NEW, email="kari@example.no", until=in_days(9), reason="Yes.")
    assert len(requests(make)) == len(decisions(make)) == 1


@pytest.mark.parametrize("email", ["nobody@example.no", "gone@example.no"])
def test_only_people_who_work_here_are_excepted(make: Factory, manager: Browser, email: str) -> None:
    gone(make, make.person(email="gone@example.no"))
    page = manager.submit(NEW, email=email, until=in_days(9), reason="Yes.")
    assert "Nobody who works here has this address." in page.html.find(class_="field-error").text
    assert form_to(page, "/new")["email"].value == email


def test_who_acknowledged_needs_no_exception(make: Factory) -> None:
    who = make.person()
    browser = make.browser_of(who)
    form = form_to(browser.get(ASK), "/exception")
    make.acknowledge_all(who)
    form["reason"] = "Leave."
    assert "You have acknowledged it already" in form.submit(status=409)


@pytest.mark.parametrize(
    "path", [f"{DESK}/7", "/programme/guidelines/7/exceptions/new", "/programme/guidelines/7/paper"]
)
def test_what_is_not_there_is_not_found(manager: Browser, path: str) -> None:
    manager.get(f"/programme/guidelines/{path}", status=404)
