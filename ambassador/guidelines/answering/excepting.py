"""Keeps that people ask to be excepted from a guideline, and what is decided about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from ambassador.clock import end_of_day
from ambassador.guidelines import queries as guidelines
from ambassador.guidelines.answering import policy, queries
from ambassador.guidelines.answering.letters import tell_decided
from ambassador.guidelines.answering.models import ExceptionDecision, ExceptionRequest
from ambassador.guidelines.answering.operations import left
from ambassador.people.answering_for import held_by_address
from ambassador.people.models import Person
from ambassador.people.queries import hold
from ambassador.settings import LANGUAGES
from ambassador.trail.operations import Personal, record, take_turn
from ambassador.web.errors import Conflict, Refusal
from ambassador.web.formats import day as day_in_words


@dataclass(frozen=True)
class Decide:
    """What the programme manager decides about a request: granted until a day, or refused, and why."""

    request_id: int
    is_granted: bool
    reason: str
    until: date | None = None


@dataclass(frozen=True)
class Grant:
    """An exception that nobody asked for: who, from what, why, and until when."""

    guideline_id: int
    email: str
    reason: str
    until: date | None


def ask(session: Session, *, guideline_id: int, reason: str, by: int, at: datetime) -> Refusal | None:
    """Keep that somebody asks to be excepted. Who waits for an answer is done: one request at a time."""
    hold(session, [by])
    take_turn(session)
    person = session.get_one(Person, by)
    if person.left_at is not None:
        return left()
    current = guidelines.in_force(session, guideline_id, language=LANGUAGES[0])
    if current is None:
        return Conflict(_("This guideline was withdrawn in the meantime."))
    if queries.acknowledged_major(session, by, guideline_id) >= current.label.major:
        return Conflict(_("You have acknowledged it already, so there is nothing to be excepted from."))
    before = queries.exception_of(session, by, guideline_id)
    if before is not None and before.is_open:
        return None
    if before is not None and before.until is not None and before.holds_at(at):
        return Refusal(_("You are excepted until %(day)s already.", day=day_in_words(before.until)))
    _request(session, person, guideline_id, reason=reason, by=by, at=at)
    return None


def decide(session: Session, command: Decide, *, zone: str, by: int, at: datetime) -> Refusal | None:
    """Grant or refuse a request, once and never one's own, and write the asker a letter.

    `zone` is the company's time zone, in which an exception ends with its last day. Returns a Conflict when
    somebody else has decided in the meantime.
    """
    asked = session.get_one(ExceptionRequest, command.request_id)
    hold(session, [asked.person_id, by])
    take_turn(session)
    person = session.get_one(Person, asked.person_id)
    if person.id == by:
        return Refusal(_("You can't decide about your own request. Ask another programme manager."))
    if person.left_at is not None:
        return Refusal(_("This person has left."))
    if session.get(ExceptionDecision, asked.id) is not None:
        return Conflict(_("Somebody decided about this request in the meantime."))
    if command.is_granted and (refusal := _wrong_end(command.until, zone=zone, at=at)) is not None:
        return refusal
    _decide(session, asked, person, command, zone=zone, by=by, at=at)
    return None


def grant(session: Session, command: Grant, *, zone: str, by: int, at: datetime) -> Refusal | None:
    """Except somebody who did not ask, found by work address; who did ask has their request granted."""
    found = held_by_address(session, command.email, by=by)
    if isinstance(found, Refusal):
        return found
    if (refusal := _wrong_end(command.until, zone=zone, at=at)) is not None:
        return refusal
    before = queries.exception_of(session, found.id, command.guideline_id)
    if before is not None and before.is_open:
        asked = session.get_one(ExceptionRequest, before.request_id)
    else:
        asked = _request(session, found, command.guideline_id, reason=command.reason, by=by, at=at)
    decision = Decide(asked.id, is_granted=True, reason=command.reason, until=command.until)
    _decide(session, asked, found, decision, zone=zone, by=by, at=at)
    return None


def _wrong_end(until: date | None, *, zone: str, at: datetime) -> Refusal | None:
    today = at.astimezone(ZoneInfo(zone)).date()
    if until is not None and policy.is_end(until, today=today):
        return None
    latest = day_in_words(policy.latest_end(today))
    return Refusal(_("Choose a day from today to %(latest)s.", latest=latest), "until")


def _request(
    session: Session, person: Person, guideline_id: int, *, reason: str, by: int, at: datetime
) -> ExceptionRequest:
    before = queries.exception_of(session, person.id, guideline_id)
    number = before.number + 1 if before else 1
    entry = record(
        session,
        "exception asked for",
        _personal(person, reason),
        by=by,
        at=at,
        person=person.id,
        guideline=guideline_id,
        number=number,
    )
    asked = ExceptionRequest(
        person_id=person.id, guideline_id=guideline_id, number=number, at=at, by=by, entry=entry.sequence
    )
    session.add(asked)
    session.flush()
    return asked


def _decide(
    session: Session,
    asked: ExceptionRequest,
    person: Person,
    command: Decide,
    *,
    zone: str,
    by: int,
    at: datetime,
) -> None:
    until = None
    if command.is_granted and command.until is not None:
        until = end_of_day(command.until, ZoneInfo(zone))
    entry = record(
        session,
        "exception granted" if command.is_granted else "exception refused",
        _personal(person, command.reason),
        by=by,
        at=at,
        person=person.id,
        guideline=asked.guideline_id,
        number=asked.number,
        until=until.isoformat(timespec="microseconds") if until else None,
    )
    session.add(
        ExceptionDecision(
            request_id=asked.id,
            is_granted=command.is_granted,
            at=at,
            by=by,
            until=until,
            entry=entry.sequence,
        )
    )
    tell_decided(session, asked, person, until=until, at=at)


def _personal(person: Person, reason: str) -> Personal:
    return Personal(person.id, {"name": person.name, "email": person.email, "reason": reason})
