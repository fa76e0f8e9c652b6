"""Keeps a report as it was shown: a row that nobody changes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ambassador.reports.kept_format import plain, spelled
from ambassador.reports.kept_queries import FORMAT
from ambassador.reports.models import KeptReport
from ambassador.reports.reach_report import ReachReport


def content_of(report: ReachReport) -> str:
    """Return a report as canonical JSON, with the format it is in."""
    return spelled({"format": FORMAT, "report": plain(report)})


def keep(
    session: Session, report: ReachReport, *, facts_key: str, at: datetime, valid_until: datetime
) -> None:
    """Keep a report as it was made at a moment; a report of the same facts is kept once.

    It leaves no entry in the trail: it is no new fact, and the trail's newest entry is what says whether a
    kept report is still true.
    """
    row = KeptReport(
        facts_key=facts_key,
        check=report.check,
        made_at=at,
        valid_until=valid_until,
        assumptions=report.assumptions_version,
        content=content_of(report),
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        # The key is unique: two workers that made the same report at once keep one.
        return
