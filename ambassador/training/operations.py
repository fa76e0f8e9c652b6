"""Changes training: beginning a quiz, marking it, and installing the courses we ship."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import SystemRandom

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ambassador.db import connection_of
from ambassador.trail.operations import record, take_turn
from ambassador.training import attempt_queries, content, policy, queries
from ambassador.training.attempt_policy import Verdict, draw
from ambassador.training.attempt_queries import Open
from ambassador.training.audience_queries import named_by
from ambassador.training.cycles import passing
from ambassador.training.folders.hashing import content_hash
from ambassador.training.folders.named import Found
from ambassador.training.folders.operations import add_course, add_version
from ambassador.training.folders.queries import parts_of
from ambassador.training.folders.writing import files_of
from ambassador.training.models import (
    Attempt,
    Course,
    CourseVersion,
    KeptAnswers,
    Result,
)
from ambassador.training.prerequisite_queries import may_begin
from ambassador.training.signals import course_published


@dataclass(frozen=True)
class Answers:
    """What somebody chose: the places of options by question, for every question of their attempt."""

    attempt_id: int
    course_id: int
    chosen: Mapping[int, Sequence[int]]


@dataclass(frozen=True)
class Unfinished:
    """An attempt that was handed in with questions that have no answer: these were kept, and not marked."""

    questions: frozenset[int]


def start_attempt(session: Session, *, course_id: int, by: int, at: datetime) -> int | None:
    """Return the id of a person's one open attempt at a course, begun now if there is none.

    A new one is pinned to the version in force and to what is drawn of its questions. None for a course that
    has no published version, and where no attempt may begin now: `tries_of` and `prerequisites` say why.
    """
    found = queries.open_attempt(session, by, course_id)
    if found is not None:
        return found.id
    rules = attempt_queries.rules_in_force(session, course_id)
    if rules is None:
        return None
    # Numbered after those that are finished: an attempt begun at this very moment has the same number.
    finished = session.scalar(
        select(func.count())
        .select_from(Result)
        .join(Attempt, Attempt.id == Result.attempt_id)
        .where(Attempt.person_id == by, Attempt.version_id == rules.version_id)
    )
    if attempt_queries.tries_of(session, rules, by).verdict(at) is not Verdict.OPEN:
        return None
    if not may_begin(session, rules.version_id, by, at=at):
        return None
    asked = draw(
        attempt_queries.pool(session, rules.version_id),
        count=rules.questions_asked,
        is_shuffled=rules.is_shuffled,
        # Chance that nobody can foresee; what came of it is kept, so it need not be repeatable.
        chance=SystemRandom(),
    )
    attempt = Attempt(
        person_id=by,
        version_id=rules.version_id,
        number=(finished or 0) + 1,
        started_at=at,
        asked=[[question, list(places)] for question, places in asked],
    )
    try:
        with session.begin_nested():
            session.add(attempt)
    except IntegrityError:
        # The number is unique, so of two tabs at once one begins the attempt and both are given it.
        other = queries.open_attempt(session, by, course_id)
        return other.id if other else None
    return attempt.id


def keep_answers(session: Session, command: Answers, *, by: int, at: datetime) -> bool:
    """Keep what was answered so far, to go on with on any device; the last to keep is kept.

    Nothing happens to an attempt that is marked. What was never offered is left out. False for an attempt
    that is not this person's.
    """
    attempt_queries.hold_person(session, by)
    found = attempt_queries.open_to_mark(
        session, command.attempt_id, person_id=by, course_id=command.course_id
    )
    if found is not None and not found.is_marked:
        _keep(session, command.attempt_id, found, found.given(command.chosen), at=at)
    return found is not None


def _keep(
    session: Session, attempt_id: int, found: Open, given: Mapping[int, list[int]], *, at: datetime
) -> None:
    kept = {"answers": {str(question): places for question, places in given.items()}, "at": at}
    if found.has_kept:
        session.execute(update(KeptAnswers).where(KeptAnswers.attempt_id == attempt_id).values(kept))
    else:
        session.execute(insert(KeptAnswers).values(attempt_id=attempt_id, **kept))


# Built once, and without the session's bookkeeping: many hand in at the same time.
_MARK = insert(Result)
_FORGET = delete(KeptAnswers).where(KeptAnswers.attempt_id == bindparam("attempt"))


def submit(
    session: Session, command: Answers, *, zone: str, by: int, at: datetime
) -> Result | Unfinished | None:
    """Mark an attempt by what it asked, once; sent again, its first result stays.

    Questions that were withdrawn meanwhile don't count. A pass ends the cycle that is open, and counts by the
    calendar of `zone`, the company's. None for an attempt that is not this person's.
    """
    # Held, so that of two submissions at once the second finds the result of the first. In turn with whoever
    # withdraws a question: that finds this result, or this finds that the question counts no more.
    attempt_queries.hold_person(session, by)
    take_turn(session)
    found = attempt_queries.open_to_mark(
        session, command.attempt_id, person_id=by, course_id=command.course_id
    )
    if found is None:
        return None
    if found.is_marked:
        return session.get_one(Result, command.attempt_id)
    given = found.given(command.chosen)
    missing = found.right.keys() - given.keys()
    if missing:
        _keep(session, command.attempt_id, found, given, at=at)
        return Unfinished(frozenset(missing))
    marks = policy.mark(given, found.right)
    is_passed = policy.is_pass(right=marks.right, asked=marks.asked, pass_percent=found.pass_percent)
    counts = None
    if is_passed:
        counts = passing.counts_now(
            session,
            course_id=command.course_id,
            person_id=by,
            term=passing.Term(found.validity_months, found.grace_days, zone),
            at=at,
        )
    kept = {
        "attempt_id": command.attempt_id,
        "person_id": by,
        "course_id": command.course_id,
        "at": at,
        "answers": {str(question): given[question] for question in found.right},
        "right": marks.right,
        "asked": marks.asked,
        "is_passed": is_passed,
        "valid_until": counts.until if counts else None,
        "cleared_until": counts.cleared_until if counts else None,
        "anchor_day": counts.anchor_day if counts else None,
    }
    connection = connection_of(session)
    connection.execute(_MARK, kept)
    if found.has_kept:
        connection.execute(_FORGET, {"attempt": command.attempt_id})
    if is_passed:
        passing.end_cycle(session, course_id=command.course_id, person_id=by, at=at)
    record(
        session,
        "quiz marked",
        by=by,
        at=at,
        person=by,
        course=command.course_id,
        version=found.version_id,
        attempt=command.attempt_id,
        right=marks.right,
        asked=marks.asked,
        is_passed=is_passed,
        valid_until=counts.until.isoformat() if counts else None,
        cleared_until=counts.cleared_until.isoformat() if counts else None,
    )
    return Result(**kept)


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
        # Ours name no teams, which a company calls as it likes, and no other course.
        version = add_version(session, Found(parts), course_id=course_id, number=1)
        freeze(session, version, what_changed="", by=None, at=at)


def freeze(
    session: Session, version: CourseVersion, *, what_changed: str, by: int | None, at: datetime
) -> None:
    """Publish a draft that is whole: from now on it is in force, and the database keeps it as it is.

    The trail is told the one hash of all that it shows and asks. Those who wait for `course_published` do
    their part in the same transaction.
    """
    parts = parts_of(session, version.id)
    session.execute(
        update(CourseVersion)
        .where(CourseVersion.id == version.id)
        .values(what_changed=what_changed, published_at=at, published_by=by)
    )
    team_ids, prerequisite_ids = named_by(session, version.id)
    record(
        session,
        "course published",
        by=by,
        at=at,
        course=version.course_id,
        version=version.id,
        number=version.number,
        audience=version.audience,
        teams=",".join(map(str, team_ids)),
        prerequisites=",".join(map(str, prerequisite_ids)),
        content_sha256=content_hash(files_of(parts)) if parts else None,
    )
    course_published.send(session, course_id=version.course_id, at=at)
