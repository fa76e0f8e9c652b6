"""Reads the questions of published versions, and what withdrawing one of them would change."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, case, func, literal, or_, select
from sqlalchemy.orm import Session

from ambassador.db import Moment
from ambassador.training import policy
from ambassador.training.models import (
    Attempt,
    CourseVersion,
    Question,
    QuestionWithdrawal,
    RemarkedResult,
    Result,
)
from ambassador.training.pass_queries import IS_NEWEST_MARK
from ambassador.training.queries import in_language


@dataclass(frozen=True)
class Written:
    """A question of a published version."""

    id: int
    version_id: int
    position: int
    prompt: str
    options: Sequence[str]
    right: Sequence[int]
    withdrawn_at: datetime | None
    withdrawn_why: str


@dataclass(frozen=True)
class VersionQuestions:
    """A published version with its questions."""

    version_id: int
    course_id: int
    number: int
    title: str
    questions: tuple[Written, ...]
    others: tuple[tuple[int, int], ...]
    """The other published versions of the course: number and id, the newest first."""


@dataclass(frozen=True)
class Effect:
    """How many attempts a withdrawal marks again, and how many of them pass that did not."""

    concerned: int
    more_pass: int


def version_questions(session: Session, version_id: int, *, language: str) -> VersionQuestions | None:
    """Return a published version with its questions in one language."""
    version = session.scalars(
        select(CourseVersion).where(CourseVersion.id == version_id, CourseVersion.published_at.is_not(None))
    ).one_or_none()
    if version is None:
        return None
    others = session.execute(
        select(CourseVersion.number, CourseVersion.id)
        .where(CourseVersion.course_id == version.course_id, CourseVersion.published_at.is_not(None))
        .where(CourseVersion.id != version.id)
        .order_by(CourseVersion.number.desc())
    )
    return VersionQuestions(
        version_id=version.id,
        course_id=version.course_id,
        number=version.number,
        title=in_language(version.texts, language).get("title", ""),
        questions=tuple(_written(session, version_id, language)),
        others=tuple((row.number, row.id) for row in others),
    )


def _written(session: Session, version_id: int, language: str) -> Sequence[Written]:
    rows = session.execute(
        select(Question, QuestionWithdrawal.at, QuestionWithdrawal.why)
        .outerjoin(QuestionWithdrawal, QuestionWithdrawal.question_id == Question.id)
        .where(Question.version_id == version_id)
        .order_by(Question.position)
    )
    return [
        Written(
            id=question.id,
            version_id=version_id,
            position=question.position,
            prompt=in_language(question.texts, language)["prompt"],
            options=in_language(question.texts, language)["options"],
            right=question.right,
            withdrawn_at=at,
            withdrawn_why=why or "",
        )
        for question, at, why in rows
    ]


def counting(session: Session, version_id: int) -> int:
    """Return how many questions of a version are not withdrawn."""
    return (
        session.scalar(
            select(func.count())
            .select_from(Question)
            .outerjoin(QuestionWithdrawal, QuestionWithdrawal.question_id == Question.id)
            .where(Question.version_id == version_id, QuestionWithdrawal.question_id.is_(None))
        )
        or 0
    )


def foreseen(session: Session, question: Question) -> Effect:
    """Return what withdrawing a question would change now."""
    marks = marked_again(session, question, at=None).subquery()
    row = session.execute(
        select(func.count(), func.coalesce(func.sum(case((marks.c.is_new_pass, 1), else_=0)), 0)).select_from(
            marks
        )
    ).one()
    return Effect(*row)


def marked_again(session: Session, question: Question, *, at: datetime | None) -> Select[*tuple[Any, ...]]:
    """Select everybody who was asked a question, marked without it, as the rows of `remarked_results`.

    It no longer counts, neither among the right answers nor among those asked. Nobody loses a pass; whoever
    reaches the pass mark now has passed from the moment of the result. Until when such a new pass counts is
    not said here: see `cycles.passing`. `person_id` and `handed_in_at` are beside the columns of the table.
    """
    version = session.get_one(CourseVersion, question.version_id)
    mark = RemarkedResult
    answer = Result.answers[str(question.id)].as_string()
    was_right = answer.in_(_right_answers(session, question))
    right = func.coalesce(mark.right, Result.right) - case((was_right, 1), else_=0)
    asked = func.coalesce(mark.asked, Result.asked) - 1
    passed = case((mark.attempt_id.is_not(None), mark.is_passed), else_=Result.is_passed)
    is_marked = mark.attempt_id.is_not(None)
    marks = (
        select(
            Result.attempt_id,
            Result.person_id,
            Result.at,
            (func.coalesce(mark.number, 0) + 1).label("number"),
            right.label("right"),
            asked.label("asked"),
            passed.label("was_passed"),
            case((is_marked, mark.valid_until), else_=Result.valid_until).label("valid_until"),
            case((is_marked, mark.cleared_until), else_=Result.cleared_until).label("cleared_until"),
            case((is_marked, mark.anchor_day), else_=Result.anchor_day).label("anchor_day"),
            and_(asked > 0, 100 * right >= version.pass_percent * asked).label("reaches"),
        )
        .select_from(Result)
        .join(Attempt, Attempt.id == Result.attempt_id)
        .outerjoin(mark, and_(mark.attempt_id == Result.attempt_id, IS_NEWEST_MARK))
        .where(Attempt.version_id == question.version_id, answer.is_not(None))
        .subquery("marks")
    )
    each = marks.c
    return select(
        each.attempt_id,
        each.number,
        literal(question.id).label("question_id"),
        literal(at, Moment).label("at"),
        each.right,
        each.asked,
        or_(each.was_passed, each.reaches).label("is_passed"),
        and_(~each.was_passed, each.reaches).label("is_new_pass"),
        each.valid_until,
        each.cleared_until,
        each.anchor_day,
        each.person_id,
        each.at.label("handed_in_at"),
    )


def _right_answers(session: Session, question: Question) -> list[str]:
    """Return the answers that were right, as they are kept.

    Of all that were given there are few different ones, so the one rule of what is right decides, and the
    statement only compares texts.
    """
    answer = Result.answers[str(question.id)].as_string()
    given = session.scalars(
        select(answer)
        .join(Attempt, Attempt.id == Result.attempt_id)
        .where(Attempt.version_id == question.version_id, answer.is_not(None))
        .distinct()
    )
    return [text for text in given if policy.is_right(json.loads(text), question.right)]
