"""A question found faulty is withdrawn: everybody asked is marked again, by facts that are added."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.exc import DBAPIError

from ambassador import clock
from ambassador.standing.own_queries import standing_of
from ambassador.standing.queries import required_at, trained_at
from ambassador.trail.models import TrailEntry
from ambassador.training import operations, policy, queries
from ambassador.training.attempt_policy import Limits
from ambassador.training.models import (
    Attempt,
    Question,
    QuestionWithdrawal,
    RemarkedResult,
    Result,
)
from ambassador.training.pass_queries import passes
from ambassador.training.withdrawal_queries import Effect, foreseen
from ambassador.web.access import Role
from ambassador.web.errors import Conflict, Refusal
from tests.browser import Browser
from tests.factories import LONG_AGO, ZONE, Factory, ends
from tests.training.publishing import publish_next
from tests.training.test_taking import COURSE, QUIZ, begin, fill, quiz_of
from tests.training.withdrawing import questions_of, take, withdraw

pytestmark = pytest.mark.usefixtures("content")


def test_who_now_reaches_the_mark_has_passed_since_they_handed_in(make: Factory, manager: int) -> None:
    # 9 of 12 is 75 %; without a wrong one it is 9 of 11, 82 %.
    who, at = make.person(), datetime(2025, 8, 31, 22, 30, 15, 250_001, tzinfo=UTC)
    take(make, who, wrong=3, at=at)
    assert withdraw(make, questions_of(make)[0].id, by=manager) == Effect(concerned=1, more_pass=1)
    with make.database.reading() as session:
        valid = queries.valid_pass(session, who, 1, at=at)
        assert valid is not None
        assert (valid.at, valid.valid_until) == (at, ends(at, 12))
        assert queries.valid_pass(session, who, 1, at=at - timedelta(microseconds=1)) is None
        assert queries.valid_pass(session, who, 1, at=ends(at, 12)) is None
        first = session.scalars(select(Result)).one()
        assert (first.right, first.asked, first.is_passed, first.valid_until) == (9, 12, False, None)


def test_nobody_loses_a_pass_by_a_question_they_had_right(make: Factory, manager: int) -> None:
    # 10 of 12 passes; without one they had right it is 9 of 11 and still enough, then 8 of 10, then 7 of 9.
    who = make.person()
    take(make, who, wrong=2, at=LONG_AGO)
    for question in questions_of(make)[-3:]:
        withdraw(make, question.id, by=manager)
    with make.database.reading() as session:
        marks = queries.latest_result(session, who, 1)
        assert marks is not None
        assert (marks.right, marks.asked, marks.is_passed) == (7, 9, True)
        assert not policy.is_pass(right=7, asked=9, pass_percent=80)
        assert marks.valid_until == ends(LONG_AGO, 12)
        assert len(session.execute(select(passes())).all()) == 1


def test_a_pass_by_remarking_is_not_lost_by_the_next_withdrawal(make: Factory, manager: int) -> None:
    who = make.person()
    take(make, who, wrong=3, at=LONG_AGO)
    questions = questions_of(make)
    assert withdraw(make, questions[0].id, by=manager) == Effect(1, 1)
    assert withdraw(make, questions[-1].id, by=manager) == Effect(1, 0)
    with make.database.reading() as session:
        [only] = session.execute(select(passes())).all()
        assert (only.person_id, only.at) == (who, LONG_AGO)
        marks = queries.latest_result(session, who, 1)
        assert marks is not None
        assert (marks.right, marks.asked, marks.is_passed) == (8, 10, True)


def test_the_preview_says_what_then_happens(make: Factory, manager: int) -> None:
    for wrong in (0, 2, 3, 3, 4, 12):
        take(make, make.person(), wrong=wrong, at=LONG_AGO)
    first = questions_of(make)[0]
    browser = make.browser_of(manager)
    page = browser.get(f"/programme/courses/versions/{first.version_id}/questions").click(
        href=f"/{first.id}/withdraw$"
    )
    assert "6 attempts are marked again. 2 more pass." in page.html.main.text
    with make.database.reading() as session:
        assert foreseen(session, session.get_one(Question, first.id)) == Effect(6, 2)
    page = browser.submit(page.request.path, why="Two options are right.")
    assert "6 attempts were marked again. 2 more pass." in page.html.text
    assert "Withdrawn on" in page.html.main.text
    assert "Two options are right." in page.html.main.text


def test_the_event_is_in_the_trail_with_its_counts(make: Factory, manager: int) -> None:
    take(make, make.person(), wrong=3, at=LONG_AGO)
    question = questions_of(make)[0].id
    withdraw(make, question, by=manager)
    with make.database.reading() as session:
        newest = session.scalars(select(TrailEntry).order_by(TrailEntry.sequence.desc()).limit(1)).one()
    entry = json.loads(newest.entry)
    assert (entry["what"], entry["by"]) == ("question withdrawn", manager)
    facts = entry["facts"]
    assert (facts["question"], facts["marked_again"], facts["more_pass"]) == (question, 1, 1)
    assert "Two are right" not in newest.entry


def test_a_reason_is_needed_and_nothing_typed_is_lost(make: Factory, manager: int) -> None:
    first = questions_of(make)[0]
    browser = make.browser_of(manager)
    where = f"/programme/courses/versions/{first.version_id}/questions/{first.id}/withdraw"
    page = browser.submit(where, why="  ")
    assert page.status_int == 422
    assert "Write what is wrong" in page.html.find(id="error-summary").text


def test_a_question_is_withdrawn_once(make: Factory, manager: int) -> None:
    take(make, make.person(), wrong=3, at=LONG_AGO)
    question = questions_of(make)[0].id
    withdraw(make, question, by=manager)
    assert isinstance(withdraw(make, question, by=manager), Conflict)
    with make.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(RemarkedResult)) == 1


def test_two_who_withdraw_at_once_withdraw_once(make: Factory, manager: int) -> None:
    take(make, make.person(), wrong=3, at=LONG_AGO)
    question, together, found = questions_of(make)[0].id, Barrier(2), []

    def act() -> None:
        together.wait()
        found.append(withdraw(make, question, by=manager))

    threads = [Thread(target=act) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(isinstance(each, Conflict) for each in found) == [False, True]


def test_the_last_question_and_a_draft_s_are_not_withdrawn(make: Factory, manager: int) -> None:
    *others, last = questions_of(make)
    for question in others:
        assert isinstance(withdraw(make, question.id, by=manager), Effect)
    assert isinstance(withdraw(make, last.id, by=manager), Refusal)


def test_an_attempt_that_is_open_is_not_asked_it_any_more(make: Factory, manager: int) -> None:
    who = make.person()
    learner = make.browser_of(who)
    form = fill(begin(learner), make, wrong=3)
    withdraw(make, questions_of(make)[0].id, by=manager)
    assert len(learner.get(QUIZ).html.find_all("fieldset")) == 11
    page = form.submit(status=303).follow()
    assert page.html.h1.text == "You passed"
    assert len(page.html.find_all("section", class_="card")) == 11
    with make.database.reading() as session:
        kept = session.scalars(select(Result)).one()
        assert (kept.right, kept.asked) == (9, 11)
        assert session.scalar(select(func.count()).select_from(RemarkedResult)) == 0


def test_new_attempts_and_new_drafts_leave_it_out(make: Factory, manager: int) -> None:
    first = questions_of(make)[0]
    withdraw(make, first.id, by=manager)
    learner = make.browser_of(make.person())
    assert "11 questions" in learner.get(COURSE).html.main.text
    assert len(learner.submit(QUIZ).html.find_all("fieldset")) == 11
    publish_next(make.database)
    after = questions_of(make, 2)
    assert [question.position for question in after] == list(range(1, 12))
    assert first.texts not in [question.texts for question in after]


def test_the_result_page_says_so(make: Factory, manager: int) -> None:
    who = make.person()
    learner = make.browser_of(who)
    where = fill(begin(learner), make, wrong=3).submit(status=303).location
    withdraw(make, questions_of(make)[0].id, by=manager)
    page = learner.get(where)
    assert page.html.h1.text == "You passed"
    text = " ".join(page.html.main.text.split())
    assert "9 of 11" in text
    assert "Marked again on" in text
    [first, *_rest] = page.html.find_all("section", class_="card")
    assert "does not count" in first.text
    assert "Two are right." in first.text
    assert "It counts until" in learner.get(COURSE)


def test_only_who_was_asked_it_is_marked_again(make: Factory, manager: int) -> None:
    publish_next(make.database, limits=Limits(questions_asked=6, is_shuffled=True))
    people = [make.person() for _ in range(8)]
    for who in people:
        take(make, who, wrong=2, at=LONG_AGO)
    target = questions_of(make, 2)[0].id
    with make.database.reading() as session:
        concerned = {
            attempt.id for attempt in session.scalars(select(Attempt)) if target in dict(attempt.asked or [])
        }
    effect = withdraw(make, target, by=manager)
    assert isinstance(effect, Effect)
    with make.database.reading() as session:
        assert set(session.scalars(select(RemarkedResult.attempt_id))) == concerned
    assert effect.concerned == len(concerned) > 0


def test_an_attempt_none_of_whose_questions_counts_costs_nobody_anything(make: Factory, manager: int) -> None:
    publish_next(make.database, limits=Limits(questions_asked=1, most_attempts=1, pause_hours=24))
    who = make.person()
    learner = make.browser_of(who)
    fill(begin(learner), make, wrong=1).submit(status=303)
    assert learner.get(QUIZ).html.h1.text == "No attempt left"
    with make.database.reading() as session:
        [[asked, _places]] = session.scalars(select(Attempt.asked)).one() or []
    withdraw(make, asked, by=manager)
    form = quiz_of(learner.submit(QUIZ))
    with make.database.reading() as session:
        [[asked, _places]] = session.scalars(select(Attempt.asked).order_by(Attempt.id.desc())).first() or []
    withdraw(make, asked, by=manager)
    assert "All questions of this attempt were withdrawn" in learner.get(QUIZ).html.main.text
    form.submit(status=303)
    assert quiz_of(learner.submit(QUIZ))["attempt"].value != form["attempt"].value


def test_standing_and_pages_know_the_pass_and_tell_past_days_as_known_today(
    make: Factory, manager: int
) -> None:
    who = make.person()
    make.opt_in(who)
    make.acknowledge_all(who)
    take(make, who, wrong=3, at=LONG_AGO + timedelta(days=1))
    event = LONG_AGO + timedelta(days=30)
    withdraw(make, questions_of(make)[0].id, by=manager, at=event)
    with make.database.reading() as session:
        for day, is_trained in ((0, False), (2, True), (31, True), (400, False)):
            at = LONG_AGO + timedelta(days=day)
            assert standing_of(session, who, "en", at).is_trained is is_trained
            assert (who in set(session.scalars(trained_at(required_at(session, at), at)))) is is_trained


def test_a_hand_in_and_a_withdrawal_at_once_miss_nobody(make: Factory, manager: int) -> None:
    who, question = make.person(), questions_of(make)[0].id
    with make.database.transaction() as session:
        attempt_id = operations.start_attempt(session, course_id=1, by=who, at=LONG_AGO)
        assert attempt_id is not None
        version = session.get_one(Attempt, attempt_id).version_id
        chosen = queries.right_answers(session, version)
    together = Barrier(2)

    def hand_in() -> None:
        together.wait()
        with make.database.transaction() as session:
            operations.submit(
                session, operations.Answers(attempt_id, 1, chosen), zone=ZONE, by=who, at=clock.now()
            )

    def take_back() -> None:
        together.wait()
        withdraw(make, question, by=manager)

    threads = [Thread(target=hand_in), Thread(target=take_back)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with make.database.reading() as session:
        marks = queries.latest_result(session, who, 1)
        assert marks is not None
        assert (marks.right, marks.asked) == (11, 11)


def test_the_database_refuses_to_change_what_was_marked_again(make: Factory, manager: int) -> None:
    take(make, make.person(), wrong=3, at=LONG_AGO)
    withdraw(make, questions_of(make)[0].id, by=manager)
    for model in (RemarkedResult, QuestionWithdrawal):
        with pytest.raises(DBAPIError), make.database.transaction() as session:
            session.execute(update(model).values(at=clock.now()))


def test_staff_can_not_withdraw(make: Factory, app: Flask) -> None:
    first = questions_of(make)[0]
    browser: Browser = make.browser_as(Role.STAFF)
    browser.get(f"/programme/courses/versions/{first.version_id}/questions/{first.id}/withdraw", status=403)
