"""Knows what counts as a pass: the one place that puts results, what was marked again, and what was passed
elsewhere together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Subquery,
    and_,
    case,
    cast,
    exists,
    func,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from ambassador.training.elsewhere.models import PassElsewhere, PassElsewhereWithdrawal
from ambassador.training.models import RemarkedResult, Result


@dataclass(frozen=True)
class Pass:
    """A pass: the attempt, or what was passed elsewhere, since when it counts, and until when."""

    attempt_id: int | None
    """None for one made elsewhere, which has no answers here and no certificate of ours."""
    at: datetime
    valid_until: datetime
    elsewhere_id: int | None = None


def passes() -> Subquery:
    """Return every pass as a table: whose it is, of which course, and from when to when it counts.

    Columns: `attempt_id` or `elsewhere_id`, of which one is None; `person_id`, `course_id`, `at`,
    `valid_until`, `cleared_until` with the grace, and `anchor_day` or None: see `cycles.policy`.
    An attempt is in it once at most. One that passes only since it was marked again counts from when it was
    handed in, as if the withdrawn question had never been asked: a past day is told as it is known today.
    Nobody loses a pass by that, so whatever passed at first stays as it was.

    What was passed elsewhere counts from the day on which it was, also for days before anybody recorded it. A
    record that was withdrawn as mistaken is none, and never was: here, too, a past day is told as it is known
    today. That it was once taken for a pass is in the trail.
    """
    at_first = select(
        Result.attempt_id,
        cast(null(), Integer).label("elsewhere_id"),
        Result.person_id,
        Result.course_id,
        Result.at,
        Result.valid_until,
        func.coalesce(Result.cleared_until, Result.valid_until).label("cleared_until"),
        Result.anchor_day,
    ).where(Result.is_passed, Result.valid_until.is_not(None))
    since = (
        select(
            Result.attempt_id,
            cast(null(), Integer),
            Result.person_id,
            Result.course_id,
            Result.at,
            RemarkedResult.valid_until,
            func.coalesce(RemarkedResult.cleared_until, RemarkedResult.valid_until),
            RemarkedResult.anchor_day,
        )
        .join(RemarkedResult, RemarkedResult.attempt_id == Result.attempt_id)
        .where(RemarkedResult.is_new_pass)
    )
    elsewhere = select(
        cast(null(), Integer),
        PassElsewhere.id,
        PassElsewhere.person_id,
        PassElsewhere.course_id,
        PassElsewhere.at,
        PassElsewhere.valid_until,
        PassElsewhere.cleared_until,
        PassElsewhere.anchor_day,
    ).where(~exists().where(PassElsewhereWithdrawal.pass_id == PassElsewhere.id))
    return union_all(at_first, since, elsewhere).subquery("passes")


_since = select(RemarkedResult).where(RemarkedResult.is_new_pass).subquery("passed_since")
PASSED_SINCE = aliased(RemarkedResult, _since)
"""The row that made an attempt a pass when it was marked again; joined from outside, at most one each."""
HAS_PASSED: ColumnElement[bool] = or_(
    and_(Result.is_passed, Result.valid_until.is_not(None)), PASSED_SINCE.attempt_id.is_not(None)
)
"""Whether a result with PASSED_SINCE beside it is one of the passes: one with an attempt."""
AS_PASSED: tuple[ColumnElement[Any], ...] = (
    Result.attempt_id.expression,
    Result.person_id.expression,
    Result.at.expression,
    func.coalesce(PASSED_SINCE.right, Result.right).label("right"),
    func.coalesce(PASSED_SINCE.asked, Result.asked).label("asked"),
    func.coalesce(PASSED_SINCE.valid_until, Result.valid_until).label("valid_until"),
)
"""What made it a pass, by the names of a result: its marks then, and until when it counts."""

_later = aliased(RemarkedResult)
IS_NEWEST_MARK: ColumnElement[bool] = (
    RemarkedResult.number
    == select(func.max(_later.number))
    .where(_later.attempt_id == RemarkedResult.attempt_id)
    .correlate(RemarkedResult)
    .scalar_subquery()
)
"""Whether a row is the newest in which its attempt was marked again."""


def results_in_force() -> Select[*tuple[Any, ...]]:
    """Select how every attempt counts now: the result, or the newest marks it was given since.

    Columns: `attempt_id`, `person_id`, `course_id`, `at` (handed in), `answers`, `right`, `asked`,
    `is_passed`, `valid_until` and `remarked_at`, which is None where nothing was marked again.
    """
    marked = RemarkedResult
    return (
        select(
            Result.attempt_id,
            Result.person_id,
            Result.course_id,
            Result.at,
            Result.answers,
            func.coalesce(marked.right, Result.right).label("right"),
            func.coalesce(marked.asked, Result.asked).label("asked"),
            case((marked.attempt_id.is_not(None), marked.is_passed), else_=Result.is_passed).label(
                "is_passed"
            ),
            case((marked.attempt_id.is_not(None), marked.valid_until), else_=Result.valid_until).label(
                "valid_until"
            ),
            marked.at.label("remarked_at"),
        )
        .select_from(Result)
        .outerjoin(marked, and_(marked.attempt_id == Result.attempt_id, IS_NEWEST_MARK))
    )
