"""Lets somebody off passing a course until a day, and ends that before its time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from ambassador.clock import end_of_day
from ambassador.people.answering_for import held_by_address
from ambassador.people.models import Person
from ambassador.people.queries import hold
from ambassador.trail.operations import Personal, record, take_turn
from ambassador.training.cycles import policy
from ambassador.training.cycles.models import CourseWaiver, WaiverEnd
from ambassador.web.errors import Conflict, Refusal
from ambassador.web.formats import day as day_in_words


@dataclass(frozen=True)
class Waive:
    """A waiver: who, from which course, why, and until when."""

    course_id: int
    email: str
    reason: str
    until: date | None


@dataclass(frozen=True)
class End:
    """The end of a waiver before its time, and why."""

    waiver_id: int
    reason: str


def waive(session: Session, command: Waive, *, zone: str, by: int, at: datetime) -> Refusal | None:
    """Let somebody off, found by work address: not oneself, and not who is let off already.

    `zone` is the company's time zone, in which a waiver ends with its last day. The cycle stays open, so that
    it goes on when the waiver is over.
    """
    found = held_by_address(session, command.email, by=by)
    if isinstance(found, Refusal):
        return found
    today = at.astimezone(ZoneInfo(zone)).date()
    if command.until is None or not policy.is_waiver_end(command.until, today=today):
        latest = day_in_words(policy.latest_waiver_end(today))
        return Refusal(_("Choose a day from today to %(latest)s.", latest=latest), "until")
    own = (CourseWaiver.person_id == found.id, CourseWaiver.course_id == command.course_id)
    # Whenever it was given: of two who do so at once, the first in turn may have begun a moment later.
    is_ended = exists().where(WaiverEnd.waiver_id == CourseWaiver.id)
    holding = session.scalar(
        select(func.max(CourseWaiver.until)).where(*own, CourseWaiver.until > at, ~is_ended)
    )
    if holding is not None:
        return Refusal(_("It is waived for them until %(day)s already.", day=day_in_words(holding)), "email")
    number = (session.scalar(select(func.max(CourseWaiver.number)).where(*own)) or 0) + 1
    until = end_of_day(command.until, ZoneInfo(zone))
    entry = record(
        session,
        "course waived",
        _personal(found, command.reason),
        by=by,
        at=at,
        person=found.id,
        course=command.course_id,
        number=number,
        until=until.isoformat(timespec="microseconds"),
    )
    session.add(
        CourseWaiver(
            person_id=found.id,
            course_id=command.course_id,
            number=number,
            at=at,
            by=by,
            until=until,
            entry=entry.sequence,
        )
    )
    session.flush()
    return None


def end_waiver(session: Session, command: End, *, by: int, at: datetime) -> Refusal | None:
    """End a waiver now, with a reason; returns a Conflict for one that is over already."""
    waiver = session.get_one(CourseWaiver, command.waiver_id)
    hold(session, [waiver.person_id, by])
    take_turn(session)
    # The row of the end decides as well: a waiver has one.
    if waiver.until <= at or session.get(WaiverEnd, waiver.id, populate_existing=True) is not None:
        return Conflict(_("This waiver is over already."))
    person = session.get_one(Person, waiver.person_id)
    entry = record(
        session,
        "course waiver ended",
        _personal(person, command.reason),
        by=by,
        at=at,
        person=person.id,
        course=waiver.course_id,
        number=waiver.number,
    )
    session.add(WaiverEnd(waiver_id=waiver.id, at=at, by=by, entry=entry.sequence))
    session.flush()
    return None


def _personal(person: Person, reason: str) -> Personal:
    return Personal(person.id, {"name": person.name, "email": person.email, "reason": reason})
