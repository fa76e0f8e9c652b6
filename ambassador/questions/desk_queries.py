"""Reads questions for the programme manager: what waits, since when, and how long an answer takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from ambassador.people.models import Person
from ambassador.questions import policy, queries
from ambassador.questions.models import AskedQuestion, GivenAnswer
from ambassador.questions.policy import Shared, Subject

PAGE = 50
"""Questions on one page of the list."""


@dataclass(frozen=True)
class QuestionRow:
    """A question in the list; whose it is stands on its own page only."""

    id: int
    subject: Subject
    subject_id: int
    text: str
    language: str
    asked_at: datetime
    answered_at: datetime | None
    is_waiting: bool
    is_shared: bool
    shared_in: tuple[str, ...]
    """The languages in which everybody reads it."""


@dataclass(frozen=True)
class QuestionsPage:
    """One page of the list of questions."""

    rows: Sequence[QuestionRow]
    found: int
    page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.found // PAGE))


@dataclass(frozen=True)
class PastAnswer:
    """One of the answers that a question was given."""

    number: int
    text: str
    is_shared: bool
    shared: Sequence[tuple[str, Shared]]
    """What everybody read of it, by language, where it was whole."""
    at: datetime
    by: str
    """The name of whoever answered."""


@dataclass(frozen=True)
class OpenedQuestion:
    """A question as the programme manager reads it to answer."""

    id: int
    subject: Subject
    subject_id: int
    language: str
    text: str
    asked_at: datetime
    asked_by: str
    has_left: bool
    answers: Sequence[PastAnswer]
    """The newest first."""
    newest: GivenAnswer | None

    @property
    def number(self) -> int:
        """Return the number of the answer that counts now; 0 while there is none."""
        return self.newest.number if self.newest else 0


def list_page(session: Session, *, place: tuple[Subject, int] | None = None, page: int = 1) -> QuestionsPage:
    """Return a page of all questions, or of those in one place: those that wait first, the oldest first."""
    of_place = [queries.about(*place)] if place else []
    found = session.scalar(select(func.count()).select_from(AskedQuestion).where(*of_place)) or 0
    page = min(max(1, page), max(1, -(-found // PAGE)))
    is_waiting = queries.waits()
    rows = session.execute(
        select(AskedQuestion, GivenAnswer, is_waiting)
        .outerjoin(GivenAnswer, queries.newest_answer())
        .where(*of_place)
        .order_by(
            case((is_waiting, 0), else_=1),
            # Among those that wait the oldest is first, among the others what was answered last.
            case((is_waiting, AskedQuestion.asked_at)),
            func.coalesce(GivenAnswer.answered_at, AskedQuestion.asked_at).desc(),
            AskedQuestion.id,
        )
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    ).all()
    return QuestionsPage([_row(*row) for row in rows], found, page)


def _row(asked: AskedQuestion, answer: GivenAnswer | None, is_waiting: bool) -> QuestionRow:
    shared_in = policy.whole_languages(answer.shared) if answer and answer.is_shared else ()
    return QuestionRow(
        id=asked.id,
        subject=Subject(asked.subject),
        subject_id=asked.subject_id,
        text=asked.text,
        language=asked.language,
        asked_at=asked.asked_at,
        answered_at=answer.answered_at if answer else None,
        is_waiting=is_waiting,
        is_shared=bool(shared_in),
        shared_in=shared_in,
    )


def places_asked_about(session: Session) -> Sequence[tuple[Subject, int]]:
    """Return the places that have questions."""
    rows = session.execute(
        select(AskedQuestion.subject, AskedQuestion.subject_id)
        .distinct()
        .order_by(AskedQuestion.subject, AskedQuestion.subject_id)
    )
    return [(Subject(subject), subject_id) for subject, subject_id in rows]


def opened(session: Session, question_id: int) -> OpenedQuestion | None:
    """Return a question with all its answers, or None if there is no such."""
    row = session.execute(
        select(AskedQuestion, Person.name, Person.left_at)
        .join(Person, Person.id == AskedQuestion.person_id)
        .where(AskedQuestion.id == question_id)
    ).one_or_none()
    if row is None:
        return None
    asked, name, left_at = row
    answers = session.execute(
        select(GivenAnswer, Person.name)
        .join(Person, Person.id == GivenAnswer.answered_by)
        .where(GivenAnswer.question_id == question_id)
        .order_by(GivenAnswer.number.desc())
    ).all()
    return OpenedQuestion(
        id=asked.id,
        subject=Subject(asked.subject),
        subject_id=asked.subject_id,
        language=asked.language,
        text=asked.text,
        asked_at=asked.asked_at,
        asked_by=name,
        has_left=left_at is not None,
        answers=[_past(given, by) for given, by in answers],
        newest=answers[0][0] if answers else None,
    )


def _past(given: GivenAnswer, by: str) -> PastAnswer:
    shared = [(language, given.shared[language]) for language in policy.whole_languages(given.shared)]
    return PastAnswer(given.number, given.text, given.is_shared, shared, given.answered_at, by)


def waiting(session: Session) -> int:
    """Return how many questions wait for an answer."""
    return session.scalar(select(func.count()).select_from(AskedQuestion).where(queries.waits())) or 0


def time_to_answer(session: Session, *, at: datetime) -> timedelta | None:
    """Return the median time to the first answer, over the first answers of the last 90 days.

    A question that still waits is not in it, and one that was answered again counts with its first answer.
    None when nothing was answered.
    """
    rows = session.execute(
        select(AskedQuestion.asked_at, GivenAnswer.answered_at)
        .join(GivenAnswer, GivenAnswer.question_id == AskedQuestion.id)
        .where(GivenAnswer.number == 1, GivenAnswer.answered_at > at - policy.MEASURED)
    ).all()
    return policy.median_time([answered - asked for asked, answered in rows])
