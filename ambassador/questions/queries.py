"""Reads questions and answers: what everybody reads, and what is somebody's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from ambassador.questions import policy
from ambassador.questions.models import AskedQuestion, GivenAnswer, QuestionTakenUp
from ambassador.questions.policy import Shared, Subject


@dataclass(frozen=True)
class SharedAnswer:
    """A question that everybody reads the newest answer of."""

    question_id: int
    number: int
    """Which of its answers."""
    shared: Mapping[str, Shared]
    at: datetime
    versions: tuple[int, ...]
    """The ids of the versions it was put into, the newest last."""


@dataclass(frozen=True)
class OwnQuestion:
    """A question of whoever reads it, with its newest answer."""

    id: int
    text: str
    language: str
    asked_at: datetime
    answer: str | None
    """None while it waits."""
    is_shared: bool


def newest_answer() -> ColumnElement[bool]:
    """Return the condition that joins a question with its newest answer."""
    every = aliased(GivenAnswer)
    numbers = select(func.max(every.number)).where(every.question_id == AskedQuestion.id)
    return and_(
        GivenAnswer.question_id == AskedQuestion.id,
        GivenAnswer.number == numbers.correlate(AskedQuestion).scalar_subquery(),
    )


def is_read_by_all() -> ColumnElement[bool]:
    """Return the condition that an answer is shared, and whole in a language."""
    nb = and_(GivenAnswer.shared_question_nb != "", GivenAnswer.shared_answer_nb != "")
    en = and_(GivenAnswer.shared_question_en != "", GivenAnswer.shared_answer_en != "")
    return and_(GivenAnswer.is_shared, or_(nb, en))


def waits() -> ColumnElement[bool]:
    """Return the condition that a question waits: nobody has answered, and it was not erased."""
    # An alias, because the same statement may join the newest answer.
    every = aliased(GivenAnswer)
    return and_(~exists().where(every.question_id == AskedQuestion.id), AskedQuestion.text != "")


def about(subject: Subject, subject_id: int) -> ColumnElement[bool]:
    """Return the condition that a question stands in this place."""
    return and_(AskedQuestion.subject == subject, AskedQuestion.subject_id == subject_id)


def count_shared(session: Session, subject: Subject, subject_id: int) -> int:
    """Return how many answers everybody reads in a place."""
    return (
        session.scalar(
            select(func.count())
            .select_from(AskedQuestion)
            .join(GivenAnswer, newest_answer())
            .where(about(subject, subject_id), is_read_by_all())
        )
        or 0
    )


def shared_about(
    session: Session, subject: Subject, subject_id: int, *, most: int | None = None, after: int = 0
) -> Sequence[SharedAnswer]:
    """Return the answers that everybody reads in a place, the newest first."""
    answers = session.scalars(
        select(GivenAnswer)
        .join(AskedQuestion, newest_answer())
        .where(about(subject, subject_id), is_read_by_all())
        .order_by(GivenAnswer.answered_at.desc(), GivenAnswer.id.desc())
        .limit(most)
        .offset(after)
    ).all()
    versions = _versions_of(session, [answer.question_id for answer in answers])
    return [
        SharedAnswer(
            question_id=answer.question_id,
            number=answer.number,
            shared=answer.shared,
            at=answer.answered_at,
            versions=tuple(versions.get(answer.question_id, ())),
        )
        for answer in answers
    ]


def _versions_of(session: Session, question_ids: Sequence[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    if not question_ids:
        return found
    rows = session.execute(
        select(QuestionTakenUp.question_id, QuestionTakenUp.version_id)
        .where(QuestionTakenUp.question_id.in_(question_ids))
        .order_by(QuestionTakenUp.version_id)
    )
    for question_id, version_id in rows:
        found.setdefault(question_id, []).append(version_id)
    return found


def own_about(
    session: Session, person_id: int, subject: Subject, subject_id: int, *, most: int
) -> Sequence[OwnQuestion]:
    """Return somebody's own newest questions in a place."""
    rows = session.execute(
        select(AskedQuestion, GivenAnswer)
        .outerjoin(GivenAnswer, newest_answer())
        .where(about(subject, subject_id), AskedQuestion.person_id == person_id, AskedQuestion.text != "")
        .order_by(AskedQuestion.id.desc())
        .limit(most)
    ).all()
    return [_own(row) for row in rows]


def _own(row: Row[*tuple[Any, ...]]) -> OwnQuestion:
    asked, answer = row
    return OwnQuestion(
        id=asked.id,
        text=asked.text,
        language=asked.language,
        asked_at=asked.asked_at,
        answer=answer.text if answer else None,
        is_shared=bool(answer and answer.is_shared and policy.whole_languages(answer.shared)),
    )


def waiting_of(session: Session, person_id: int) -> int:
    """Return how many questions of somebody's wait for an answer."""
    wanted = select(func.count()).select_from(AskedQuestion).where(AskedQuestion.person_id == person_id)
    return session.scalar(wanted.where(waits())) or 0


def newest_waiting_text(session: Session, person_id: int, subject: Subject, subject_id: int) -> str | None:
    """Return the words of somebody's newest question in a place, if that one waits."""
    return session.scalar(
        select(AskedQuestion.text)
        .where(about(subject, subject_id), AskedQuestion.person_id == person_id, waits())
        .order_by(AskedQuestion.id.desc())
        .limit(1)
    )


def own_question(session: Session, question_id: int, *, person_id: int) -> AskedQuestion | None:
    """Return somebody's own question; None for another's."""
    return session.scalars(
        select(AskedQuestion).where(AskedQuestion.id == question_id, AskedQuestion.person_id == person_id)
    ).one_or_none()


def newest_of(session: Session, question_id: int) -> GivenAnswer | None:
    """Return the answer of a question that counts now."""
    return session.scalars(
        select(GivenAnswer)
        .where(GivenAnswer.question_id == question_id)
        .order_by(GivenAnswer.number.desc())
        .limit(1)
    ).one_or_none()
