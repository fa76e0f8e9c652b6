"""Asking beside a guideline and a lesson: what the page shows whom, and what a refusal keeps."""

from __future__ import annotations

import json

import pytest

from ambassador.questions.policy import LONGEST_QUESTION, MOST_OPEN, Shared, Subject
from ambassador.trail.models import TrailPersonal
from ambassador.web.access import Role
from ambassador.web.errors import Refusal
from tests.browser import Browser
from tests.factories import Factory
from tests.questions.conftest import BOTH, Desk
from tests.training.publishing import publish_next

READ, ABOUT = "/guidelines/1", "/questions/about/guideline/1"


def questions_on(browser: Browser, path: str = READ) -> str:
    return str(browser.get(path).html.find(id="questions").get_text(" ", strip=True))


def send(browser: Browser, text: str, path: str = READ):  # type: ignore[no-untyped-def]  # WebTest ships no types
    [form] = [each for each in browser.get(path).forms.values() if "question" in each.fields]
    form["question"] = text
    return form.submit(expect_errors=True)


@pytest.mark.parametrize("path", [READ, "/training/1/lessons/2"])
def test_whoever_asks_is_back_at_the_questions_and_told_so_once(desk: Desk, path: str) -> None:
    browser = desk.make.browser_of(desk.asker)
    answer = send(browser, "May I?\r\nReally?", path)
    assert answer.status_int == 303
    assert answer.location.endswith(f"{path}#questions")
    shown = questions_on(browser, path)
    assert "Your question is sent" in shown
    assert "May I? Really? Waits for an answer" in shown
    assert "Your question is sent" not in questions_on(browser, path)
    [kept] = desk.questions()
    assert (kept.text, kept.language, kept.person_id) == ("May I?\nReally?", "en", desk.asker)


@pytest.mark.parametrize("role", list(Role))
def test_everybody_may_ask(desk: Desk, role: Role) -> None:
    assert send(desk.make.browser_as(role), "May I?").status_int == 303


def test_a_visitor_signs_in_first(browser: Browser, desk: Desk) -> None:
    assert "/sign-in" in browser.get(ABOUT, status=303).location


def test_a_question_is_its_askers_until_it_is_shared(desk: Desk) -> None:
    desk.ask()
    colleague = desk.make.browser_as(Role.STAFF)
    assert "Kari" not in questions_on(colleague)
    desk.answer()
    assert "Kari" not in questions_on(colleague)
    own = questions_on(desk.make.browser_of(desk.asker))
    assert "Answered, only to you" in own
    assert "Ask Kari first." in own
    desk.answer(seen=1, shared=BOTH)
    shown = questions_on(colleague)
    assert "May I share pictures? Yes, when everybody agreed." in shown.replace(" Answered on", "")
    assert "Kari" not in shown
    assert "Ola" not in shown
    assert "shared with everybody" in questions_on(desk.make.browser_of(desk.asker))


def test_a_newer_answer_takes_sharing_back(desk: Desk) -> None:
    desk.ask()
    desk.answer(shared=BOTH)
    desk.answer(seen=1, text="On second thought, no.")
    assert "pictures" not in questions_on(desk.make.browser_as(Role.STAFF))
    assert "On second thought" in questions_on(desk.make.browser_of(desk.asker))


def test_an_answer_in_the_other_language_says_so_and_is_not_mixed(desk: Desk) -> None:
    desk.ask()
    desk.answer(shared={"nb": BOTH["nb"], "en": Shared()})
    shown = desk.make.browser_as(Role.STAFF).get(READ).html.find(id="questions").details
    question = shown.summary
    assert question.get_text(" ", strip=True) == "Kan jeg dele bilder? In Norwegian"
    assert question.bdi["lang"] == "nb"
    assert shown.p["lang"] == "nb"


def test_the_same_question_sent_twice_is_one(desk: Desk) -> None:
    assert desk.ask() is desk.ask() is None
    assert len(desk.questions()) == 1
    desk.ask(about=(Subject.LESSON, 1))
    desk.ask("Another one")
    desk.ask()
    assert len(desk.questions()) == 4


def test_there_is_an_end_to_what_may_wait(desk: Desk) -> None:
    for number in range(MOST_OPEN):
        assert desk.ask(f"Question {number}") is None
    assert isinstance(desk.ask("One more"), Refusal)
    page = send(desk.make.browser_of(desk.asker), "One more")
    assert page.status_int == 422
    assert "20 questions waiting" in page.html.find(class_="field-error").text
    desk.answer()
    assert desk.ask("One more") is None


@pytest.mark.parametrize(
    ("typed", "says"), [(" \n ", "Write your question"), ("x" * (LONGEST_QUESTION + 1), "2000")]
)
def test_a_refusal_stands_beside_the_field_and_keeps_the_words(desk: Desk, typed: str, says: str) -> None:
    page = send(desk.make.browser_of(desk.asker), typed)
    assert page.status_int == 422
    assert says in page.html.find(class_="field-error").text
    assert page.html.find("textarea", id="question").text.strip() == typed.strip()
    assert desk.questions() == []
    assert page.click("Back to Rules of play").request.path == READ


def test_the_longest_question_is_kept(desk: Desk) -> None:
    text = ("x" * 99 + "\r\n") * 19 + "x" * 100
    assert send(desk.make.browser_of(desk.asker), text).status_int == 303
    assert len(desk.questions()[0].text) == LONGEST_QUESTION


@pytest.mark.parametrize(
    "path", ["/questions/about/guideline/9", "/questions/about/dog/1", "/questions/about/lesson/99"]
)
def test_nothing_is_asked_about_what_is_not_there(desk: Desk, path: str) -> None:
    browser = desk.make.browser_of(desk.asker)
    browser.get(path, status=404)
    token = browser.get(READ).html.find("input", attrs={"name": "csrf_token"})["value"]
    browser.post(path, {"csrf_token": token, "question": "Who?"}, status=404)


def test_no_markup_and_no_link_comes_alive(desk: Desk) -> None:
    evil = "<script>alert(1)</script>\nhttps://evil.example [a](javascript:b) <a href='x'>c</a>"
    desk.ask(evil)
    desk.answer(text=evil, shared={"en": Shared(evil, evil)})
    for path in (READ, ABOUT):
        main = desk.make.browser_of(desk.asker).get(path).html.main
        assert main.find("script") is None
        assert not [link for link in main.find_all("a") if "evil" in link["href"] or link["href"] == "x"]
        assert "<script>alert(1)</script>" in main.text


def test_many_answers_have_pages_of_their_own(desk: Desk, make: Factory) -> None:
    for number in range(1, 13):
        desk.ask(f"Question {number}")
        desk.answer(number, shared={"en": Shared(f"Shared {number}", "Yes.")})
    reader = make.browser_as(Role.STAFF)
    assert len(reader.get(READ).html.find_all("details", class_=False)) == 10
    page = reader.get(READ).click("All 12 questions and answers")
    assert len(page.html.main.find_all("details")) == 12
    assert reader.get(f"{ABOUT}?page=99999999999").status_int == 200


def test_the_trail_knows_that_and_not_who_or_what(desk: Desk) -> None:
    desk.ask()
    [entry] = desk.trail()
    said = json.loads(entry)
    assert (said["what"], said["by"]) == ("question asked", None)
    assert said["facts"] == {"question": 1, "subject": "guideline", "about": 1}
    assert "Kari" not in entry
    with desk.make.database.reading() as session:
        personal = session.get_one(TrailPersonal, said["sequence"])
    assert personal.person_id == desk.asker
    assert "Kari" not in personal.content


def test_questions_stay_beside_the_lesson_when_the_course_gets_a_new_version(desk: Desk) -> None:
    browser = desk.make.browser_of(desk.asker)
    send(browser, "Why?", "/training/1/lessons/2")
    publish_next(desk.make.database)
    assert "Why?" in questions_on(browser, "/training/1/lessons/2")
    assert "Why?" not in questions_on(browser, "/training/1/lessons/1")
