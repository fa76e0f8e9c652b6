"""Takes the quiz and withdraws a question, as the operations do."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from ambassador import clock
from ambassador.training import operations
from ambassador.training.models import (
    Attempt,
    CourseVersion,
    Question,
    Result,
)
from ambassador.training.withdrawal_queries import Effect
from ambassador.training.withdrawing import withdraw_question
from ambassador.web.errors import Refusal
from tests.factories import ZONE, Factory


def questions_of(make: Factory, number: int = 1) -> list[Question]:
    with make.database.reading() as session:
        return list(
            session.scalars(
                select(Question)
                .join(CourseVersion)
                .where(CourseVersion.course_id == 1, CourseVersion.number == number)
                .order_by(Question.position)
            )
        )


def take(make: Factory, who: int, *, wrong: int, at: datetime) -> int:
    """Let somebody take the quiz, the first `wrong` questions wrongly; return the attempt."""
    with make.database.transaction() as session:
        attempt_id = operations.start_attempt(session, course_id=1, by=who, at=at)
        assert attempt_id is not None
        attempt = session.get_one(Attempt, attempt_id)
        chosen = {}
        for place, (question_id, places) in enumerate(attempt.asked or []):
            right = session.get_one(Question, question_id).right
            wrongly = next(option for option in places if [option] != right)
            chosen[question_id] = [wrongly] if place < wrong else right
        result = operations.submit(
            session, operations.Answers(attempt_id, 1, chosen), zone=ZONE, by=who, at=at
        )
        assert isinstance(result, Result)
    return attempt_id


def withdraw(make: Factory, question_id: int, *, by: int, at: datetime | None = None) -> Effect | Refusal:
    with make.app.test_request_context(), make.database.transaction() as session:
        return withdraw_question(
            session, question_id=question_id, why="Two are right.", zone=ZONE, by=by, at=at or clock.now()
        )
