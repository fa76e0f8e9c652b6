"""Reads kept reports, and says how long a report stays true when nothing happens."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from ambassador.clock import Month
from ambassador.guidelines.answering.models import ExceptionDecision
from ambassador.guidelines.models import GuidelineVersion
from ambassador.reports.kept_format import UnreadableError, lines, made, spelled_hash
from ambassador.reports.models import KeptReport
from ambassador.reports.reach_report import ReachReport
from ambassador.sharing.models import SharedList
from ambassador.training.cycles.models import CourseWaiver
from ambassador.training.elsewhere.models import PassElsewhere
from ambassador.training.models import RemarkedResult, Result

FORMAT = 1
"""Raised when the figures mean something else than before, so that no older report passes for a new one."""

ENDS: tuple[InstrumentedAttribute[Any], ...] = (
    Result.valid_until,
    Result.cleared_until,
    RemarkedResult.valid_until,
    PassElsewhere.valid_until,
    PassElsewhere.cleared_until,
    RemarkedResult.cleared_until,
    CourseWaiver.until,
    GuidelineVersion.binding_from,
    ExceptionDecision.until,
    SharedList.expires_at,
)
"""The moments ahead at which a fact begins or ceases to count, without anybody doing anything."""


@dataclass(frozen=True)
class Circumstances:
    """Everything that a report follows from, but the facts themselves and the time of day."""

    company: str
    timezone: str
    list_secret: str
    release: str
    day: date


def facts_key(circumstances: Circumstances, *, newest_entry: int) -> str:
    """Return SHA-256 of what the facts are: each leaves an entry in the trail, so the newest names all."""
    parts = [FORMAT, newest_entry, *map(str, vars(circumstances).values())]
    return spelled_hash(parts)


@dataclass(frozen=True)
class Kept:
    """A report as it was shown once."""

    check: str
    made_at: datetime
    assumptions: int
    content: str

    @property
    def report(self) -> ReachReport | None:
        """The report, or None where this version can't draw it any more."""
        return _opened(self.content, self.check)

    def lines(self) -> Iterator[tuple[str, str]]:
        """Yield the bare figures with their places."""
        return lines(json.loads(self.content)["report"])


@lru_cache(maxsize=16)
def _opened(content: str, check: str) -> ReachReport | None:
    kept = json.loads(content)
    try:
        report = made(ReachReport, kept["report"])
    except UnreadableError:
        return None
    return report if kept["format"] == FORMAT and report.check == check else None


_COLUMNS = (KeptReport.check, KeptReport.made_at, KeptReport.assumptions, KeptReport.content)


def holding(session: Session, facts_key: str, *, at: datetime) -> Kept | None:
    """Return the report of these facts that holds at a moment; one indexed read."""
    # Of two that do, the earlier one ends before the later began.
    row = session.execute(
        select(*_COLUMNS)
        .where(KeptReport.facts_key == facts_key, KeptReport.valid_until > at)
        .order_by(KeptReport.valid_until)
        .limit(1)
    ).first()
    return Kept(*row) if row else None


def kept_as(session: Session, check: str) -> Kept | None:
    """Return the report with a check number, as it was shown the first time."""
    row = session.execute(
        select(*_COLUMNS).where(KeptReport.check == check).order_by(KeptReport.id).limit(1)
    ).first()
    return Kept(*row) if row else None


def next_change(session: Session, *, at: datetime, timezone: str) -> datetime:
    """Return the next moment at which time alone changes the report: midnight at the latest."""
    zone = ZoneInfo(timezone)
    tomorrow = at.astimezone(zone).date() + timedelta(days=1)
    # The report's months are those of UTC, so the newest begins at another hour than the day.
    latest = min(datetime.combine(tomorrow, time(), zone).astimezone(at.tzinfo), Month.of(at).plus(1).start)
    ahead = (session.scalar(select(func.min(end)).where(end > at, end < latest)) for end in ENDS)
    return min((end for end in ahead if end is not None), default=latest)
