"""Taking a course: read at one's own pace, marked on the server, once, and fairly."""

from __future__ import annotations

import json
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import func, select
from webtest import TestResponse

from ambassador import clock
from ambassador.trail.models import TrailEntry
from ambassador.training import content, operations, queries
from ambassador.training.models import Attempt, CourseVersion, Question, Result
from tests.browser import Browser
from tests.factories import LONG_AGO, ZONE, Factory, ends
from tests.training.publishing import publish_next

pytestmark = pytest.mark.usefixtures("content")

COURSE = "/training/1"
QUIZ = f"{COURSE}/quiz"


@pytest.fixture
def learner(make: Factory) -> Browser:
    return make.browser_of(make.person())


def quiz_of(page: TestResponse) -> Any:
    [form] = [form for form in page.forms.values() if "attempt" in form.fields]
    return form


def begin(browser: Browser) -> Any:
    """Begin the quiz, and return its form."""
    return quiz_of(browser.submit(QUIZ))


def fill(form: Any, make: Factory, *, wrong: int = 0) -> Any:
    """Answer what an attempt asks, the first `wrong` as they are shown wrongly."""
    with make.database.reading() as session:
        attempt = session.get_one(Attempt, int(form["attempt"].value))
        of_version = select(Question).where(Question.version_id == attempt.version_id)
        questions = list(session.scalars(of_version.order_by(Question.position)))
        if attempt.asked is not None:
            by_id = {question.id: question for question in questions}
            questions = [by_id[question] for question, _places in attempt.asked]
    for place, question in enumerate(questions):
        chosen = {str(option) for option in question.right}
        if place < wrong:
            chosen = {
                next(str(i) for i in range(len(question.texts["en"]["options"])) if i not in question.right)
            }
        boxes = form.fields[f"question-{question.id}"]
        if question.kind == "multiple":
            for box in boxes:
                box.checked = box._value in chosen
        else:
            boxes[0].value = chosen.pop()
    return form


def results(make: Factory) -> list[Result]:
    with make.database.reading() as session:
        return list(session.scalars(select(Result).order_by(Result.attempt_id)))


def test_the_overview_lists_lessons_and_what_a_pass_takes(learner: Browser) -> None:
    page = learner.get(COURSE)
    assert len(page.html.main.ol.find_all("li")) == 5
    assert "12 questions" in page
    assert "10 right answers" in page
    assert "12 months" in page


def test_lessons_lead_from_one_to_the_next_and_to_the_quiz(learner: Browser) -> None:
    page = learner.get(COURSE).click("Start with the first lesson")
    for position in range(2, 6):
        page = page.click(href=f"/lessons/{position}$", index=0)
        assert page.html.progress.text == f"{position} / 5"
    assert page.click("Next: the quiz").request.path == QUIZ


def test_opening_every_page_completes_nothing(learner: Browser, make: Factory) -> None:
    for path in (COURSE, *(f"{COURSE}/lessons/{n}" for n in range(1, 6)), QUIZ):
        learner.get(path)
    with make.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Attempt)) == 0
    assert not results(make)


def test_no_right_answer_and_no_explanation_is_on_the_page_before(learner: Browser) -> None:
    page = learner.submit(QUIZ)
    assert len(page.html.find_all("fieldset")) == 12
    assert "checked" not in page
    assert "Being an ambassador is voluntary, and a no needs" not in page
    assert not page.html.find("input", attrs={"data-right": True})


def test_all_right_is_a_pass_that_counts_for_a_year(learner: Browser, make: Factory) -> None:
    page = fill(begin(learner), make).submit().follow()
    assert page.html.h1.text == "You passed"
    [kept] = results(make)
    assert (kept.right, kept.asked, kept.is_passed) == (12, 12, True)
    assert kept.valid_until == ends(kept.at, 12)
    assert "It counts until" in learner.get(COURSE)


@pytest.mark.parametrize(("wrong", "passes"), [(2, True), (3, False)])
def test_ten_of_twelve_is_the_pass_mark(learner: Browser, make: Factory, wrong: int, passes: bool) -> None:
    fill(begin(learner), make, wrong=wrong).submit(status=303)
    [kept] = results(make)
    assert (kept.right, kept.is_passed) == (12 - wrong, passes)
    assert (kept.valid_until is not None) is passes


def test_questions_without_an_answer_are_named_and_the_others_kept(learner: Browser, make: Factory) -> None:
    form = fill(begin(learner), make)
    single = next(
        name for name, fields in form.fields.items() if name and fields[0].attrs.get("type") == "radio"
    )
    form[single].force_value(None)
    page = form.submit(status=422)
    assert "has no answer yet" in page.html.find(id="error-summary").text
    assert len(page.html.find(id="error-summary").find_all("li")) == 1
    assert len(page.html.find_all("input", checked=True)) > 11
    assert not results(make)


def test_an_answer_that_was_never_offered_is_refused(learner: Browser, make: Factory) -> None:
    form = fill(begin(learner), make)
    single = next(
        name for name, fields in form.fields.items() if name and fields[0].attrs.get("type") == "radio"
    )
    form[single].force_value("99")
    form.submit(status=422)
    assert not results(make)


def test_the_result_shows_each_answer_and_why(learner: Browser, make: Factory) -> None:
    page = fill(begin(learner), make, wrong=3).submit().follow()
    assert page.html.h1.text == "Not yet"
    cards = page.html.find_all("section", class_="card")
    assert [("Not right" in card.text) for card in cards] == [True] * 3 + [False] * 9
    assert "Being an ambassador is voluntary" in cards[0].text


def test_a_failed_quiz_links_the_missed_lessons_and_starts_anew(learner: Browser, make: Factory) -> None:
    page = fill(begin(learner), make, wrong=3).submit().follow()
    assert [a["href"] for a in page.html.main.ul.find_all("a")] == [
        f"{COURSE}/lessons/1",
        f"{COURSE}/lessons/2",
    ]
    again = quiz_of(learner.submit(page.request.path))
    fill(again, make).submit(status=303)
    assert [kept.is_passed for kept in results(make)] == [False, True]


def test_a_second_tab_gets_the_same_attempt(learner: Browser) -> None:
    first = begin(learner)["attempt"].value
    assert quiz_of(learner.get(QUIZ))["attempt"].value == first


def test_two_tabs_that_start_at_once_share_one_attempt(make: Factory) -> None:
    who, together, found = make.person(), Barrier(2), []

    def start() -> None:
        together.wait()
        with make.database.transaction() as session:
            found.append(operations.start_attempt(session, course_id=1, by=who, at=clock.now()))

    run_at_once(start)
    assert found[0] == found[1] is not None


def test_two_identical_submissions_at_once_are_one_result(make: Factory) -> None:
    who, together, found = make.person(), Barrier(2), []
    with make.database.transaction() as session:
        attempt_id = operations.start_attempt(session, course_id=1, by=who, at=clock.now())
        assert attempt_id is not None
        right = queries.right_answers(session, session.get_one(Attempt, attempt_id).version_id)

    def send() -> None:
        together.wait()
        with make.database.transaction() as session:
            answers = operations.Answers(attempt_id, 1, right)
            found.append(operations.submit(session, answers, zone=ZONE, by=who, at=clock.now()))

    run_at_once(send)
    assert [result.is_passed for result in found] == [True, True]
    assert len(results(make)) == 1


def run_at_once(action: Any) -> None:
    threads = [Thread(target=action) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_handing_in_twice_shows_the_same_result(learner: Browser, make: Factory) -> None:
    form = fill(begin(learner), make, wrong=12)
    first = form.submit(status=303)
    second = fill(form, make).submit(status=303)
    assert first.location == second.location
    assert [kept.right for kept in results(make)] == [0]


def test_an_attempt_stays_with_the_version_it_began_with_and_counts(learner: Browser, make: Factory) -> None:
    form = begin(learner)
    publish_next(make.database, pass_percent=100)
    assert quiz_of(learner.get(QUIZ))["attempt"].value == form["attempt"].value
    fill(form, make, wrong=2).submit(status=303)
    [kept] = results(make)
    assert kept.is_passed
    with make.database.reading() as session:
        attempt = session.get_one(Attempt, kept.attempt_id)
        assert session.get_one(CourseVersion, attempt.version_id).number == 1


def test_another_persons_attempt_is_not_found(learner: Browser, make: Factory) -> None:
    theirs = fill(begin(make.browser_of(make.person())), make).submit(status=303).location
    learner.get(theirs, status=404)
    mine = begin(learner)
    mine["attempt"] = theirs.rsplit("/", 1)[1]
    mine.submit(status=404)


@pytest.mark.parametrize(
    "path",
    [
        "/training/99",
        "/training/99999999999",
        "/training/1/lessons/6",
        "/training/1/lessons/0",
        "/training/99/quiz",
    ],
)
def test_what_does_not_exist_is_not_found(learner: Browser, path: str) -> None:
    learner.get(path, status=404)


@pytest.mark.parametrize("attempt", ["", "x", "²", "99999999999999999999"])
def test_a_mangled_attempt_is_not_found(learner: Browser, attempt: str) -> None:
    form = begin(learner)
    form["attempt"] = attempt
    form.submit(status=404)


def test_the_quiz_is_in_the_readers_language(learner: Browser) -> None:
    begin(learner)
    page = learner.get(QUIZ, headers={"Accept-Language": "nb"})
    assert "Nora blir spurt om hun vil bli ambassadør" in page


def test_the_trail_tells_of_the_result(make: Factory) -> None:
    who = make.person("Kari Nordmann")
    make.pass_course(who)
    with make.database.reading() as session:
        newest = session.scalars(select(TrailEntry).order_by(TrailEntry.sequence.desc()).limit(1)).one()
    entry = json.loads(newest.entry)
    assert (entry["what"], entry["facts"]["right"], entry["facts"]["is_passed"]) == ("quiz marked", 12, True)
    assert "Kari" not in newest.entry


def test_installing_the_shipped_courses_again_changes_nothing(make: Factory) -> None:
    with make.database.transaction() as session:
        operations.install_content(session, clock.now())
    with make.database.reading() as session:
        versions = session.scalars(select(CourseVersion)).all()
        kept = [(v.number, v.published_at, v.published_by) for v in versions]
        assert kept == [(1, LONG_AGO, None)] * len(content.SLUGS)


def test_an_expired_pass_asks_for_the_quiz_again(make: Factory) -> None:
    who = make.person()
    make.pass_course(who, at=LONG_AGO - timedelta(days=3000))
    assert "Your pass counted until" in make.browser_of(who).get(COURSE)
