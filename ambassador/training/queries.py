"""Reads courses: what is in force, and what somebody tried and passed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session, selectinload

from ambassador.training import policy
from ambassador.training.models import Attempt, CourseVersion, Question, QuestionWithdrawal, Result
from ambassador.training.pass_queries import Pass, passes, results_in_force
from ambassador.training.policy import QuestionKind


@dataclass(frozen=True)
class LessonPage:
    """A lesson in one language."""

    position: int
    title: str
    body: str


@dataclass(frozen=True)
class QuestionAsked:
    """A question in one language, as it may leave the server: without its right answers."""

    id: int
    position: int
    lesson_position: int
    kind: QuestionKind
    prompt: str
    options: tuple[str, ...]
    """As they were written: answers are kept by their places here."""
    places: tuple[int, ...]
    """The places of the options in the order in which they are shown."""


@dataclass(frozen=True)
class CoursePage:
    """A course version in one language."""

    course_id: int
    version_id: int
    number: int
    title: str
    summary: str
    pass_percent: int
    validity_months: int
    lessons: tuple[LessonPage, ...]
    questions: tuple[QuestionAsked, ...]
    """All that count, or those of one attempt in its own order."""
    questions_asked: int | None = None
    most_attempts: int | None = None
    pause_hours: int = 0

    @property
    def asked(self) -> int:
        """How many questions an attempt asks."""
        return min(self.questions_asked or len(self.questions), len(self.questions))

    @property
    def needed(self) -> int:
        """How many right answers a pass takes."""
        return policy.needed(asked=self.asked, pass_percent=self.pass_percent)


@dataclass(frozen=True)
class QuestionMarked:
    """A question after it was marked: what was chosen, whether it was right, and why.

    Of a scenario also what is said to whoever chose this.
    """

    asked: QuestionAsked
    chosen: tuple[str, ...]
    is_right: bool
    explanation: str
    feedback: tuple[str, ...] = ()
    withdrawn_why: str | None = None
    """Why the question was withdrawn, for which it does not count; None for one that does."""


@dataclass(frozen=True)
class Marks:
    """How an attempt counts now, with what was marked again since."""

    attempt_id: int
    at: datetime
    right: int
    asked: int
    is_passed: bool
    valid_until: datetime | None
    answers: Mapping[str, Sequence[int]]
    remarked_at: datetime | None


@dataclass(frozen=True)
class MarkedQuiz:
    """How an attempt ended."""

    course: CoursePage
    """With the questions of the attempt that count now, as it showed them."""
    result: Marks
    questions: tuple[QuestionMarked, ...]
    """All that it asked."""

    @property
    def missed_lessons(self) -> tuple[LessonPage, ...]:
        """The lessons that the questions answered wrongly ask about, each once."""
        missed = {
            question.asked.lesson_position
            for question in self.questions
            if not question.is_right and question.withdrawn_why is None
        }
        return tuple(lesson for lesson in self.course.lessons if lesson.position in missed)


def newest_published(session: Session, course_id: int) -> CourseVersion | None:
    """Return the version in force with its lessons and questions."""
    return session.scalars(
        _whole()
        .where(CourseVersion.course_id == course_id, CourseVersion.published_at.is_not(None))
        .order_by(CourseVersion.number.desc())
        .limit(1)
    ).one_or_none()


def course_in_force(session: Session, course_id: int, *, language: str) -> CoursePage | None:
    """Return the version in force in one language, or None if there is none."""
    version = newest_published(session, course_id)
    if version is None:
        return None
    return page_of(version, language, without=withdrawn(session, version.id))


def attempt_page(session: Session, attempt: Attempt, *, language: str) -> CoursePage:
    """Return the version to which an attempt is pinned, with what it asks, in its own order.

    Questions that were withdrawn meanwhile are asked no more.
    """
    version = session.scalars(_whole().where(CourseVersion.id == attempt.version_id)).one()
    return _pinned_page(version, attempt, language, without=withdrawn(session, version.id))


def _pinned_page(
    version: CourseVersion, attempt: Attempt, language: str, *, without: Collection[int]
) -> CoursePage:
    page = page_of(version, language)
    if attempt.asked is not None:
        by_id = {question.id: question for question in page.questions}
        pinned = [replace(by_id[question], places=tuple(places)) for question, places in attempt.asked]
        page = replace(page, questions=tuple(pinned))
    counting = (question for question in page.questions if question.id not in without)
    numbered = (replace(question, position=place) for place, question in enumerate(counting, start=1))
    return replace(page, questions=tuple(numbered), questions_asked=None)


def withdrawn(session: Session, version_id: int) -> dict[int, str]:
    """Return the questions of a version that were withdrawn, each with the reason."""
    rows = session.execute(
        select(QuestionWithdrawal.question_id, QuestionWithdrawal.why)
        .join(Question, Question.id == QuestionWithdrawal.question_id)
        .where(Question.version_id == version_id)
    )
    return dict(rows.all())


def _whole() -> Select[CourseVersion]:
    return select(CourseVersion).options(
        selectinload(CourseVersion.lessons), selectinload(CourseVersion.questions)
    )


def page_of(version: CourseVersion, language: str, *, without: Collection[int] = ()) -> CoursePage:
    """Return a version with its lessons and questions in one language, without those withdrawn."""
    counting = [question for question in version.questions if question.id not in without]
    text = in_language(version.texts, language)
    return CoursePage(
        course_id=version.course_id,
        version_id=version.id,
        number=version.number,
        title=text.get("title", ""),
        summary=text.get("summary", ""),
        pass_percent=version.pass_percent,
        validity_months=version.validity_months,
        lessons=tuple(
            LessonPage(lesson.position, **in_language(lesson.texts, language)) for lesson in version.lessons
        ),
        questions=tuple(_asked(question, language) for question in counting),
        questions_asked=version.questions_asked,
        most_attempts=version.most_attempts,
        pause_hours=version.pause_hours,
    )


def _asked(question: Question, language: str) -> QuestionAsked:
    text = in_language(question.texts, language)
    return QuestionAsked(
        id=question.id,
        position=question.position,
        lesson_position=question.lesson_position,
        kind=QuestionKind(question.kind),
        prompt=text["prompt"],
        options=tuple(text["options"]),
        places=tuple(range(len(text["options"]))),
    )


def in_language(texts: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Return the texts of a language."""
    found: dict[str, Any] = texts.get(language) or {}
    return found


def open_attempt(session: Session, person_id: int, course_id: int) -> Attempt | None:
    """Return the attempt somebody began and has not finished, of whatever version of the course."""
    return session.scalars(
        select(Attempt)
        .join(CourseVersion, CourseVersion.id == Attempt.version_id)
        .outerjoin(Result, Result.attempt_id == Attempt.id)
        .where(
            Attempt.person_id == person_id,
            CourseVersion.course_id == course_id,
            Result.attempt_id.is_(None),
        )
        .order_by(Attempt.id.desc())
        .limit(1)
    ).one_or_none()


def attempt_of(session: Session, attempt_id: int, *, person_id: int, course_id: int) -> Attempt | None:
    """Return somebody's own attempt at a course; None for another's."""
    return session.scalars(
        select(Attempt)
        .join(CourseVersion, CourseVersion.id == Attempt.version_id)
        .where(Attempt.id == attempt_id, Attempt.person_id == person_id, CourseVersion.course_id == course_id)
    ).one_or_none()


def right_answers(session: Session, version_id: int) -> dict[int, list[int]]:
    """Return the places of the right options by question; they never leave the server."""
    rows = session.execute(select(Question.id, Question.right).where(Question.version_id == version_id))
    return dict(rows.all())


def latest_result(session: Session, person_id: int, course_id: int) -> Marks | None:
    """Return how somebody's newest attempt at a course counts."""
    return _marks(
        session,
        (Result.person_id == person_id) & (Result.course_id == course_id),
    )


def _marks(session: Session, which: ColumnElement[bool]) -> Marks | None:
    row = session.execute(
        results_in_force().where(which).order_by(Result.at.desc(), Result.attempt_id.desc()).limit(1)
    ).one_or_none()
    return Marks(*(getattr(row, each.name) for each in fields(Marks))) if row else None


def valid_pass(session: Session, person_id: int, course_id: int, *, at: datetime) -> Pass | None:
    """Return the pass that counts longest at a moment, or None if none does."""
    each = passes().c
    row = session.execute(
        select(each.attempt_id, each.at, each.valid_until, each.elsewhere_id)
        .where(
            each.person_id == person_id,
            each.course_id == course_id,
            each.at <= at,
            each.valid_until > at,
        )
        .order_by(each.valid_until.desc())
        .limit(1)
    ).one_or_none()
    return Pass(*row) if row else None


def marked_quiz(session: Session, attempt: Attempt, *, language: str) -> MarkedQuiz | None:
    """Return an attempt with its marks and explanations, or None while it is open."""
    result = _marks(session, Result.attempt_id == attempt.id)
    if result is None:
        return None
    answers = result.answers
    version = session.scalars(_whole().where(CourseVersion.id == attempt.version_id)).one()
    why = withdrawn(session, version.id)
    # What an attempt did not count from the start was not answered, so it is not among them either.
    never_counted = [question for question in why if str(question) not in answers]
    all_asked = _pinned_page(version, attempt, language, without=never_counted)
    written = {question.id: question for question in version.questions}
    return MarkedQuiz(
        course=replace(all_asked, questions=tuple(q for q in all_asked.questions if q.id not in why)),
        result=result,
        questions=tuple(
            replace(
                _marked(written[asked.id], answers.get(str(asked.id), []), language),
                asked=asked,
                withdrawn_why=why.get(asked.id),
            )
            for asked in all_asked.questions
        ),
    )


def _marked(question: Question, places: Sequence[int], language: str) -> QuestionMarked:
    asked, text = _asked(question, language), in_language(question.texts, language)
    feedback = text.get("feedback", ())
    return QuestionMarked(
        asked=asked,
        chosen=tuple(asked.options[place] for place in places),
        is_right=policy.is_right(places, question.right),
        explanation=text["explanation"],
        feedback=tuple(feedback[place] for place in places) if feedback else (),
    )
