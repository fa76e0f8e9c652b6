"""Withdraws questions that were found faulty, and marks again everybody who was asked them."""

from __future__ import annotations

import hashlib
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from ambassador.people.queries import hold
from ambassador.trail.operations import record, take_turn
from ambassador.training.cycles import passing
from ambassador.training.models import CourseVersion, Question, QuestionWithdrawal, RemarkedResult
from ambassador.training.withdrawal_queries import Effect, counting, marked_again
from ambassador.web.errors import Conflict, Refusal

ROWS = (
    *("attempt_id", "number", "question_id", "at", "right", "asked"),
    *("is_passed", "is_new_pass", "valid_until", "cleared_until", "anchor_day"),
)


def withdraw_question(
    session: Session, *, question_id: int, why: str, zone: str, by: int, at: datetime
) -> Effect | Refusal:
    """Let a published question count no more, and mark again everybody who was asked it.

    Results stay as facts; what counts from now on is appended. Nobody loses a pass by it, and whoever reaches
    the pass mark now has passed from the moment they handed in, by the same rule as whoever passes at once.
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
    _mark_again(session, question, passing.Term(version.validity_months, version.grace_days, zone), at=at)
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


def _mark_again(session: Session, question: Question, term: passing.Term, *, at: datetime) -> None:
    course_id = session.get_one(CourseVersion, question.version_id).course_id
    marks = marked_again(session, question, at=at).subquery()
    columns = [marks.c[name] for name in ROWS]
    # Read before anything is kept, because what is read depends on the marks there are.
    new = session.execute(
        select(*columns, marks.c.person_id, marks.c.handed_in_at).where(marks.c.is_new_pass)
    ).all()
    session.execute(insert(RemarkedResult).from_select(ROWS, select(*columns).where(~marks.c.is_new_pass)))
    if not new:
        return
    made = [passing.Made(row.attempt_id, row.person_id, row.handed_in_at) for row in new]
    counts = passing.counts_then(session, made, course_id=course_id, term=term)
    kept = []
    for row in new:
        own = counts[row.attempt_id]
        ends = {
            "valid_until": own.until,
            "cleared_until": own.cleared_until,
            "anchor_day": own.anchor_day,
        }
        kept.append({name: getattr(row, name) for name in ROWS} | ends)
    session.execute(insert(RemarkedResult), kept)
    passing.end_cycles(session, course_id=course_id, at=at)


def _effect(session: Session, question_id: int) -> Effect:
    row = session.execute(
        select(func.count(), func.count().filter(RemarkedResult.is_new_pass)).where(
            RemarkedResult.question_id == question_id
        )
    ).one()
    return Effect(*row)
