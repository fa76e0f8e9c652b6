"""Finds the rows whose reminders are due and claims them, whatever the rows are about."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from ambassador.db import Moment, batches, insert_into
from ambassador.followup.policy import Kind
from ambassador.followup.sources import Day


@dataclass(frozen=True)
class ReminderRows:
    """A table of what people are asked, and the table that notes of which of it they were reminded."""

    id: InstrumentedAttribute[int]
    person_id: InstrumentedAttribute[int]
    asked_at: InstrumentedAttribute[datetime]
    due_at: InstrumentedAttribute[datetime]
    note: type[Any]
    note_of: InstrumentedAttribute[int]
    """The column of the note that names the row; its others are `kind` and `at`."""
    joined: Callable[[Any], Any]
    """Joins what `waits` needs."""
    waits: Callable[[datetime], ColumnElement[bool]]
    """The condition that a row is still to be done."""

    def people_due(
        self, session: Session, days: Sequence[Day], *, at: datetime, after: int, most: int
    ) -> Sequence[int]:
        """Return the next people, by id from `after` on, with a row to be reminded of."""
        due = or_(*(and_(self._is_due(mine), ~self._is_reminded(kind)) for kind, mine in _by_kind(days)))
        return session.scalars(
            self.joined(select(self.person_id))
            .where(self.person_id > after, due, self.waits(at))
            .distinct()
            .order_by(self.person_id)
            .limit(most)
        ).all()

    def claim(
        self, session: Session, days: Sequence[Day], *, person_ids: Collection[int], at: datetime
    ) -> set[int]:
        """Note each reminder that is due as sent, and return the people of those nobody noted before."""
        claimed: set[int] = set()
        for kind, mine in _by_kind(days):
            for some in batches(person_ids):
                due = (
                    self.joined(select(self.id, literal(kind.value), literal(at, Moment)))
                    .where(self.person_id.in_(some), self._is_due(mine), self.waits(at))
                    .order_by(self.id)
                )
                insert = insert_into(session, self.note).from_select([self.note_of.key, "kind", "at"], due)
                claimed.update(session.scalars(insert.on_conflict_do_nothing().returning(self.note_of)))
        people: set[int] = set()
        for some in batches(sorted(claimed)):
            people.update(session.scalars(select(self.person_id).where(self.id.in_(some))))
        return people

    def _is_due(self, days: Sequence[Day]) -> ColumnElement[bool]:
        return or_(
            *(
                and_(
                    self.due_at >= day.since,
                    self.due_at < day.until,
                    self.asked_at < day.asked_before,
                )
                for day in days
            )
        )

    def _is_reminded(self, kind: Kind) -> ColumnElement[bool]:
        return exists().where(self.note_of == self.id, self.note.kind == kind.value)


def _by_kind(days: Sequence[Day]) -> Iterator[tuple[Kind, list[Day]]]:
    for kind, mine in groupby(days, key=lambda day: day.kind):
        yield kind, list(mine)
