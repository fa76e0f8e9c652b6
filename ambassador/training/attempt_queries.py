"""Reads attempts: what may be drawn, what was answered so far, and whether another may begin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from ambassador.db import connection_of
from ambassador.people.models import Person
from ambassador.training.attempt_policy import Askable, Tries
from ambassador.training.models import (
    Attempt,
    AttemptGrant,
    CourseVersion,
    KeptAnswers,
    Question,
    QuestionWithdrawal,
    Result,
)
from ambassador.training.pass_queries import passes, results_in_force
from ambassador.training.policy import QuestionKind
from ambassador.training.queries import withdrawn

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)

Chosen = dict[int, list[int]]
"""The places of the chosen options by question."""


@dataclass(frozen=True)
class Rules:
    """What a course version says about attempts."""

    version_id: int
    course_id: int
    most_attempts: int | None
    pause_hours: int
    questions_asked: int | None
    is_shuffled: bool


def rules_in_force(session: Session, course_id: int) -> Rules | None:
    """Return what the version in force says about attempts; None if there is no version."""
    row = session.execute(
        select(
            CourseVersion.id,
            CourseVersion.course_id,
            CourseVersion.most_attempts,
            CourseVersion.pause_hours,
            CourseVersion.questions_asked,
            CourseVersion.is_shuffled,
        )
        .where(CourseVersion.course_id == course_id, CourseVersion.published_at.is_not(None))
        .order_by(CourseVersion.number.desc())
        .limit(1)
    ).one_or_none()
    return Rules(*row) if row else None


def pool(session: Session, version_id: int) -> list[Askable]:
    """Return the questions of a version that may be drawn, in their written order."""
    without = withdrawn(session, version_id)
    rows = session.execute(
        select(Question.id, Question.lesson_position, Question.kind, Question.texts)
        .where(Question.version_id == version_id)
        .order_by(Question.position)
    )
    return [
        Askable(row.id, row.lesson_position, QuestionKind(row.kind), _options(row.texts))
        for row in rows
        if row.id not in without
    ]


def _options(texts: Mapping[str, Any]) -> int:
    return min(len(text["options"]) for text in texts.values())


def tries_of(session: Session, rules: Rules, person_id: int) -> Tries:
    """Return how somebody stands with the attempts at the version in force.

    A pass begins a new count, one made elsewhere as well, and so does a new version. An attempt all of whose
    questions were withdrawn counts for nothing.
    """
    each = passes().c
    passed = session.scalar(
        select(func.max(each.at)).where(each.person_id == person_id, each.course_id == rules.course_id)
    )
    since = passed or LONG_AGO
    marks = (
        results_in_force()
        .join(Attempt, Attempt.id == Result.attempt_id)
        .where(Attempt.version_id == rules.version_id, Result.person_id == person_id, Result.at > since)
        .subquery()
    )
    failed = session.execute(
        select(func.count(), func.max(marks.c.at)).where(~marks.c.is_passed, marks.c.asked > 0)
    ).one()
    granted = session.execute(
        select(func.count(), func.max(AttemptGrant.at)).where(
            AttemptGrant.person_id == person_id,
            AttemptGrant.version_id == rules.version_id,
            AttemptGrant.at > since,
        )
    ).one()
    return Tries(
        most=rules.most_attempts,
        pause_hours=rules.pause_hours,
        used=failed[0],
        last_at=failed[1],
        granted=granted[0],
        granted_at=granted[1],
    )


def kept_answers(session: Session, attempt_id: int) -> Chosen:
    """Return what somebody has answered so far in an open attempt."""
    kept = session.scalar(select(KeptAnswers.answers).where(KeptAnswers.attempt_id == attempt_id))
    return {int(question): places for question, places in (kept or {}).items()}


@dataclass(frozen=True)
class Open:
    """Somebody's attempt as it is marked."""

    version_id: int
    pass_percent: int
    validity_months: int
    grace_days: int
    is_marked: bool
    has_kept: bool
    right: Mapping[int, Sequence[int]]
    """The right answers of the questions that count: asked, and not withdrawn since."""
    offered: Mapping[int, Sequence[int]]
    """The places of the options that each of them offered."""

    def given(self, sent: Mapping[int, Sequence[int]]) -> Chosen:
        """Return what was chosen of what was offered; an answer that was never offered is none."""
        return {
            question: sorted(set(places))
            for question, places in sent.items()
            if places and question in self.right and set(places) <= set(self.offered[question])
        }


# Built once, and without the session's bookkeeping: many hand in at the same time.
_WHO: Any = bindparam("who")
_HOLD = select(Person.id).where(Person.id == _WHO).with_for_update(key_share=True)
_OPEN = (
    select(
        Attempt.version_id,
        Attempt.asked,
        CourseVersion.pass_percent,
        CourseVersion.validity_months,
        CourseVersion.grace_days,
        Result.attempt_id.label("marked"),
        KeptAnswers.attempt_id.label("kept"),
    )
    .join(CourseVersion, CourseVersion.id == Attempt.version_id)
    .outerjoin(Result, Result.attempt_id == Attempt.id)
    .outerjoin(KeptAnswers, KeptAnswers.attempt_id == Attempt.id)
    .where(
        Attempt.id == bindparam("attempt"),
        Attempt.person_id == _WHO,
        CourseVersion.course_id == bindparam("course"),
    )
)
_RIGHT = (
    select(Question.id, Question.right, QuestionWithdrawal.question_id.label("withdrawn"))
    .outerjoin(QuestionWithdrawal, QuestionWithdrawal.question_id == Question.id)
    .where(Question.version_id == bindparam("version"))
    .order_by(Question.position)
)


def hold_person(session: Session, person_id: int) -> None:
    """Make others who hold this person wait; as `people.queries.hold`, for one of many at the same time."""
    # SQLite lets one writer in at a time anyway, and each statement less is felt.
    if session.get_bind().dialect.name == "postgresql":
        connection_of(session).execute(_HOLD, {"who": person_id})


def open_to_mark(session: Session, attempt_id: int, *, person_id: int, course_id: int) -> Open | None:
    """Return somebody's own attempt with the right answers, which never leave the server."""
    connection = connection_of(session)
    about = {"attempt": attempt_id, "who": person_id, "course": course_id}
    row = connection.execute(_OPEN, about).one_or_none()
    if row is None:
        return None
    counting = {
        each.id: each.right
        for each in connection.execute(_RIGHT, {"version": row.version_id})
        if each.withdrawn is None
    }
    offered = _offered(session, row.version_id) if row.asked is None else dict(row.asked)
    return Open(
        version_id=row.version_id,
        pass_percent=row.pass_percent,
        validity_months=row.validity_months,
        grace_days=row.grace_days,
        is_marked=row.marked is not None,
        has_kept=row.kept is not None,
        right={question: counting[question] for question in offered if question in counting},
        offered=offered,
    )


def _offered(session: Session, version_id: int) -> dict[int, list[int]]:
    rows = session.execute(
        select(Question.id, Question.texts)
        .where(Question.version_id == version_id)
        .order_by(Question.position)
    )
    return {row.id: list(range(_options(row.texts))) for row in rows}
