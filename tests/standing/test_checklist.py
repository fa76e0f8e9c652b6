"""The checklist: one's state in a sentence, the steps, and one next thing to do."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import event

from ambassador import clock
from ambassador.audience.policy import Channel
from ambassador.guidelines.answering.models import Acknowledgement
from ambassador.guidelines.models import GuidelineTask
from ambassador.guidelines.requirement_operations import set_required as set_guideline_required
from ambassador.people.audiences import Audience
from ambassador.training.models import Attempt, Result
from ambassador.training.requirement_operations import set_required as set_course_required
from tests.browser import Browser
from tests.factories import Factory
from tests.rows import (
    acknowledgement,
    attempt,
    decline,
    except_from,
    publish_course,
    publish_guideline,
    result,
    rows,
    task,
)

DAY = timedelta(days=1)


def day(moment: datetime) -> str:
    """Write a day as pages do, in the company's time zone."""
    here = moment.astimezone(ZoneInfo("Europe/Oslo"))
    return f"{here.day} {here:%B %Y}"


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


def asks(make: Factory, who: int, version: int, *, days: int) -> None:
    with make.database.transaction() as session:
        asked = task(who, version, clock.now() - 20 * DAY, due_at=clock.now() + days * DAY)
        rows(session, GuidelineTask, [asked])


def for_everyone(make: Factory, audience: Audience = Audience.ALL) -> int:
    then = clock.now() - 100 * DAY
    with make.database.transaction() as session:
        return publish_guideline(session, 1, at=then, binding_from=then, audience=audience)


def test_who_has_not_joined_sees_what_they_were_asked_for(make: Factory) -> None:
    rules, who = for_everyone(make), make.person()
    asks(make, who, rules, days=10)
    page = make.browser_of(who).get("/checklist")
    assert f"Acknowledge it by {day(clock.now() + 10 * DAY)}." in page
    assert "nothing is expected of you" not in page
    assert "joining is your own choice" in page
    assert page.html.main.find("a", class_="btn-primary")["href"] == "/guidelines/1"
    signs(make, who, rules)
    assert "nothing is expected of you" in make.browser_of(who).get("/checklist")


def test_who_was_not_asked_is_invited_as_ever(make: Factory) -> None:
    for_everyone(make, Audience.LEADERS)
    assert "nothing is expected of you" in make.browser_of(make.person()).get("/checklist")


def test_rules_for_leaders_are_no_step_for_others(make: Factory) -> None:
    rules = for_everyone(make, Audience.LEADERS)
    who, browser = ambassador(make)
    assert "Rules 1.1" not in browser.get("/checklist")
    asks(make, who, rules, days=-2)
    page = browser.get("/checklist")
    assert "1 step is left" in page
    assert f"It was due on {day(clock.now() - 2 * DAY)}." in page


def test_due_date_and_grace_are_told_apart(make: Factory) -> None:
    _course, rules = programme(make)
    who, browser = ambassador(make)
    signs(make, who, rules)
    now = clock.now()
    with make.database.transaction() as session:
        publish_guideline(
            *(session, 1),
            at=now - DAY,
            binding_from=now + 14 * DAY,
            number=2,
            major=2,
            due_at=now + 7 * DAY,
        )
    page = browser.get("/checklist")
    assert f"Acknowledge it by {day(now + 7 * DAY)}." in page
    assert f"You are cleared under version 1 until {day(now + 14 * DAY)}." in page


def test_an_exception_is_a_step_that_is_done(make: Factory) -> None:
    for_everyone(make)
    who, browser = ambassador(make)
    with make.database.transaction() as session:
        except_from(session, who, 1, clock.now() - DAY, until=clock.now() + 30 * DAY)
    page = browser.get("/checklist")
    assert f"You are excepted until {day(clock.now() + 30 * DAY)}." in page
    assert f"You are a cleared ambassador until {day(clock.now() + 30 * DAY)}." in page


def test_who_declined_may_still_acknowledge(make: Factory) -> None:
    rules = for_everyone(make)
    who, browser = ambassador(make)
    with make.database.transaction() as session:
        decline(session, who, rules, clock.now() - DAY)
    assert f"You declined it on {day(clock.now() - DAY)}, and may still acknowledge it." in browser.get(
        "/checklist"
    )
    assert "Read and acknowledge" in buttons(browser)


def test_what_is_voluntary_is_no_step(make: Factory) -> None:
    programme(make)
    _who, browser = ambassador(make)
    with make.database.transaction() as session:
        set_guideline_required(session, guideline_id=1, is_required=False, by=None, at=clock.now())
        set_course_required(session, course_id=1, is_required=False, by=None, at=clock.now())
    page = browser.get("/checklist")
    assert "You are a cleared ambassador." in page
    assert "Rules 1.1" not in page
    assert "Course 1.1" not in page
