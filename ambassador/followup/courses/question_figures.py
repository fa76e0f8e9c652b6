"""Counts which questions of a course are missed, by lesson too; of fewer than five people nothing is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from ambassador.followup.courses import policy
from ambassador.followup.courses.policy import Missed
from ambassador.people.withholding_policy import FEW, Count, in_steps
from ambassador.training.models import CourseVersion, Lesson, Question, QuestionWithdrawal
from ambassador.training.queries import in_language
from ambassador.training.tallies.policy import QuestionCounts
from ambassador.training.tallies.queries import counts_of

TOLD = frozenset({Missed.NEVER, Missed.SHARE, Missed.ALWAYS})
"""Where a share is told: nobody is on one side, or five people on either."""


@dataclass(frozen=True)
class QuestionFigure:
    """How often a question was missed, as it may be shown."""

    position: int
    lesson_position: int
    prompt: str
    is_withdrawn: bool
    people: Count
    """How many different people answered it."""
    told: Missed
    asked: int
    """In how many attempts; 0 where no share is told."""
    missed: int
    """In how many of them it was answered wrongly; 0 where no share is told."""

    @property
    def share(self) -> float | None:
        """The share of attempts in which it was missed, None where it is not told."""
        return self.missed / self.asked if self.told in TOLD else None


@dataclass(frozen=True)
class LessonFigure:
    """How often the questions about a lesson were missed: those of them that are told, together."""

    position: int
    title: str
    questions: int
    """How many of its questions are told."""
    share: float | None
    """None where none of them is."""


@dataclass(frozen=True)
class VersionFigures:
    """Which questions of a version are missed, the most missed first."""

    version_id: int
    number: int
    others: tuple[tuple[int, int], ...]
    """The other published versions of the course: number and id, the newest first."""
    questions: tuple[QuestionFigure, ...]
    lessons: tuple[LessonFigure, ...]


def question_figures(
    session: Session, course_id: int, *, version_id: int | None, language: str
) -> VersionFigures | None:
    """Return which questions of a course's version are missed, of the newest one if none is named.

    None for a version that is not one of the course, or not published. To be asked in a snapshot.
    """
    published = session.execute(
        select(CourseVersion.number, CourseVersion.id)
        .where(CourseVersion.course_id == course_id, CourseVersion.published_at.is_not(None))
        .order_by(CourseVersion.number.desc())
    ).all()
    chosen = next((row for row in published if version_id in {None, row.id}), None)
    if chosen is None:
        return None
    questions = _questions(session, chosen.id, language)
    return VersionFigures(
        version_id=chosen.id,
        number=chosen.number,
        others=tuple((row.number, row.id) for row in published if row is not chosen),
        questions=tuple(sorted(questions, key=_most_missed_first)),
        lessons=_lessons(session, chosen.id, questions, language),
    )


def _questions(session: Session, version_id: int, language: str) -> list[QuestionFigure]:
    rows = session.execute(
        select(Question, QuestionWithdrawal.question_id.is_not(None))
        .outerjoin(QuestionWithdrawal, QuestionWithdrawal.question_id == Question.id)
        .where(Question.version_id == version_id)
        .order_by(Question.position)
    )
    counts = counts_of(session, version_id)
    return [
        _figure(question, counts.get(question.id, QuestionCounts()), language, is_withdrawn=is_withdrawn)
        for question, is_withdrawn in rows
    ]


def _figure(
    question: Question, counts: QuestionCounts, language: str, *, is_withdrawn: bool
) -> QuestionFigure:
    told = policy.missed(
        people=counts.people, people_right=counts.people_right, people_missed=counts.people_missed
    )
    is_told = told in TOLD
    return QuestionFigure(
        position=question.position,
        lesson_position=question.lesson_position,
        prompt=in_language(question.texts, language).get("prompt", ""),
        is_withdrawn=is_withdrawn,
        people=FEW if told is Missed.WITHHELD else in_steps(counts.people),
        told=told,
        asked=counts.asked if is_told else 0,
        missed=counts.missed if is_told else 0,
    )


ORDER = (Missed.ALWAYS, Missed.NEARLY_ALL, Missed.SHARE, Missed.FEW, Missed.NEVER, Missed.WITHHELD)


def _most_missed_first(figure: QuestionFigure) -> tuple[int, float, int]:
    """Return where a question comes: by what is told of it, so that the order tells no more than that."""
    return ORDER.index(figure.told), -(figure.share or 0.0), figure.position


def _lessons(
    session: Session, version_id: int, questions: Sequence[QuestionFigure], language: str
) -> tuple[LessonFigure, ...]:
    rows = session.execute(
        select(Lesson.position, Lesson.texts).where(Lesson.version_id == version_id).order_by(Lesson.position)
    )
    return tuple(
        _lesson(position, in_language(texts, language).get("title", ""), questions)
        for position, texts in rows
    )


def _lesson(position: int, title: str, questions: Sequence[QuestionFigure]) -> LessonFigure:
    # Only of what is told of each question: with the others, a subtraction would tell theirs.
    told = [
        each
        for each in questions
        if each.lesson_position == position and each.told in TOLD and not each.is_withdrawn
    ]
    asked = sum(each.asked for each in told)
    return LessonFigure(
        position, title, len(told), sum(each.missed for each in told) / asked if asked else None
    )
