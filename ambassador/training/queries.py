"""Reads courses: what is in force, and what somebody tried and passed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, selectinload

from ambassador.training import policy
from ambassador.training.models import Attempt, CourseVersion, Question, Result
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

    @property
    def needed(self) -> int:
        """How many right answers a pass takes."""
        return policy.needed(asked=len(self.questions), pass_percent=self.pass_percent)


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


@dataclass(frozen=True)
class MarkedQuiz:
    """How an attempt ended."""

    course: CoursePage
    result: Result
    questions: tuple[QuestionMarked, ...]

    @property
    def missed_lessons(self) -> tuple[LessonPage, ...]:
        """The lessons that the questions answered wrongly ask about, each once."""
        missed = {question.asked.lesson_position for question in self.questions if not question.is_right}
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
    return page_of(version, language) if version else None


def course_version(session: Session, version_id: int, *, language: str) -> CoursePage:
    """Return one version of a course, to which an attempt is pinned."""
    return page_of(session.scalars(_whole().where(CourseVersion.id == version_id)).one(), language)


def _whole() -> Select[CourseVersion]:
    return select(CourseVersion).options(
        selectinload(CourseVersion.lessons), selectinload(CourseVersion.questions)
    )


def page_of(version: CourseVersion, language: str) -> CoursePage:
    """Return a version with its lessons and questions in one language."""
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
        questions=tuple(_asked(question, language) for question in version.questions),
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


def latest_result(session: Session, person_id: int, course_id: int) -> Result | None:
    """Return somebody's newest result in a course."""
    return session.scalars(
        select(Result)
        .where(Result.person_id == person_id, Result.course_id == course_id)
        .order_by(Result.at.desc(), Result.attempt_id.desc())
        .limit(1)
    ).one_or_none()


def valid_pass(session: Session, person_id: int, course_id: int, *, at: datetime) -> Result | None:
    """Return the pass that counts longest at a moment, or None if none does."""
    return session.scalars(
        select(Result)
        .where(
            Result.person_id == person_id,
            Result.course_id == course_id,
            Result.is_passed,
            Result.at <= at,
            Result.valid_until > at,
        )
        .order_by(Result.valid_until.desc())
        .limit(1)
    ).one_or_none()


def marked_quiz(session: Session, attempt: Attempt, *, language: str) -> MarkedQuiz | None:
    """Return an attempt with its marks and explanations, or None while it is open."""
    result = session.get(Result, attempt.id)
    if result is None:
        return None
    version = session.scalars(_whole().where(CourseVersion.id == attempt.version_id)).one()
    return MarkedQuiz(
        course=page_of(version, language),
        result=result,
        questions=tuple(
            _marked(question, result.answers.get(str(question.id), []), language)
            for question in version.questions
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
