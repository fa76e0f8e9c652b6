"""Reads tallies, always whole: what is added up already, and the results that are not."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import Session

from ambassador.training.models import Attempt, CourseVersion, Question, Result
from ambassador.training.tallies.models import QuestionTally, TimeTally, UntalliedResult
from ambassador.training.tallies.policy import Answered, QuestionCounts, added, minutes_between

COUNTS = tuple(each.name for each in fields(QuestionCounts))


@dataclass(frozen=True)
class Sums:
    """What some results add up to."""

    questions: Mapping[int, QuestionCounts]
    """By question."""
    times: Mapping[tuple[int, int], int]
    """How many attempts, by version and whole minutes."""


def counts_of(session: Session, version_id: int) -> dict[int, QuestionCounts]:
    """Return how the questions of a version were answered in all results; those never answered are left out.

    To be asked in a snapshot: a result that is tallied meanwhile would be counted twice, or not at all.
    """
    tallied = session.execute(
        select(QuestionTally.question_id, *(getattr(QuestionTally, name) for name in COUNTS))
        .join(Question, Question.id == QuestionTally.question_id)
        .where(Question.version_id == version_id)
    )
    found = {question: QuestionCounts(*counts) for question, *counts in tallied}
    # Of a sum no index is asked: the way is from the few results that wait, not from the many of a version.
    waiting = sums_of(session, _waiting().where(Attempt.version_id + 0 == version_id))
    for question, counts in waiting.questions.items():
        found[question] = found.get(question, QuestionCounts()) + counts
    return found


def times_of(session: Session, course_ids: Collection[int]) -> dict[int, Counter[int]]:
    """Return how many attempts at each course took so many minutes, in all results; in a snapshot."""
    found: dict[int, Counter[int]] = defaultdict(Counter)
    versions = select(CourseVersion.id, CourseVersion.course_id).where(
        CourseVersion.course_id.in_(course_ids)
    )
    course_of = dict(session.execute(versions).all())
    rows = session.execute(select(TimeTally.version_id, TimeTally.minutes, TimeTally.attempts))
    for version, minutes, attempts in rows:
        if version in course_of:
            found[course_of[version]][minutes] += attempts
    waiting = session.execute(_waiting().with_only_columns(Attempt.version_id, Attempt.started_at, Result.at))
    for version, started_at, at in waiting:
        if version in course_of:
            found[course_of[version]][minutes_between(started_at, at)] += 1
    return found


def _waiting() -> Select[*tuple[Any, ...]]:
    """Select the results that are not tallied, found from the list of them."""
    return (
        select(Attempt.person_id, Attempt.version_id, Attempt.started_at, Result.at, Result.answers)
        .select_from(UntalliedResult)
        .join(Result, Result.attempt_id == UntalliedResult.attempt_id + 0)
        .join(Attempt, Attempt.id == Result.attempt_id)
    )


def sums_of(session: Session, new: Select[*tuple[Any, ...]]) -> Sums:
    """Return what results that are not tallied add to the tallies; `new` is a part of `waiting`."""
    rows = session.execute(new).all()
    if not rows:
        return Sums({}, {})
    these = new.subquery()
    touched = select(these.c.person_id, these.c.version_id).distinct().subquery()
    tallied = session.execute(
        select(Result.person_id, Result.answers)
        .select_from(touched)
        .join(
            Attempt,
            and_(Attempt.person_id == touched.c.person_id, Attempt.version_id == touched.c.version_id),
        )
        .join(Result, Result.attempt_id == Attempt.id)
        .outerjoin(UntalliedResult, UntalliedResult.attempt_id == Result.attempt_id)
        .where(UntalliedResult.attempt_id.is_(None))
    )
    return Sums(
        questions=added(
            (Answered(row.person_id, row.answers) for row in rows),
            before=[Answered(*row) for row in tallied],
            right=_right(session, {row.version_id for row in rows}),
        ),
        times=Counter((row.version_id, minutes_between(row.started_at, row.at)) for row in rows),
    )


def waiting(attempt_ids: Sequence[int]) -> Select[*tuple[Any, ...]]:
    """Select these results, as far as they are not tallied."""
    return _waiting().where(UntalliedResult.attempt_id.in_(attempt_ids))


def _right(session: Session, version_ids: Collection[int]) -> dict[int, list[int]]:
    rows = session.execute(select(Question.id, Question.right).where(Question.version_id.in_(version_ids)))
    return dict(rows.all())
