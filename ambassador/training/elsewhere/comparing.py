"""Knows what recording a list would do: which passes are new, known already, or can't be recorded."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from ambassador.people.answering_for import Addressed
from ambassador.training.cycles.policy import Counts, Held
from ambassador.training.elsewhere.policy import RowFault, Term, counts
from ambassador.training.elsewhere.rows import Entry, Fault, Sheet


class NewPass(NamedTuple):
    """A pass that would be recorded."""

    person: Addressed
    entry: Entry
    at: datetime
    counts: Counts


@dataclass
class Plan:
    """What recording a list would do; nothing is written while it is only a plan."""

    version_id: int
    new: list[NewPass] = field(default_factory=list)
    recorded: list[Entry] = field(default_factory=list)
    """Of these a record of the same person and day is there already, and stays as it is."""
    faults: list[Fault] = field(default_factory=list)

    def has_run_out(self, at: datetime) -> int:
        """Return how many of the new passes no longer count."""
        return sum(each.counts.until <= at for each in self.new)

    @property
    def fingerprint(self) -> str:
        """Return a hash of everything that would be done: equal for equal plans only."""
        digest = hashlib.sha256(f"version {self.version_id}".encode())
        for each in self.new:
            digest.update(repr((each.person.id, each.entry, each.at, each.counts)).encode())
        return digest.hexdigest()


def compare(
    sheet: Sheet,
    people: Mapping[str, Addressed],
    recorded: Collection[tuple[int, date]],
    *,
    version_id: int,
    term: Term,
    held: Mapping[int, Sequence[Held]],
    by: int,
) -> Plan:
    """Return what a list would add to what is `recorded`, by person and day.

    `people` are those whom its addresses belong to, as far as anybody has them, working here or not; `held`
    are the passes they have.
    """
    plan = Plan(version_id, faults=list(sheet.faults))
    for entry in sheet.entries:
        person = people.get(entry.email)
        if person is None or person.has_left or person.id == by:
            plan.faults.append(Fault(entry.line, _why_not(person), entry.email))
        elif (person.id, entry.passed_on) in recorded:
            plan.recorded.append(entry)
        else:
            span = counts(entry.passed_on, entry.until, term, held.get(person.id, ()))
            plan.new.append(NewPass(person, entry, *span))
    plan.faults.sort(key=lambda fault: fault.line)
    return plan


def _why_not(person: Addressed | None) -> RowFault:
    if person is None:
        return RowFault.UNKNOWN
    return RowFault.LEFT if person.has_left else RowFault.ONESELF
