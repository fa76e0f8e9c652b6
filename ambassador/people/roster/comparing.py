"""Knows what a roster would change: who is new, changed, back, leaving or untouched."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ambassador.people.policy import folded
from ambassador.people.roster.policy import RowFault
from ambassador.people.roster.rows import Entry, Fault, Outsider, Roster


class Known(NamedTuple):
    """A person the app has."""

    id: int
    email: str
    external_id: str | None
    name: str
    title: str
    team_key: str
    team: str
    is_leader: bool
    has_left: bool
    is_administrator: bool


class Change(NamedTuple):
    """A person the app has, and what the file says of them."""

    known: Known
    entry: Entry


class Difference(NamedTuple):
    """One thing that would change about a person."""

    what: str
    before: str
    after: str


@dataclass
class Plan:
    """What an import would do; nothing is written while it is only a plan."""

    new: list[Entry] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    returning: list[Change] = field(default_factory=list)
    unchanged: int = 0
    leaving: list[Known] = field(default_factory=list)
    kept: list[Known] = field(default_factory=list)
    """Missing from a full roster, but never made leavers: whoever imports, and the last administrators."""
    faults: list[Fault] = field(default_factory=list)
    outsiders: list[Outsider] = field(default_factory=list)
    working: int = 0
    """Head-count before the import."""

    @property
    def is_empty(self) -> bool:
        return not (self.new or self.changed or self.returning or self.leaving)

    @property
    def fingerprint(self) -> str:
        """Return a hash of everything that would be done: equal for equal plans only."""
        digest = hashlib.sha256()
        for entry in self.new:
            digest.update(repr(("new", entry)).encode())
        for label, changes in (("changed", self.changed), ("returning", self.returning)):
            for change in changes:
                digest.update(repr((label, change)).encode())
        digest.update(repr(("leaving", [known.id for known in self.leaving])).encode())
        return digest.hexdigest()


def differences(change: Change) -> list[Difference]:
    """Return what would change about a person; a column the file lacks changes nothing."""
    known, entry = change
    found = []
    if entry.email != known.email:
        found.append(Difference("email", known.email, entry.email))
    if entry.name != known.name:
        found.append(Difference("name", known.name, entry.name))
    if entry.team is not None and folded(entry.team)[:200] != known.team_key:
        found.append(Difference("team", known.team, entry.team))
    if entry.title is not None and entry.title != known.title:
        found.append(Difference("title", known.title, entry.title))
    if entry.is_leader is not None and entry.is_leader != known.is_leader:
        found.append(Difference("leader", "yes" if known.is_leader else "", "yes" if entry.is_leader else ""))
    if entry.external_id is not None and entry.external_id != known.external_id:
        found.append(Difference("external_id", known.external_id or "", entry.external_id))
    return found


def compare(roster: Roster, everyone: Iterable[Known], *, is_full: bool, importer: int | None = None) -> Plan:
    """Return what the roster would change among everyone the app has.

    A person is recognised by the directory's id first, then by address. Only a full roster proposes leavers.
    """
    everyone = list(everyone)
    plan = Plan(faults=list(roster.faults), outsiders=list(roster.outsiders))
    plan.working = sum(not known.has_left for known in everyone)
    by_email = {known.email: known for known in everyone}
    matched = _matches(roster.entries, everyone, by_email)
    refused = _without_a_free_address(roster.entries, matched, by_email)
    mentioned = set(roster.mentioned)
    for place, (entry, known) in enumerate(zip(roster.entries, matched, strict=True)):
        if place in refused:
            plan.faults.append(Fault(entry.line, RowFault.EMAIL_TAKEN, entry.email))
            mentioned.update(part for part in (entry.email, entry.external_id) if part)
        elif known is None:
            plan.new.append(entry)
        elif known.has_left:
            plan.returning.append(Change(known, entry))
        elif differences(Change(known, entry)):
            plan.changed.append(Change(known, entry))
        else:
            plan.unchanged += 1
    plan.faults.sort(key=lambda fault: fault.line)
    recognised = {known.id for known in matched if known is not None}
    if is_full:
        missing = [
            known
            for known in everyone
            if not known.has_left
            and known.id not in recognised
            and known.email not in mentioned
            and known.external_id not in mentioned
        ]
        plan.leaving, plan.kept = _leavers(missing, everyone, importer=importer)
    return plan


def _matches(
    entries: Sequence[Entry], everyone: Sequence[Known], by_email: dict[str, Known]
) -> list[Known | None]:
    by_id = {known.external_id: known for known in everyone if known.external_id}
    matched = [by_id.get(entry.external_id) if entry.external_id else None for entry in entries]
    taken = {known.id for known in matched if known is not None}
    for place, entry in enumerate(entries):
        if matched[place] is None:
            known = by_email.get(entry.email)
            if known is not None and known.id not in taken:
                matched[place] = known
    return matched


def _without_a_free_address(
    entries: Sequence[Entry], matched: Sequence[Known | None], by_email: dict[str, Known]
) -> set[int]:
    """Return the places of rows whose address somebody else has and keeps, for no row gives them another."""
    refused: set[int] = set()
    while True:
        moving = {known.id for place, known in enumerate(matched) if known and place not in refused}
        stuck = {
            place
            for place, entry in enumerate(entries)
            if (holder := by_email.get(entry.email)) is not None
            and holder is not matched[place]
            and holder.id not in moving
        }
        if stuck <= refused:
            return refused
        # A refused row gives up no address, so another that counted on it is refused in turn.
        refused |= stuck


def _leavers(
    missing: Sequence[Known], everyone: Sequence[Known], *, importer: int | None
) -> tuple[list[Known], list[Known]]:
    leaving = {known.id for known in missing} - {importer}
    stays = any(
        known.is_administrator and not known.has_left and known.id not in leaving for known in everyone
    )
    if not stays:
        leaving -= {known.id for known in missing if known.is_administrator}
    return [k for k in missing if k.id in leaving], [k for k in missing if k.id not in leaving]
