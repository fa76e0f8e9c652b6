"""Attempts: gone on with on any device, and limited."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
import time_machine
from sqlalchemy import func, select

from ambassador import clock
from ambassador.training import operations
from ambassador.training.models import KeptAnswers, Result
from ambassador.web.access import Role
from tests.browser import Browser
from tests.factories import Factory
from tests.training.attempting import attempts, fail
from tests.training.test_taking import COURSE, QUIZ, begin, fill, quiz_of, results

pytestmark = pytest.mark.usefixtures("content")

NOON = datetime(2026, 3, 28, 12, tzinfo=UTC)
"""The day before clocks are put forward in Oslo."""


@pytest.fixture
def at_noon() -> Iterator[Any]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def some(form: Any, make: Factory, *, missing: int) -> Any:
    """Answer all but the last few questions."""
    filled = fill(form, make)
    names = [name for name in filled.fields if name and name.startswith("question-")]
    for name in names[-missing:]:
        for box in filled.fields[name]:
            if box.attrs.get("type") == "checkbox":
                box.checked = False
            else:
                box.force_value(None)
    return filled


def test_saved_answers_are_there_on_another_device_and_are_no_result(make: Factory) -> None:
    who = make.person()
    form = some(begin(make.browser_of(who)), make, missing=5)
    page = form.submit("action", value="keep", status=303).follow()
    assert "7 answers are kept" in page.html.main.text
    assert not results(make)
    other = make.browser_of(who).get(QUIZ)
    ticked = {each["name"] for each in other.html.find_all("input", checked=True)}
    assert len(ticked) == 7
    fill(quiz_of(other), make).submit(status=303)
    assert [kept.right for kept in results(make)] == [12]
    with make.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(KeptAnswers)) == 0


def test_the_last_to_save_is_kept(make: Factory) -> None:
    who = make.person()
    first, second = (begin(make.browser_of(who)) for _ in range(2))
    some(first, make, missing=2).submit("action", value="keep", status=303)
    some(second, make, missing=9).submit("action", value="keep", status=303)
    page = make.browser_of(who).get(QUIZ)
    assert len({each["name"] for each in page.html.find_all("input", checked=True)}) == 3


def test_handing_in_with_gaps_keeps_what_was_answered(learner: Browser, make: Factory) -> None:
    page = some(begin(learner), make, missing=2).submit(status=422)
    assert len(page.html.find(id="error-summary").find_all("li")) == 2
    assert not results(make)
    again = learner.get(QUIZ)
    assert len({each["name"] for each in again.html.find_all("input", checked=True)}) == 10


def test_saving_what_is_handed_in_already_changes_nothing(learner: Browser, make: Factory) -> None:
    form = fill(begin(learner), make)
    form.submit(status=303)
    some(form, make, missing=5).submit("action", value="keep", status=303)
    assert [kept.right for kept in results(make)] == [12]
    with make.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(KeptAnswers)) == 0


def test_somebody_elses_answers_are_not_saved(learner: Browser, make: Factory) -> None:
    theirs = begin(make.browser_of(make.person()))["attempt"].value
    form = begin(learner)
    form["attempt"] = theirs
    form.submit("action", value="keep", status=404)


def test_the_course_page_says_how_it_is_asked(learner: Browser, limits: Any) -> None:
    limits(questions_asked=10, most_attempts=3, pause_hours=24)
    text = " ".join(learner.get(COURSE).html.main.text.split())
    assert "10 of 12 questions. 3 attempts, with a pause of one day between two." in text
    assert "You pass with 8 right answers" in text


def test_a_pause_says_the_exact_moment_in_the_company_s_time_zone(
    make: Factory, limits: Any, at_noon: Any
) -> None:
    limits(pause_hours=24)
    learner = make.browser_of(make.person())
    page = fail(learner, make).follow()
    assert not [form for form in page.forms.values() if "start" in (form.action or "")]
    # 24 hours after 13:00 it is 14:00, because clocks were put forward at night.
    assert "29 March 2026, 14:00" in learner.get(QUIZ).html.main.text
    at_noon.shift(timedelta(hours=24, seconds=-1))
    learner.post(f"{QUIZ}/start", {"csrf_token": token_of(learner)}, status=303)
    assert len(attempts(make)) == 1
    at_noon.shift(timedelta(seconds=1))
    begin(learner)
    assert len(attempts(make)) == 2


def token_of(browser: Browser) -> str:
    page = browser.get(QUIZ)
    return str(page.html.find("input", attrs={"name": "csrf_token"})["value"])


def test_used_up_attempts_say_what_to_do(learner: Browser, make: Factory, limits: Any) -> None:
    limits(most_attempts=2)
    assert "You have one attempt left" in fail(learner, make).follow().html.main.text
    fail(learner, make)
    page = learner.get(QUIZ)
    assert page.html.h1.text == "No attempt left"
    assert "The programme manager can give you one more" in page.html.main.text
    learner.post(f"{QUIZ}/start", {"csrf_token": token_of(learner)}, status=303)
    assert len(attempts(make)) == 2


def test_a_pass_begins_a_new_count(make: Factory, limits: Any) -> None:
    limits(most_attempts=2)
    who = make.person()
    learner = make.browser_of(who)
    fail(learner, make)
    fill(begin(learner), make).submit(status=303)
    for _ in range(2):
        fail(learner, make)
    assert learner.get(QUIZ).html.h1.text == "No attempt left"


def test_a_new_version_begins_a_new_count(learner: Browser, make: Factory, limits: Any) -> None:
    limits(most_attempts=1)
    fail(learner, make)
    assert learner.get(QUIZ).html.h1.text == "No attempt left"
    limits(most_attempts=1)
    begin(learner)


def test_two_tabs_at_once_get_the_last_attempt_once(make: Factory, limits: Any) -> None:
    limits(most_attempts=1)
    who, together, found = make.person(), Barrier(2), []

    def start() -> None:
        together.wait()
        with make.database.transaction() as session:
            found.append(operations.start_attempt(session, course_id=1, by=who, at=clock.now()))

    threads = [Thread(target=start) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found[0] == found[1] is not None
    assert len(attempts(make)) == 1


def test_results_stay_as_they_are_when_attempts_run_out(learner: Browser, make: Factory, limits: Any) -> None:
    limits(most_attempts=1)
    where = fail(learner, make).location
    assert "Not yet" in learner.get(where).html.h1.text
    with make.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Result)) == 1


SETTINGS = {"pass_percent": "80", "validity_months": "12"}


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("questions_asked", "13", "There are only 12 questions."),
        ("questions_asked", "0", "Choose from 1 to 100."),
        ("most_attempts", "0", "Choose from 1 to 20."),
        ("pause_hours", "-1", "Choose from 0 to 720."),
    ],
)
def test_settings_that_make_no_sense_get_a_sentence_and_are_kept_on_the_page(
    make: Factory, field: str, value: str, says: str
) -> None:
    manager = make.browser_as(Role.PROGRAMME_MANAGER)
    where = f"{draft_of(manager)}/settings"
    page = manager.submit(where, **SETTINGS, **{field: value})
    assert page.status_int == 422
    assert says in page.html.find(id="error-summary").text
    assert page.html.find(id=field)["value"] == value


def draft_of(manager: Browser) -> str:
    page = manager.get("/programme/courses")
    [form] = [form for form in page.forms.values() if form.action.endswith("/1/drafts")]
    return str(form.submit().follow().request.path)


def test_settings_are_saved_shown_and_published_with_the_version(make: Factory) -> None:
    manager = make.browser_as(Role.PROGRAMME_MANAGER)
    draft = draft_of(manager)
    chosen = {"questions_asked": "8", "most_attempts": "3", "pause_hours": "36", "is_shuffled": True}
    page = manager.submit(f"{draft}/settings", **SETTINGS, **chosen)
    text = " ".join(page.html.main.text.split())
    assert "8, in an order of chance" in text
    assert "3, with a pause of 36 hours" in text
    assert "8 of 12 questions." in manager.get(f"{draft}/preview").html.main.text
    manager.submit(f"{draft}/publish")
    course = " ".join(make.browser_of(make.person()).get(COURSE).html.main.text.split())
    assert "8 of 12 questions. 3 attempts, with a pause of 36 hours between two." in course


def test_a_draft_that_asks_more_than_there_is_can_not_be_published(make: Factory) -> None:
    manager = make.browser_as(Role.PROGRAMME_MANAGER)
    draft = draft_of(manager)
    manager.submit(f"{draft}/settings", **SETTINGS, questions_asked="12")
    page = manager.get(draft)
    question = page.click(href="/questions/[0-9]+$", index=0)
    [delete] = [form for form in question.forms.values() if form.action.endswith("/delete")]
    delete.submit()
    assert "There are only 11 questions." in manager.get(f"{draft}/publish").html.main.text
