"""The checklist: one's state in a sentence, the steps, and one next thing to do."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import event

from ambassador import clock
from ambassador.audience.policy import Channel
from ambassador.guidelines.answering.models import Acknowledgement
from ambassador.training.models import Attempt, Result
from tests.browser import Browser
from tests.factories import Factory
from tests.rows import (
    acknowledgement,
    attempt,
    publish_course,
    publish_guideline,
    result,
    rows,
)

DAY = timedelta(days=1)


def programme(make: Factory) -> tuple[int, int]:
    """Publish one course and one guideline; return the ids of their versions."""
    then = clock.now() - 100 * DAY
    with make.database.transaction() as session:
        course = publish_course(session, 1, at=then)
        return course, publish_guideline(session, 1, at=then, binding_from=then)


def passes(make: Factory, who: int, *, days: int, course: int) -> None:
    now = clock.now()
    with make.database.transaction() as session:
        rows(session, Attempt, [attempt(who, who, course, now - DAY)])
        rows(session, Result, [result(who, who, 1, now - DAY, valid_until=now + days * DAY)])


def signs(make: Factory, who: int, version: int) -> None:
    with make.database.transaction() as session:
        rows(session, Acknowledgement, [acknowledgement(who, version, clock.now() - DAY)])


def ambassador(make: Factory) -> tuple[int, Browser]:
    who = make.person()
    make.opt_in(who)
    return who, make.browser_of(who)


def buttons(browser: Browser) -> list[str]:
    page = browser.get("/checklist").html
    return [link.text for link in page.main.find_all("a", class_="btn-primary")]


def test_somebody_who_has_not_joined_is_invited_without_pressure(make: Factory) -> None:
    programme(make)
    browser = make.browser_of(make.person())
    assert "nothing is expected of you" in browser.get("/checklist")
    assert buttons(browser) == ["See what joining means"]


def test_somebody_who_left_sees_the_same_as_somebody_who_never_joined(make: Factory) -> None:
    programme(make)
    who, browser = ambassador(make)
    make.withdraw(who, at=clock.now())
    never = make.browser_of(make.person())
    assert browser.get("/checklist").html.main == never.get("/checklist").html.main


def test_the_steps_are_walked_one_by_one(make: Factory) -> None:
    course, rules = programme(make)
    who, browser = ambassador(make)
    assert "2 steps are left" in browser.get("/checklist")
    assert buttons(browser) == ["Take the course"]
    passes(make, who, days=200, course=course)
    assert "1 step is left" in browser.get("/checklist")
    assert buttons(browser) == ["Read and acknowledge"]
    signs(make, who, rules)
    assert "You are a cleared ambassador until" in browser.get("/checklist")
    assert buttons(browser) == ["Tell about my channels"]
    make.audience(who, Channel.X, 90)
    assert buttons(browser) == []


def test_a_new_version_waits_without_taking_clearance_away(make: Factory) -> None:
    course, rules = programme(make)
    who, browser = ambassador(make)
    passes(make, who, days=200, course=course)
    signs(make, who, rules)
    binds = clock.now() + 14 * DAY
    with make.database.transaction() as session:
        publish_guideline(session, 1, at=clock.now() - DAY, binding_from=binds, number=2, major=2)
    page = browser.get("/checklist")
    assert "You are a cleared ambassador until" in page
    assert "There is a new version" in page
    assert "Rules 1.2" in page
    assert buttons(browser) == ["Read and acknowledge"]


def test_a_pass_that_runs_out_within_a_month_can_be_renewed(make: Factory) -> None:
    course, _rules = programme(make)
    who, browser = ambassador(make)
    passes(make, who, days=20, course=course)
    assert buttons(browser) == ["Renew it"]


def test_titles_are_in_the_visitors_language(make: Factory) -> None:
    programme(make)
    _who, browser = ambassador(make)
    page = browser.get("/checklist", headers={"Accept-Language": "nb"})
    assert "Kurs 1.1" in page
    assert "Regler 1.1" in page


def test_where_nothing_is_published_joining_is_all(make: Factory) -> None:
    _who, browser = ambassador(make)
    assert "You are a cleared ambassador." in browser.get("/checklist")


def test_the_page_takes_six_statements(make: Factory) -> None:
    programme(make)
    _who, browser = ambassador(make)
    seen: list[str] = []
    event.listen(
        make.database.engine,
        "before_cursor_execute",
        lambda _c, _cur, statement, *_rest: seen.append(statement),
    )
    browser.get("/checklist")
    assert len([statement for statement in seen if statement.startswith("SELECT")]) == 6
