"""Marking again by one statement agrees with marking one by one, and adds months as the clock does."""

from __future__ import annotations

from random import Random

import pytest
from sqlalchemy import func, select

from ambassador.training import attempt_queries, operations, policy, queries
from ambassador.training.attempt_policy import Limits
from ambassador.training.models import (
    CourseVersion,
    Result,
)
from ambassador.training.pass_queries import passes, results_in_force
from tests.factories import LONG_AGO, ZONE, Factory
from tests.training.publishing import publish_next
from tests.training.withdrawing import questions_of, withdraw

pytestmark = pytest.mark.usefixtures("content")


@pytest.mark.parametrize("seed", range(4))
def test_marking_by_statement_agrees_with_marking_one_by_one(make: Factory, manager: int, seed: int) -> None:
    chance = Random(seed)
    publish_next(make.database, limits=Limits(questions_asked=chance.choice([None, 5, 8]), is_shuffled=True))
    for _ in range(12):
        hand_in_by_chance(make, make.person(), chance)
    gone = {question.id for question in chance.sample(questions_of(make, 2), 3)}
    for question in gone:
        withdraw(make, question, by=manager)
    with make.database.reading() as session:
        rights = queries.right_answers(session, session.scalars(select(func.max(CourseVersion.id))).one())
        in_force = {row.attempt_id: row for row in session.execute(results_in_force())}
        passed = {row.attempt_id for row in session.execute(select(passes()))}
        for result in session.scalars(select(Result)):
            asked = {int(question) for question in result.answers} - gone
            marks = policy.mark(
                {question: result.answers[str(question)] for question in asked},
                {question: rights[question] for question in asked},
            )
            row = in_force[result.attempt_id]
            assert (row.right, row.asked) == (marks.right, marks.asked)
            reached = policy.is_pass(right=marks.right, asked=marks.asked, pass_percent=80)
            if result.is_passed or reached:
                assert row.is_passed
            assert bool(row.is_passed) is (result.attempt_id in passed)


def hand_in_by_chance(make: Factory, who: int, chance: Random) -> None:
    with make.database.transaction() as session:
        attempt_id = operations.start_attempt(session, course_id=1, by=who, at=LONG_AGO)
        assert attempt_id is not None
        found = attempt_queries.open_to_mark(session, attempt_id, person_id=who, course_id=1)
        assert found is not None
        chosen = {
            question: list(right)
            if chance.random() < 0.75
            else chance.sample(list(found.offered[question]), chance.randint(1, 2))
            for question, right in found.right.items()
        }
        operations.submit(session, operations.Answers(attempt_id, 1, chosen), zone=ZONE, by=who, at=LONG_AGO)
