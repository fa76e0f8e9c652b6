"""Changes courses for those who write them: drafts as a whole, their settings, and publishing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ambassador.people.audiences import Audience
from ambassador.settings import LANGUAGES
from ambassador.trail.operations import take_turn
from ambassador.training import editor_queries as queries
from ambassador.training import policy
from ambassador.training.attempt_policy import UNLIMITED, Limits
from ambassador.training.audience_queries import named_by
from ambassador.training.cycles.policy import USUAL, Deadlines
from ambassador.training.faults import sentence_of
from ambassador.training.media.checking import faults_of as media_faults
from ambassador.training.media.keeping import carry_over, let_go
from ambassador.training.media.queries import rows_of
from ambassador.training.models import (
    Course,
    CoursePrerequisite,
    CourseVersion,
    CourseVersionTeam,
    Lesson,
    Question,
)
from ambassador.training.operations import freeze
from ambassador.training.prerequisite_faults import order_faults
from ambassador.training.queries import newest_published, withdrawn
from ambassador.training.requirement_operations import forget, set_required
from ambassador.web.errors import Conflict, Refusal
from ambassador.web.slugs import free_slug

DEFAULT_PASS_PERCENT = 80
DEFAULT_MONTHS = 12


@dataclass(frozen=True)
class SaveSettings:
    """A course's title, summary and rules, and the fingerprint of what was loaded."""

    version_id: int
    texts: Mapping[str, dict[str, str]]
    pass_percent: int
    validity_months: int
    is_required: bool
    loaded: str
    limits: Limits = UNLIMITED
    deadlines: Deadlines = USUAL


def new_course(session: Session, *, titles: Mapping[str, str]) -> int:
    """Return the id of a new course's first draft; its slug comes from the English title.

    The same titles sent twice are one course, as long as its first draft is open.
    """
    twin = queries.first_draft_titled(session, titles)
    if twin is not None:
        return twin
    taken = session.scalars(select(Course.slug)).all()
    course = Course(slug=free_slug(titles["en"], taken=taken, otherwise="course"))
    try:
        with session.begin_nested():
            session.add(course)
    except IntegrityError:
        # Somebody took the slug at this moment: it is the same form sent twice, or another number is free.
        return new_course(session, titles=titles)
    version = CourseVersion(
        course_id=course.id,
        number=1,
        pass_percent=DEFAULT_PASS_PERCENT,
        validity_months=DEFAULT_MONTHS,
        texts={language: {"title": titles[language], "summary": ""} for language in LANGUAGES},
    )
    session.add(version)
    session.flush()
    return version.id


def begin_draft(session: Session, *, course_id: int) -> int | None:
    """Return the id of a course's one open draft, begun as a copy of the version in force if there was none.

    None for a course that does not exist.
    """
    is_open = select(CourseVersion.id).where(
        CourseVersion.course_id == course_id, CourseVersion.published_at.is_(None)
    )
    found = session.scalar(is_open)
    before = newest_published(session, course_id)
    if found is not None or before is None:
        return found
    try:
        with session.begin_nested():
            return _copy(session, before)
    except IntegrityError:
        # The number is unique, so of two clicks at once one begins the draft and both open it.
        return session.scalar(is_open)


def _copy(session: Session, before: CourseVersion) -> int:
    team_ids, prerequisite_ids = named_by(session, before.id)
    draft = CourseVersion(
        course_id=before.course_id,
        number=before.number + 1,
        pass_percent=before.pass_percent,
        validity_months=before.validity_months,
        days_to_pass=before.days_to_pass,
        grace_days=before.grace_days,
        most_attempts=before.most_attempts,
        pause_hours=before.pause_hours,
        questions_asked=before.questions_asked,
        is_shuffled=before.is_shuffled,
        audience=before.audience,
        texts=before.texts,
        teams=[CourseVersionTeam(team_id=team_id) for team_id in team_ids],
        prerequisites=[CoursePrerequisite(course_id=each) for each in prerequisite_ids],
    )
    session.add(draft)
    session.flush()
    # A question that was withdrawn is not asked again by mistake.
    without = withdrawn(session, before.id)
    kept = [question for question in before.questions if question.id not in without]
    session.add_all(
        Lesson(version_id=draft.id, position=lesson.position, texts=lesson.texts, name=lesson.name)
        for lesson in before.lessons
    )
    session.add_all(
        Question(
            version_id=draft.id,
            position=position,
            lesson_position=question.lesson_position,
            kind=question.kind,
            texts=question.texts,
            right=question.right,
            name=question.name,
        )
        for position, question in enumerate(kept, start=1)
    )
    carry_over(session, rows_of(session, before.id), version_id=draft.id)
    session.flush()
    return draft.id


def save_settings(session: Session, command: SaveSettings, *, by: int, at: datetime) -> Refusal | None:
    """Keep a draft's title, summary and rules; whether the course is required changes at once.

    Returns a Conflict, with nothing saved, when somebody else changed them meanwhile.
    """
    draft = queries.open_draft(session, command.version_id, lock=True)
    if draft is None:
        return gone()
    if queries.settings_fingerprint(draft) != command.loaded:
        return changed_meanwhile()
    # A draft may have gaps, so a number is only held against questions once there are some.
    if draft.questions and command.limits.asks_too_many(len(draft.questions)):
        return too_many(len(draft.questions))
    draft.texts = dict(command.texts)
    draft.pass_percent, draft.validity_months = command.pass_percent, command.validity_months
    draft.days_to_pass, draft.grace_days = command.deadlines.days_to_pass, command.deadlines.grace_days
    draft.most_attempts, draft.pause_hours = command.limits.most_attempts, command.limits.pause_hours
    draft.questions_asked, draft.is_shuffled = command.limits.questions_asked, command.limits.is_shuffled
    set_required(session, course_id=draft.course_id, is_required=command.is_required, by=by, at=at)
    return None


def publish(
    session: Session, *, version_id: int, loaded: str, what_changed: str, by: int | None, at: datetime
) -> int | Refusal:
    """Publish a draft that is whole and return its number; attempts that are open stay with their version."""
    draft = queries.open_draft(session, version_id, lock=True)
    if draft is None:
        return gone()
    if queries.draft_fingerprint(draft) != loaded:
        return Conflict(
            _("The draft was changed after you opened this page. Look at it again before you publish it.")
        )
    # In turn, so that of two managers who publish at once the second sees what the first one's course needs:
    # else two courses could come to wait for each other.
    take_turn(session)
    if faults_of(draft) or order_faults(session, draft):
        return Refusal(_("Mend what is listed below before you publish."))
    freeze(session, draft, what_changed=what_changed, by=by, at=at)
    return draft.number


def faults_of(draft: CourseVersion) -> Sequence[str]:
    """Return what keeps a draft from being published, as sentences; empty when it is whole."""
    found = []
    if not _are_complete(draft.texts, "title", "summary"):
        found.append(_("The course needs a title and a summary in both languages."))
    if not draft.lessons:
        found.append(_("The course needs at least one lesson."))
    if not draft.questions:
        found.append(_("The course needs at least one question."))
    elif Limits(questions_asked=draft.questions_asked).asks_too_many(len(draft.questions)):
        found.append(too_many(len(draft.questions)).sentence)
    if draft.audience == Audience.TEAMS and not draft.teams:
        found.append(_("The course is for some teams. Choose at least one."))
    found += [
        _("Lesson %(position)s needs a title and a text in both languages.", position=lesson.position)
        for lesson in draft.lessons
        if not _are_complete(lesson.texts, "title", "body")
    ]
    for question in draft.questions:
        wrong = policy.faults_of(
            question.texts,
            kind=policy.QuestionKind(question.kind),
            right=question.right,
            lesson=question.lesson_position,
            lessons=len(draft.lessons),
        )
        found += [
            _(
                "Question %(position)s: %(fault)s",
                position=question.position,
                fault=sentence_of(fault).sentence,
            )
            for fault, _language in wrong
        ]
    return [*found, *media_faults(draft.lessons, draft.media)]


def _are_complete(texts: Mapping[str, Any], *parts: str) -> bool:
    return all(str(texts.get(language, {}).get(part, "")).strip() for language in LANGUAGES for part in parts)


def discard_draft(session: Session, *, version_id: int) -> None:
    """Throw a draft away; a course that never had a version goes with it. One that is gone is done."""
    draft = queries.open_draft(session, version_id, lock=True)
    if draft is None:
        return
    course_id = draft.course_id
    for part in (Lesson, Question, CourseVersionTeam, CoursePrerequisite):
        session.execute(delete(part).where(part.version_id == version_id))
    let_go(session, version_id=version_id)
    session.execute(delete(CourseVersion).where(CourseVersion.id == version_id))
    if not session.scalar(select(func.count()).where(CourseVersion.course_id == course_id)):
        forget(session, course_id=course_id)
        session.execute(delete(Course).where(Course.id == course_id))


def too_many(questions: int) -> Refusal:
    """Say that an attempt can't ask more questions than there are."""
    return Refusal(
        ngettext(
            "There is only one question. Ask at most that one, or write more.",
            "There are only %(num)s questions. Ask at most as many, or write more.",
            questions,
        ),
        "questions_asked",
    )


def gone() -> Conflict:
    """Say that a draft is no draft any more."""
    return Conflict(_("This draft was published or discarded in the meantime, so nothing was changed."))


def changed_meanwhile() -> Conflict:
    """Say that somebody else saved the same part."""
    return Conflict(
        _(
            "Somebody else saved this draft after you opened it. Your words are below, not saved yet. "
            "Compare them with the draft; when you save again, yours replace it."
        )
    )
