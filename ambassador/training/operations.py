"""Changes training: beginning a quiz, marking it, and installing the courses we ship."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ambassador.trail.operations import record
from ambassador.training import content, policy, queries
from ambassador.training.folders.operations import add_course, add_version
from ambassador.training.models import Attempt, Course, CourseVersion, Result


@dataclass(frozen=True)
class Answers:
    """What somebody chose: the places of options by question, for every question of their attempt."""

    attempt_id: int
    course_id: int
    chosen: Mapping[int, Sequence[int]]


def start_attempt(session: Session, *, course_id: int, by: int, at: datetime) -> int | None:
    """Return the id of a person's one open attempt at a course, begun now if there is none.

    A new one is pinned to the version in force. None for a course that has no published version.
    """
    found = queries.open_attempt(session, by, course_id)
    if found is not None:
        return found.id
    version_id = session.scalar(
        select(CourseVersion.id)
        .where(CourseVersion.course_id == course_id, CourseVersion.published_at.is_not(None))
        .order_by(CourseVersion.number.desc())
        .limit(1)
    )
    if version_id is None:
        return None
    # Numbered after those that are finished: an attempt begun at this very moment has the same number.
    finished = session.scalar(
        select(func.count())
        .select_from(Result)
        .join(Attempt, Attempt.id == Result.attempt_id)
        .where(Attempt.person_id == by, Attempt.version_id == version_id)
    )
    attempt = Attempt(person_id=by, version_id=version_id, number=(finished or 0) + 1, started_at=at)
    try:
        with session.begin_nested():
            session.add(attempt)
    except IntegrityError:
        # The number is unique, so of two tabs at once one begins the attempt and both are given it.
        other = queries.open_attempt(session, by, course_id)
        return other.id if other else None
    return attempt.id


def submit(session: Session, command: Answers, *, by: int, at: datetime) -> Result | None:
    """Mark an attempt against the version it was begun with, once; sent again, its first result stays.

    The caller has made sure that every question is answered. None for an attempt that is not this person's.
    """
    attempt = queries.attempt_of(session, command.attempt_id, person_id=by, course_id=command.course_id)
    if attempt is None:
        return None
    before = session.get(Result, attempt.id)
    if before is not None:
        return before
    version = session.get_one(CourseVersion, attempt.version_id)
    right = queries.right_answers(session, attempt.version_id)
    marks = policy.mark(command.chosen, right)
    is_passed = policy.is_pass(right=marks.right, asked=marks.asked, pass_percent=version.pass_percent)
    result = Result(
        attempt_id=attempt.id,
        person_id=by,
        course_id=command.course_id,
        at=at,
        answers={str(question): sorted(command.chosen.get(question, ())) for question in right},
        right=marks.right,
        asked=marks.asked,
        is_passed=is_passed,
        valid_until=policy.valid_until(at, months=version.validity_months) if is_passed else None,
    )
    try:
        with session.begin_nested():
            session.add(result)
    except IntegrityError:
        # An attempt has one result: of two submissions at once, the first is marked and both see it.
        return session.get_one(Result, attempt.id)
    record(
        session,
        "quiz marked",
        by=by,
        at=at,
        person=by,
        course=command.course_id,
        version=attempt.version_id,
        attempt=attempt.id,
        right=marks.right,
        asked=marks.asked,
        is_passed=is_passed,
        valid_until=result.valid_until.isoformat() if result.valid_until else None,
    )
    return result


def install_content(session: Session, at: datetime) -> None:
    """Publish each course we ship as version 1, unless its slug is taken; for each start."""
    taken = set(session.scalars(select(Course.slug)))
    for slug in content.SLUGS:
        if slug in taken:
            continue
        parts = content.course_shipped(slug)
        # Required or not from the moment it is there, so that a new course of ours never ends a clearance.
        course_id = add_course(session, parts, slug=slug, by=None, at=at)
        if course_id is None:
            # Another server started at the same moment and installs it.
            continue
        version = add_version(session, parts, course_id=course_id, number=1)
        freeze(session, version, what_changed="", by=None, at=at)


def freeze(
    session: Session, version: CourseVersion, *, what_changed: str, by: int | None, at: datetime
) -> None:
    """Publish a draft that is whole: from now on it is in force, and the database keeps it as it is."""
    session.execute(
        update(CourseVersion)
        .where(CourseVersion.id == version.id)
        .values(what_changed=what_changed, published_at=at, published_by=by)
    )
    record(
        session,
        "course published",
        by=by,
        at=at,
        course=version.course_id,
        version=version.id,
        number=version.number,
    )
