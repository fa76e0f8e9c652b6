"""Answering: the list, the letter, sharing, and two managers who answer at the same moment."""

from __future__ import annotations

import json
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from flask import render_template
from sqlalchemy import select

from ambassador import clock
from ambassador.mail.models import Letter
from ambassador.people.leaving import leave
from ambassador.people.queries import hold
from ambassador.questions import desk_queries, operations
from ambassador.questions.operations import AnswerQuestion, empty_questions
from ambassador.questions.policy import Shared, Subject
from ambassador.web.access import Role
from ambassador.web.errors import Conflict
from tests.browser import Browser
from tests.factories import Factory
from tests.questions.conftest import BOTH, Desk
from tests.questions.test_asking import READ, questions_on
from tests.test_lock_order import one_in_the_middle_of_the_other
from tests.test_races import at_once
from tests.trail.trails import is_whole

LIST = "/questions"


@pytest.fixture
def manager(desk: Desk) -> Browser:
    return desk.make.browser_of(desk.manager)


def letters(make: Factory) -> list[Letter]:
    with make.database.reading() as session:
        return list(session.scalars(select(Letter).order_by(Letter.id)))


def form_of(browser: Browser, path: str = f"{LIST}/1"):  # type: ignore[no-untyped-def]  # WebTest ships no types
    [form] = [each for each in browser.get(path).forms.values() if "is_shared" in each.fields]
    return form


@pytest.mark.parametrize("role", [Role.STAFF, Role.LEADERSHIP, Role.ADMINISTRATOR])
def test_only_the_programme_manager_reads_who_asked(desk: Desk, role: Role) -> None:
    desk.ask()
    for path in (LIST, f"{LIST}/1"):
        desk.make.browser_as(role).get(path, status=403)
    desk.make.browser_as(role).get("/questions/own/1", status=404)


def test_those_that_wait_come_first_the_oldest_first(desk: Desk, manager: Browser) -> None:
    now = clock.now()
    for text, days in (("Answered", 9), ("Newer", 3), ("Older", 5)):
        desk.ask(text, at=now - timedelta(days=days))
    desk.answer(shared={"en": BOTH["en"]})
    rows = [row.get_text(" ", strip=True) for row in manager.get(LIST).html.tbody.find_all("tr")]
    title = "Rules of play for social media"
    assert rows == [
        f"Older {title} Waiting 5 days",
        f"Newer {title} Waiting 3 days",
        f"Answered {title} Shared Norwegian is missing",
    ]


def test_the_list_shows_one_place_at_a_time(desk: Desk, manager: Browser) -> None:
    desk.ask("About the rules")
    desk.ask("About the lesson", about=(Subject.LESSON, 2))
    page = manager.submit(LIST, about="lesson:2")
    assert "About the lesson" in page
    assert "About the rules" not in page
    assert "About the rules" in manager.get(f"{LIST}?about=lesson:x&page=0")


def test_the_list_has_pages(desk: Desk, manager: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk_queries, "PAGE", 2)
    for number in range(3):
        desk.ask(f"Question {number}")
    assert "Page 1 of 2" in manager.get(LIST)
    assert "Question 2" in manager.get(f"{LIST}?page=9")


def test_the_time_to_answer_counts_first_answers_of_ninety_days(desk: Desk, manager: Browser) -> None:
    now = clock.now()
    assert "–" in manager.get(LIST).html.find("dl").text
    for number, (asked, answered) in enumerate([(200, 100), (30, 20), (30, 26)], start=1):
        desk.ask(f"Question {number}", at=now - timedelta(days=asked))
        desk.answer(number, at=now - timedelta(days=answered))
    desk.answer(3, "Again", seen=1)
    assert "7 days" in manager.get(LIST).html.find("dl").text


def test_an_answer_goes_to_whoever_asked_in_a_letter_that_leads_back(desk: Desk, manager: Browser) -> None:
    desk.ask("Får jeg legge ut bilder?", language="nb")
    page = manager.submit(f"{LIST}/1", text="Ja,\r\nmen spør først.")
    assert "The answer is kept" in page
    [letter] = letters(desk.make)
    assert (letter.to_address, letter.language) == ("ola@example.no", "nb")
    assert letter.subject == "Spørsmålet ditt er besvart"
    assert "Kjøreregler for sosiale medier" in letter.body
    assert "Ja,\nmen spør først." in letter.body
    # What somebody typed is sent to nobody, so no link of theirs comes alive in a letter.
    assert "bilder" not in letter.body
    path = letter.body.split("http://localhost")[1].strip()
    assert Browser(desk.make.app).get(path, status=303).location.endswith(f"next={path}")
    assert desk.make.browser_of(desk.asker).get(path, status=303).location.endswith(f"{READ}#questions")


def test_sharing_begins_from_the_words_of_the_question(desk: Desk, manager: Browser) -> None:
    desk.ask()
    form = form_of(manager)
    assert form["shared_question_en"].value == "May I post pictures of Kari?"
    assert not form["is_shared"].checked
    form["text"], form["is_shared"], form["shared_question_en"] = "Ask first.", True, "May I post pictures?"
    form.submit(status=303)
    shown = questions_on(desk.make.browser_as(Role.STAFF))
    assert "May I post pictures?" in shown
    assert "Ask first." in shown
    assert form_of(manager)["is_shared"].checked
    assert form_of(manager)["shared_answer_en"].value == "Ask first."


def test_what_is_not_shared_is_not_kept_for_sharing(desk: Desk) -> None:
    desk.ask()
    desk.answer()
    assert desk.answers()[0].shared == {"nb": Shared(), "en": Shared()}


@pytest.mark.parametrize(
    ("typed", "says", "field"),
    [
        ({"text": ""}, "Write an answer", "text"),
        ({"text": "x" * 4001}, "4000", "text"),
        ({"shared_question_nb": "Kan jeg?"}, "Fill in both", "shared_answer_nb"),
        ({"shared_answer_nb": "Ja."}, "Fill in both", "shared_question_nb"),
        ({"shared_question_en": ""}, "at least one language", "is_shared"),
    ],
)
def test_a_refusal_stands_at_its_field_and_keeps_all_words(
    desk: Desk, manager: Browser, typed: dict[str, str], says: str, field: str
) -> None:
    desk.ask()
    filled = {"text": "Yes.", "is_shared": True, **typed}
    page = manager.submit(f"{LIST}/1", **filled)
    assert page.status_int == 422
    assert says in page.html.find(id=f"{field}-error").text
    assert page.html.find("textarea", id="text").text.strip() == filled["text"]
    assert desk.answers() == []


def test_the_same_words_again_are_no_new_letter(desk: Desk) -> None:
    desk.ask()
    desk.answer()
    desk.answer(seen=1, shared=BOTH)
    assert len(letters(desk.make)) == 1
    desk.answer(seen=2, text="Other words")
    assert len(letters(desk.make)) == 2
    assert [answer.number for answer in desk.answers()] == [1, 2, 3]


def test_the_second_of_two_managers_sees_the_first_ones_answer_and_loses_no_word(
    desk: Desk, manager: Browser
) -> None:
    desk.ask()
    mine = form_of(manager)
    desk.answer(text="Their answer", shared=BOTH, by=desk.make.person("Nils", role=Role.PROGRAMME_MANAGER))
    mine["text"], mine["is_shared"], mine["shared_answer_en"] = "My answer", True, "My shared words"
    page = mine.submit(status=409)
    assert "answered after you opened it" in page
    shown = page.html.find("article", class_="card").text
    assert "Their answer" in shown
    assert BOTH["nb"].answer in shown
    [kept] = [each for each in page.forms.values() if "is_shared" in each.fields]
    assert (kept["text"].value, kept["shared_answer_en"].value) == ("My answer", "My shared words")
    assert len(desk.answers()) == len(letters(desk.make)) == 1
    kept.submit(status=303)
    assert [answer.text for answer in desk.answers()] == ["Their answer", "My answer"]


def test_the_same_answer_sent_twice_is_one(desk: Desk) -> None:
    desk.ask()
    assert desk.answer() is desk.answer() is None
    assert len(desk.answers()) == 1


def test_of_answers_at_once_one_is_kept_and_the_others_are_told(desk: Desk) -> None:
    others = [desk.make.person(role=Role.PROGRAMME_MANAGER) for _ in range(3)]
    for question in range(1, 4):
        desk.ask(f"Question {question}")
        results = at_once(
            desk.make,
            *(lambda q=question, by=by: desk.answer(q, f"From {by}", by=by) for by in others),
        )
        assert sorted(isinstance(result, Conflict) for result in results) == [False, True, True]
    assert len(desk.answers()) == len(letters(desk.make)) == 3
    assert is_whole(desk.make.database)


def test_clicks_at_once_are_one_question(desk: Desk) -> None:
    together = Barrier(3)

    def click() -> None:
        together.wait()
        desk.ask()

    threads = [Thread(target=click) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(desk.questions()) == 1


def test_the_trail_has_ids_and_hashes_of_what_was_shared(desk: Desk) -> None:
    desk.ask()
    desk.answer(shared=BOTH)
    _asked, answered, shared = (json.loads(entry) for entry in desk.trail())
    assert (answered["what"], answered["by"]) == ("question answered", desk.manager)
    assert answered["facts"] == {"question": 1, "answer": 1, "is_shared": True}
    assert shared["what"] == "answer shared"
    assert set(shared["facts"]) == {"question", "answer", "sha256_nb", "sha256_en"}
    assert "Kari" not in "".join(desk.trail())


def test_a_leavers_question_stays_and_no_letter_is_sent(desk: Desk, manager: Browser) -> None:
    desk.ask()
    desk.ask("Another")
    desk.answer(2)
    assert len(letters(desk.make)) == 1
    with desk.make.database.transaction() as session:
        leave(session, person_ids=[desk.asker], by=None, at=clock.now())
    assert letters(desk.make) == []
    assert "no longer work here" in manager.get(f"{LIST}/1")
    manager.submit(f"{LIST}/1", text="Yes.")
    assert letters(desk.make) == []
    assert len(desk.answers()) == 2


def test_who_leaves_while_they_are_answered_gets_no_letter_or_had_it(desk: Desk) -> None:
    desk.ask()
    one_in_the_middle_of_the_other(
        desk.make,
        first=lambda session: hold(session, [desk.asker]),
        then=lambda session: leave(session, person_ids=[desk.asker], by=None, at=clock.now()),
        other=lambda session: operations.answer(
            session, AnswerQuestion(1, 0, "Yes."), by=desk.manager, at=clock.now()
        ),
    )
    assert len(desk.answers()) == 1
    assert letters(desk.make) == []


def test_erasing_empties_questions_and_leaves_what_the_manager_wrote_for_all(
    desk: Desk, manager: Browser
) -> None:
    for text in ("Waits, Kari", "Only hers, Kari", "May I share pictures?"):
        desk.ask(text)
    desk.answer(2, "Kari's answer")
    desk.answer(3, "Earlier, Kari", shared={"nb": Shared("Før", "Før")})
    desk.answer(3, "Kari's own", seen=1, shared=BOTH)
    with desk.make.database.transaction() as session:
        empty_questions(session, person_ids=[desk.asker], at=clock.now())
    assert {question.text for question in desk.questions()} == {""}
    assert {answer.text for answer in desk.answers()} == {""}
    nothing = {"nb": Shared(), "en": Shared()}
    # In English the shared question was the one asked, word for word.
    kept = {"nb": BOTH["nb"], "en": Shared()}
    assert [answer.shared for answer in desk.answers()] == [nothing, nothing, kept]
    assert letters(desk.make) == []
    page = manager.get(LIST)
    assert "Kari" not in page
    assert "(erased)" in page
    assert "is erased" in manager.get(f"{LIST}/1")
    with desk.make.database.reading() as session:
        assert desk_queries.waiting(session) == 0
    assert "Kan jeg dele bilder?" in questions_on(desk.make.browser_as(Role.STAFF))


def test_the_programme_page_can_tell_how_many_wait(desk: Desk) -> None:
    def card() -> str:
        with desk.make.app.test_request_context("/", headers={"Accept-Language": "en"}):
            return render_template("questions/waiting.html")

    assert "No question waits" in card()
    desk.ask()
    assert "1 question waits for an answer." in card()
