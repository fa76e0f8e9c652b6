"""Lets the made-up company look after its training: renewals are opened, and somebody is let off."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from ambassador.demo.acts import Act, Event
from ambassador.followup.cycles import bring_up_to_date
from ambassador.people.models import Person
from ambassador.training.cycles import waiving
from ambassador.training.cycles.models import CourseCycle
from ambassador.web.rim import settings

REASON = "Permisjon til over nyttår. Kurset tas når permisjonen er over."
WAIVED = timedelta(days=90)


def looked_after(manager: int, now: datetime) -> Iterator[Event]:
    """Yield what the job would have done every night, at the end of each month, and one waiver."""
    for days in range(360, 0, -30):
        at = now - timedelta(days=days)
        yield Event(at, _open_renewals(at))
    waived = now - timedelta(days=9)
    yield Event(waived, _waive(manager, waived))
    last = now - timedelta(hours=3)
    yield Event(last, _open_renewals(last))


def _open_renewals(at: datetime) -> Act:
    return lambda session: bring_up_to_date(session, at=at)


def _waive(manager: int, at: datetime) -> Act:
    """Return the act of letting off whoever has been late for longest."""

    def act(session: Session) -> None:
        late = session.execute(
            select(CourseCycle.course_id, Person.email)
            .join(Person, Person.id == CourseCycle.person_id)
            .where(CourseCycle.ended_at.is_(None), CourseCycle.due_at < at, Person.id != manager)
            .order_by(CourseCycle.due_at, CourseCycle.id)
            .limit(1)
        ).first()
        if late is not None:
            command = waiving.Waive(late.course_id, late.email, REASON, (at + WAIVED).date())
            waiving.waive(session, command, zone=settings().timezone, by=manager, at=at)

    return act
