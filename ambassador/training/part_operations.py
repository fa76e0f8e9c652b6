"""Changes the parts of a course's draft: lessons and questions, and their order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import case, delete, update
from sqlalchemy.orm import Session

from ambassador.training import editor_queries as queries
from ambassador.training import policy
from ambassador.training.editor_operations import changed_meanwhile, gone
from ambassador.training.faults import sentence_of
from ambassador.training.models import CourseVersion, Lesson, Question
from ambassador.training.policy import QuestionKind
from ambassador.web.errors import Refusal
from ambassador.web.slugs import free_slug


@dataclass(frozen=True)
class SaveLesson:
    """A lesson in both languages, and the fingerprint of what was loaded; no id for a new one."""

    version_id: int
    lesson_id: int | None
    texts: Mapping[str, dict[str, str]]
    loaded: str


@dataclass(frozen=True)
class SaveQuestion:
    """A question in both languages, and the fingerprint of what was loaded; no id for a new one."""

    version_id: int
    question_id: int | None
    kind: QuestionKind
    lesson: int
    texts: Mapping[str, dict[str, Any]]
    right: Sequence[int]
    loaded: str


def save_lesson(session: Session, command: SaveLesson) -> Refusal | None:
    """Keep a lesson, a new one at the end; the same new lesson sent twice is one.

    Returns a Conflict, with nothing saved, when somebody else changed it meanwhile.
    """
    draft = queries.open_draft(session, command.version_id, lock=True)
    if draft is None:
        return gone()
    if command.lesson_id is None:
        return _add_lesson(session, draft, command)
    lesson = next((lesson for lesson in draft.lessons if lesson.id == command.lesson_id), None)
    if lesson is None or queries.lesson_fingerprint(lesson) != command.loaded:
        return changed_meanwhile()
    lesson.texts = dict(command.texts)
    return None


def _add_lesson(session: Session, draft: CourseVersion, command: SaveLesson) -> Refusal | None:
    if any(lesson.texts == command.texts for lesson in draft.lessons):
        return None
    if len(draft.lessons) >= policy.MOST_LESSONS:
        return Refusal(_("A course has at most %(most)s lessons.", most=policy.MOST_LESSONS))
    session.add(
        Lesson(
            version_id=draft.id,
            position=len(draft.lessons) + 1,
            texts=dict(command.texts),
            # So that its file says what it is about, whatever the lesson is called later.
            name=free_slug(command.texts["en"]["title"], taken=(), otherwise=""),
        )
    )
    return None


def save_question(session: Session, command: SaveQuestion) -> Sequence[Refusal]:
    """Keep a question that can be asked, a new one at the end; the same new question sent twice is one.

    Returns what is wrong, with nothing saved; a Conflict when somebody else changed it meanwhile.
    """
    draft = queries.open_draft(session, command.version_id, lock=True)
    if draft is None:
        return [gone()]
    wrong = policy.faults_of(
        command.texts,
        kind=command.kind,
        right=command.right,
        lesson=command.lesson,
        lessons=len(draft.lessons),
    )
    if wrong:
        return [sentence_of(fault, language) for fault, language in wrong]
    if command.question_id is None:
        return _add_question(session, draft, command)
    question = next((found for found in draft.questions if found.id == command.question_id), None)
    if question is None or queries.question_fingerprint(question) != command.loaded:
        return [changed_meanwhile()]
    question.kind, question.lesson_position = command.kind, command.lesson
    question.texts, question.right = dict(command.texts), list(command.right)
    return []


def _add_question(session: Session, draft: CourseVersion, command: SaveQuestion) -> Sequence[Refusal]:
    if any(question.texts == command.texts for question in draft.questions):
        return []
    if len(draft.questions) >= policy.MOST_QUESTIONS:
        return [Refusal(_("A course has at most %(most)s questions.", most=policy.MOST_QUESTIONS))]
    session.add(
        Question(
            version_id=draft.id,
            position=len(draft.questions) + 1,
            lesson_position=command.lesson,
            kind=command.kind,
            texts=dict(command.texts),
            right=list(command.right),
        )
    )
    return []


def move(
    session: Session, part: type[Lesson] | type[Question], *, version_id: int, part_id: int, by_places: int
) -> None:
    """Let a lesson or question change places with the one before (-1) or after (1) it; none there is done."""
    draft = queries.open_draft(session, version_id, lock=True)
    parts: Sequence[Lesson | Question] = []
    if draft is not None:
        parts = draft.lessons if part is Lesson else draft.questions
    here = next((found.position for found in parts if found.id == part_id), None)
    if here is None or not 1 <= here + by_places <= len(parts):
        return
    there = here + by_places
    # The place is unique, so the first of the two steps aside while the other takes its place.
    for old, new in ((here, -1), (there, here), (-1, there)):
        session.execute(
            update(part).where(part.version_id == version_id, part.position == old).values(position=new)
        )
    if part is Lesson:
        swapped = case((Question.lesson_position == here, there), else_=here)
        session.execute(
            update(Question)
            .where(Question.version_id == version_id, Question.lesson_position.in_((here, there)))
            .values(lesson_position=swapped)
        )


def delete_lesson(session: Session, *, version_id: int, lesson_id: int) -> Refusal | None:
    """Take a lesson out of a draft, unless questions ask about it; those after it move up."""
    draft = queries.open_draft(session, version_id, lock=True)
    lesson = next((found for found in draft.lessons if found.id == lesson_id), None) if draft else None
    if draft is None or lesson is None:
        return None
    asking = [str(q.position) for q in draft.questions if q.lesson_position == lesson.position]
    if asking:
        return Refusal(
            _(
                "Questions ask about this lesson: %(numbers)s. Move them to another or delete them first.",
                numbers=", ".join(asking),
            )
        )
    place = lesson.position
    _delete(session, Lesson, version_id=version_id, part_id=lesson_id, place=place)
    session.execute(
        update(Question)
        .where(Question.version_id == version_id, Question.lesson_position > place)
        .values(lesson_position=Question.lesson_position - 1)
    )
    return None


def delete_question(session: Session, *, version_id: int, question_id: int) -> None:
    """Take a question out of a draft; those after it move up. One that is gone is done."""
    draft = queries.open_draft(session, version_id, lock=True)
    question = next((found for found in draft.questions if found.id == question_id), None) if draft else None
    if question is not None:
        _delete(session, Question, version_id=version_id, part_id=question_id, place=question.position)


def _delete(
    session: Session,
    part: type[Lesson] | type[Question],
    *,
    version_id: int,
    part_id: int,
    place: int,
) -> None:
    session.execute(delete(part).where(part.id == part_id))
    # The place is unique row by row, so those that move up pass through places nobody has.
    after = update(part).where(part.version_id == version_id)
    session.execute(after.where(part.position > place).values(position=-part.position))
    session.execute(after.where(part.position < 0).values(position=-part.position - 1))
