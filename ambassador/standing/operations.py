"""Looks up how somebody stood on a day, and leaves in the trail that it was looked up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from ambassador.people.queries import person_with_email
from ambassador.standing.own_queries import standing_of
from ambassador.standing.policy import Standing, moment_on
from ambassador.trail.operations import record
from ambassador.web.errors import Refusal


@dataclass(frozen=True)
class LookUp:
    """Whose standing is asked for, and on which day in the company's time zone."""

    address: str
    day: date
    zone: tzinfo
    language: str


@dataclass(frozen=True)
class Found:
    """What a look-up may tell."""

    name: str
    """The person's name if they were an ambassador on that day; else what was typed."""
    day: date
    standing: Standing | None
    """None, without a word why, unless the person was an ambassador on that day."""


def look_up(session: Session, command: LookUp, *, by: int | None, at: datetime) -> Found | Refusal:
    """Return how somebody stood at the end of a day, and record in the trail that it was asked.

    People who left the company since are found as well. Who was not opted in on that day gets the same answer
    as an address that nobody has. `by` is None for whoever runs the command on the server.
    """
    moment = moment_on(command.day, command.zone, now=at)
    if moment is None:
        return not_yet()
    person = person_with_email(session, command.address)
    record(
        session,
        "standing looked up",
        by=by,
        at=at,
        person=person.id if person else None,
        day=command.day.isoformat(),
    )
    standing = standing_of(session, person.id, command.language, moment) if person else None
    if person is None or standing is None or not (standing.is_opted_in and standing.works_here):
        return Found(command.address, command.day, None)
    return Found(person.name, command.day, standing)


def not_yet() -> Refusal:
    """Say that nobody knows about a day to come."""
    return Refusal(_("Choose today at the latest: nobody knows yet how later days will be."), "on")
