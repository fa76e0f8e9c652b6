"""What an attempt asks: drawn once, the same on any device, and marked by what was drawn."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import func, select
from webtest import TestResponse

from ambassador.training import queries
from ambassador.training.models import Attempt, Question
from tests.browser import Browser
from tests.factories import Factory
from tests.training.attempting import attempts
from tests.training.test_taking import QUIZ, begin, fill, quiz_of, results

pytestmark = pytest.mark.usefixtures("content")


def asked_on(page: TestResponse) -> list[tuple[int, list[int]]]:
    """Return which questions a page asks, in order, each with its options' places in order."""
    found = []
    for fieldset in page.html.find_all("fieldset"):
        inputs = fieldset.find_all("input")
        places = [int(each["value"]) for each in inputs]
        found.append((int(inputs[0]["name"].removeprefix("question-")), places))
    return found


def test_a_draw_asks_some_of_each_lesson_and_is_kept(learner: Browser, make: Factory, limits: Any) -> None:
    limits(questions_asked=6, is_shuffled=True)
    page = learner.submit(QUIZ)
    shown = asked_on(page)
    assert len(shown) == 6
    [attempt] = attempts(make)
    assert attempt.asked == [[question, places] for question, places in shown]
    with make.database.reading() as session:
        lessons = session.scalars(
            select(Question.lesson_position).where(Question.id.in_([question for question, _p in shown]))
        )
        assert set(lessons) == {1, 2, 3, 4, 5}


def test_another_device_and_the_other_language_show_the_same_draw(make: Factory, limits: Any) -> None:
    limits(questions_asked=6, is_shuffled=True)
    who = make.person()
    shown = asked_on(make.browser_of(who).submit(QUIZ))
    other = make.browser_of(who)
    assert asked_on(other.get(QUIZ)) == shown
    assert asked_on(other.get(QUIZ, headers={"Accept-Language": "nb"})) == shown


def test_each_draw_is_its_own(make: Factory, limits: Any) -> None:
    limits(questions_asked=6, is_shuffled=True)
    draws = {json.dumps(asked_on(make.browser_of(make.person()).submit(QUIZ))) for _ in range(4)}
    assert len(draws) == 4


def test_true_and_false_are_never_turned_around(make: Factory, limits: Any) -> None:
    limits(is_shuffled=True)
    with make.database.reading() as session:
        version = session.scalar(select(func.max(Question.version_id)))
        statements = set(
            session.scalars(
                select(Question.id).where(Question.version_id == version, Question.kind == "true_false")
            )
        )
    assert statements
    for _ in range(5):
        shown = dict(asked_on(make.browser_of(make.person()).submit(QUIZ)))
        assert all(shown[question] == [0, 1] for question in statements)


def test_what_was_asked_is_marked_by_the_places_of_the_version(
    learner: Browser, make: Factory, limits: Any
) -> None:
    limits(questions_asked=6, is_shuffled=True)
    page = fill(begin(learner), make, wrong=1).submit(status=303).follow()
    [kept] = results(make)
    assert (kept.right, kept.asked, kept.is_passed) == (5, 6, True)
    with make.database.reading() as session:
        for question, places in kept.answers.items():
            right = session.get_one(Question, int(question)).right
            assert (places == sorted(right)) is (question != str(attempts(make)[0].asked[0][0]))  # type: ignore[index]  # pinned
    cards = page.html.find_all("section", class_="card")
    assert ["Not right" in card.text for card in cards] == [True] + [False] * 5


def test_an_attempt_begun_before_there_was_a_draw_asks_all_in_order(learner: Browser, make: Factory) -> None:
    begin(learner)
    with make.database.transaction() as session:
        attempt = session.scalars(select(Attempt)).one()
        in_order = attempt.asked
        attempt.asked = None
    page = learner.get(QUIZ)
    assert [[question, places] for question, places in asked_on(page)] == in_order
    fill(quiz_of(page), make).submit(status=303)
    assert [(kept.right, kept.asked) for kept in results(make)] == [(12, 12)]


def test_an_answer_to_a_question_that_was_not_drawn_is_nothing(
    learner: Browser, make: Factory, limits: Any
) -> None:
    limits(questions_asked=6)
    form = fill(begin(learner), make)
    drawn = {question for question, _places in attempts(make)[0].asked or []}
    with make.database.reading() as session:
        version = attempts(make)[0].version_id
        other = next(q for q in queries.right_answers(session, version) if q not in drawn)
    sent = [*form.submit_fields(), (f"question-{other}", "0")]
    learner.post(QUIZ, sent, status=303)
    [kept] = results(make)
    assert kept.asked == 6
    assert str(other) not in kept.answers
