"""Adds results to the tallies, a few at a time, and counts everything anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from ambassador.db import IDS_AT_ONCE, Base, insert_into, take_turns
from ambassador.training.models import Result
from ambassador.training.tallies.models import QuestionTally, TimeTally, UntalliedResult
from ambassador.training.tallies.queries import COUNTS, sums_of, waiting

TALLY_LOCK = 7_264_017
"""Names the lock under which PostgreSQL lets one transaction at a time add to the tallies."""


def tally_next(session: Session, *, most: int = IDS_AT_ONCE) -> int:
    """Add the next results to the tallies, and return how many they were; 0 if none is left.

    Whoever hands in meanwhile waits for nothing: their result joins those that are left.
    """
    # In turn, so that two who tally at once don't both add the same results. Nothing else is waited for.
    take_turns(session, TALLY_LOCK)
    ids = session.scalars(
        select(UntalliedResult.attempt_id).order_by(UntalliedResult.attempt_id).limit(most)
    ).all()
    if not ids:
        return 0
    sums = sums_of(session, waiting(ids))
    questions = [{"question_id": one, **asdict(counts)} for one, counts in sums.questions.items()]
    times = [
        {"version_id": version, "minutes": minutes, "attempts": attempts}
        for (version, minutes), attempts in sums.times.items()
    ]
    _add(session, QuestionTally, questions, keys=("question_id",), sums=COUNTS)
    _add(session, TimeTally, times, keys=("version_id", "minutes"), sums=("attempts",))
    session.execute(delete(UntalliedResult).where(UntalliedResult.attempt_id.in_(ids)))
    return len(ids)


def _add(
    session: Session,
    tally: type[Base],
    rows: Sequence[dict[str, int]],
    *,
    keys: Sequence[str],
    sums: Sequence[str],
) -> None:
    """Raise the sums of rows that are there by these, and write those that are not."""
    new = insert_into(session, tally)
    raised = {name: getattr(tally, name) + new.excluded[name] for name in sums}
    if rows:
        session.execute(new.on_conflict_do_update(index_elements=keys, set_=raised), rows)


def forget_tallies(session: Session) -> None:
    """Empty the tallies, so that all results are added up anew; the figures on the pages stay the same."""
    take_turns(session, TALLY_LOCK)
    for tally in (UntalliedResult, QuestionTally, TimeTally):
        session.execute(delete(tally))
    session.execute(insert(UntalliedResult).from_select(["attempt_id"], select(Result.attempt_id)))
