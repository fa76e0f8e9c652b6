"""Withdraws questions that were found faulty, and marks again everybody who was asked them."""

from __future__ import annotations

import hashlib
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from ambassador.people.queries import hold
from ambassador.trail.operations import record, take_turn
from ambassador.training.models import CourseVersion, Question, QuestionWithdrawal, RemarkedResult
from ambassador.training.withdrawal_queries import Effect, counting, marked_again
from ambassador.web.errors import Conflict, Refusal

ROWS = (
    *("attempt_id", "number", "question_id", "at", "right", "asked"),
    *("is_passed", "is_new_pass", "valid_until"),
)


def withdraw_question(
    session: Session, *, question_id: int, why: str, by: int, at: datetime
) -> Effect | Refusal:
    """Let a published question count no more, and mark again everybody who was asked it.

    Results stay as facts; what counts from now on is appended, in one statement whatever the number. Nobody
    loses a pass by it, and whoever reaches the pass mark now has passed from the moment they handed in.
    Returns a Conflict for a question that is withdrawn already.
    """
    hold(session, [by])
    # In turn with whoever hands in: each result either counts without the question, or is found here.
    take_turn(session)
    question = session.get_one(Question, question_id)
    version = session.get_one(CourseVersion, question.version_id)
    if version.published_at is None:
        return Refusal(_("This version is not published. Mend or delete the question in the draft."))
    if session.get(QuestionWithdrawal, question_id) is not None:
        return Conflict(_("This question is withdrawn already."))
    if counting(session, version.id) == 1:
        return Refusal(_("It is the last question of this version. Publish a new version instead."))
    if not why.strip():
        return Refusal(_("Write what is wrong with the question: whoever was asked it reads it."), "why")
    session.add(QuestionWithdrawal(question_id=question_id, at=at, by=by, why=why.strip()))
    session.flush()
    session.execute(insert(RemarkedResult).from_select(ROWS, marked_again(session, question, at=at)))
    effect = _effect(session, question_id)
    record(
        session,
        "question withdrawn",
        by=by,
        at=at,
        course=version.course_id,
        version=version.id,
        question=question_id,
        why=hashlib.sha256(why.strip().encode()).hexdigest(),
        marked_again=effect.concerned,
        more_pass=effect.more_pass,
    )
    return effect


def _effect(session: Session, question_id: int) -> Effect:
    row = session.execute(
        select(func.count(), func.count().filter(RemarkedResult.is_new_pass)).where(
            RemarkedResult.question_id == question_id
        )
    ).one()
    return Effect(*row)
