"""Records what people passed elsewhere, singly or from a list, and withdraws records that were mistakes."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlalchemy import Table, insert, select
from sqlalchemy.orm import Session

from ambassador.db import batches
from ambassador.people.answering_for import Addressed, held_by_address, hold_all, people_by_address
from ambassador.people.queries import hold
from ambassador.trail.operations import Fact, Personal, Told, record, record_all, take_turn
from ambassador.training.cycles.passing import end_cycles, held_by
from ambassador.training.elsewhere import policy, queries, uploads
from ambassador.training.elsewhere.comparing import NewPass, Plan, compare
from ambassador.training.elsewhere.models import PassElsewhere, PassElsewhereScan, PassElsewhereWithdrawal
from ambassador.training.elsewhere.rows import Entry, Sheet
from ambassador.training.elsewhere.words import day_sentence
from ambassador.training.signals import pass_withdrawn
from ambassador.web.errors import Conflict, Refusal
from ambassador.web.scans import media_type, refusal_of

WHAT = "course passed elsewhere"
BATCH = 2_000
"""Rows in one call of the database."""
_PASSES = cast(Table, PassElsewhere.__table__)


@dataclass(frozen=True)
class Passed:
    """That somebody passed a course elsewhere: who, on which day, and how one knows."""

    course_id: int
    email: str
    passed_on: date
    proof: str
    until: date | None = None
    """The last day on which it counts; None for as long as the course's passes do."""
    scan: bytes = b""
    """The file that proves it; empty for none."""


def record_pass(session: Session, command: Passed, *, zone: str, by: int, at: datetime) -> Refusal | None:
    """Record that somebody else passed a course elsewhere, which counts from that day on.

    Never for oneself. Days are counted in the company's time zone. Returns a Refusal beside the field that is
    wrong, and for a day of which there is a record that holds: of the same thing sent twice, one is kept.
    """
    found = held_by_address(session, command.email, by=by)
    if isinstance(found, Refusal):
        return found
    validity = queries.validity_in_force(session, command.course_id)
    if validity is None:
        return Refusal(_("This course is not published."))
    days = policy.days_at(at, ZoneInfo(zone))
    if fault := days.fault_of(command.passed_on, command.until):
        field = "until" if fault in {policy.RowFault.END_BEFORE, policy.RowFault.END_TOO_FAR} else "passed_on"
        return Refusal(day_sentence(fault, days), field)
    if command.scan and (refusal := refusal_of(command.scan, "scan")):
        return refusal
    before = queries.days_recorded(session, command.course_id, [found.id])
    if before.get((found.id, command.passed_on), (0, False))[1]:
        return Refusal(
            _("A pass on this day is recorded already. To change it, withdraw that record first."),
            "passed_on",
        )
    entry = Entry(0, found.email, command.passed_on, command.until, command.proof)
    person = Addressed(found.id, found.name, found.email, has_left=False)
    term = policy.Term(validity.months, validity.grace_days, ZoneInfo(zone))
    held = held_by(session, [found.id], course_id=command.course_id)[found.id]
    span = policy.counts(command.passed_on, command.until, term, held)
    [entry_number] = _keep(
        session,
        [NewPass(person, entry, *span)],
        before=before,
        course_id=command.course_id,
        version_id=validity.version_id,
        source={"scan_sha256": hashlib.sha256(command.scan).hexdigest()} if command.scan else {},
        by=by,
        at=at,
    )
    if command.scan:
        kept = select(PassElsewhere.id).where(PassElsewhere.entry == entry_number)
        session.add(
            PassElsewhereScan(
                pass_id=session.scalars(kept).one(),
                kind=media_type(command.scan) or "",
                sha256=hashlib.sha256(command.scan).hexdigest(),
                content=command.scan,
            )
        )
        session.flush()
    return None


def plan_of(session: Session, sheet: Sheet, *, course_id: int, zone: str, by: int) -> Plan | None:
    """Return what recording a list would do now; None for a course that is not published."""
    validity = queries.validity_in_force(session, course_id)
    if validity is None:
        return None
    people = people_by_address(session, {entry.email for entry in sheet.entries})
    ids = [person.id for person in people.values()]
    before = queries.days_recorded(session, course_id, ids)
    return compare(
        sheet,
        people,
        {day for day, (_records, holds) in before.items() if holds},
        version_id=validity.version_id,
        term=policy.Term(validity.months, validity.grace_days, ZoneInfo(zone)),
        held=held_by(session, ids, course_id=course_id),
        by=by,
    )


def record_list(
    session: Session,
    sheet: Sheet,
    *,
    upload_id: int,
    course_id: int,
    confirmed: str,
    file_hash: str,
    zone: str,
    by: int,
    at: datetime,
) -> Plan | Refusal:
    """Record what the plan with the fingerprint `confirmed` says, and return it.

    Returns a Conflict, with nothing recorded, for a list that is recorded already or gone, and where people,
    course or records changed since: then there is a new preview to look at.
    """
    # Of two confirmations at once the second waits here, and finds it done.
    if (refusal := uploads.claim(session, upload_id, at=at)) is not None:
        return refusal
    people = people_by_address(session, {entry.email for entry in sheet.entries})
    hold_all(session, people.values(), by=by)
    plan = plan_of(session, sheet, course_id=course_id, zone=zone, by=by)
    if plan is None or plan.fingerprint != confirmed:
        return Conflict(
            _("Something changed after you looked, so nothing was recorded. Look at this new preview.")
        )
    before = queries.days_recorded(session, course_id, [each.person.id for each in plan.new])
    _keep(
        session,
        plan.new,
        before=before,
        course_id=course_id,
        version_id=plan.version_id,
        source={"list": file_hash},
        by=by,
        at=at,
    )
    uploads.finish(session, upload_id, plan=plan)
    return plan


def _keep(
    session: Session,
    passes: Sequence[NewPass],
    *,
    before: dict[tuple[int, date], tuple[int, bool]],
    course_id: int,
    version_id: int,
    source: dict[str, str],
    by: int,
    at: datetime,
) -> list[int]:
    """Append passes, and return the numbers of their entries in the trail, whose turn this has."""
    entries = record_all(
        session, WHAT, [_told(each, course_id, version_id, source) for each in passes], by=by, at=at
    )
    rows = [
        {
            "person_id": each.person.id,
            "course_id": course_id,
            "version_id": version_id,
            "passed_on": each.entry.passed_on,
            "number": before.get((each.person.id, each.entry.passed_on), (0, False))[0] + 1,
            "at": each.at,
            "valid_until": each.counts.until,
            "cleared_until": each.counts.cleared_until,
            "anchor_day": each.counts.anchor_day,
            "recorded_at": at,
            "recorded_by": by,
            "entry": entry,
        }
        for each, entry in zip(passes, entries, strict=True)
    ]
    for some in batches(rows, BATCH):
        session.connection().execute(insert(_PASSES), some)
    whose = [each.person.id for each in passes]
    # For a list one look at everybody's: more ids than a statement takes.
    end_cycles(session, course_id=course_id, at=at, person_ids=whose if len(whose) == 1 else None)
    return entries


def _told(each: NewPass, course_id: int, version_id: int, source: dict[str, str]) -> Told:
    texts = {"name": each.person.name, "email": each.person.email, "proof": each.entry.proof}
    facts: dict[str, Fact] = {
        "person": each.person.id,
        "course": course_id,
        "version": version_id,
        "passed_on": each.entry.passed_on.isoformat(),
        "valid_until": each.counts.until.isoformat(timespec="microseconds"),
        "cleared_until": each.counts.cleared_until.isoformat(timespec="microseconds"),
        **source,
    }
    return Told(Personal(each.person.id, texts), facts)


def withdraw_pass(session: Session, *, pass_id: int, reason: str, by: int, at: datetime) -> Refusal | None:
    """Withdraw a record that was a mistake: it counts no more, and is taken never to have counted.

    The record and its entry stay as they are. Returns a Conflict for one that is withdrawn already.
    """
    found = session.get_one(PassElsewhere, pass_id)
    hold(session, [found.person_id, by])
    take_turn(session)
    if session.get(PassElsewhereWithdrawal, pass_id) is not None:
        return Conflict(_("This record is withdrawn already."))
    if not reason.strip():
        return Refusal(_("Write what was wrong with it: the person reads it."), "reason")
    entry = record(
        session,
        "pass elsewhere withdrawn",
        Personal(found.person_id, {"reason": reason.strip()}),
        by=by,
        at=at,
        person=found.person_id,
        course=found.course_id,
        recorded_in=found.entry,
    )
    session.add(PassElsewhereWithdrawal(pass_id=pass_id, at=at, by=by, entry=entry.sequence))
    session.flush()
    pass_withdrawn.send(session, person_ids=[found.person_id], at=at)
    return None
