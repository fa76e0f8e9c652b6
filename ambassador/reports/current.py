"""The report of this moment: looked up as long as nothing changed, else made and kept."""

from __future__ import annotations

from datetime import datetime
from importlib.metadata import PackageNotFoundError, version

from flask_babel import to_user_timezone

from ambassador import clock
from ambassador.reports import (
    assumption_operations,
    assumption_queries,
    figures,
    kept_operations,
    kept_queries,
)
from ambassador.reports.kept_queries import Circumstances
from ambassador.reports.reach_report import ReachReport
from ambassador.trail.queries import newest_entry
from ambassador.web.rim import database, moment, reading, settings, transaction

try:
    RELEASE = version("ambassador")
except PackageNotFoundError:
    # Started from files that were never installed: there is one release of those.
    RELEASE = ""


def current_report() -> ReachReport:
    """Return the report at the moment of this request: a lookup, unless something changed since the last."""
    at = moment()
    key = kept_queries.facts_key(_circumstances(at), newest_entry=newest_entry(reading()))
    kept = kept_queries.holding(reading(), key, at=at)
    return (kept.report if kept else None) or _made_now()


def _made_now() -> ReachReport:
    """Make the report of this moment and keep it, so that it can be shown again."""
    if not assumption_queries.is_installed(reading()):
        with transaction() as session:
            assumption_operations.install_assumptions(session, moment())
    with database().snapshot() as session:
        newest = newest_entry(session)
        # Later than every fact in the snapshot: a report made for an earlier moment would leave out what
        # happened in between, and be shown as long as nothing else happens.
        at = clock.now()
        around = _circumstances(at)
        report = figures.reach_report(
            session,
            company=around.company,
            at=at,
            day=around.day,
            secret=around.list_secret,
            assumptions=assumption_queries.in_force(session),
        )
        until = kept_queries.next_change(session, at=at, timezone=around.timezone)
    key = kept_queries.facts_key(around, newest_entry=newest)
    with transaction() as session:
        kept_operations.keep(session, report, facts_key=key, at=at, valid_until=until)
    return report


def _circumstances(at: datetime) -> Circumstances:
    known = settings()
    return Circumstances(
        company=known.company,
        timezone=known.timezone,
        list_secret=known.list_secret,
        release=RELEASE,
        day=to_user_timezone(at).date(),
    )
