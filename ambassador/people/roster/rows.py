"""Knows how the rows of a roster become persons, and why some of them can't."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ambassador.people.policy import folded
from ambassador.people.roster import cells
from ambassador.people.roster.policy import (
    MOST_CHARACTERS,
    MOST_IN_EMAIL,
    MOST_IN_ID,
    Columns,
    Field,
    NotStaff,
    RowFault,
)


class Entry(NamedTuple):
    """A person, as one row of the roster says; None where the file has no such column."""

    line: int
    email: str
    name: str
    external_id: str | None
    team: str | None
    title: str | None
    is_leader: bool | None


class Fault(NamedTuple):
    """A row that can't be read."""

    line: int
    reason: RowFault
    shown: str
    """What the row has of an address or a name, to find it again."""
    first_line: int | None = None
    """For a duplicate, the line of the first."""


class Outsider(NamedTuple):
    """A row of somebody who is not staff."""

    line: int
    reason: NotStaff
    shown: str


@dataclass
class Roster:
    """Everything a file says, row by row."""

    entries: list[Entry] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    outsiders: list[Outsider] = field(default_factory=list)
    mentioned: set[str] = field(default_factory=set)
    """Addresses and ids in rows that can't be read: nobody is taken for a leaver because of a slip."""


STEP = 2_000
"""Rows between two words about the progress."""


def in_silence(_rows: int) -> None:
    """Say nothing about the progress."""


def read_rows(
    rows: Iterable[tuple[int, Sequence[object]]],
    columns: Columns,
    *,
    width: int,
    progress: Callable[[int], None] = in_silence,
) -> Roster:
    """Sort the rows into persons, rows that can't be read, and people who are not staff.

    `rows` are line numbers with cells, `width` is the number of headings. Of two rows with one address or id
    the first counts. Leaders are those marked as such, and those whom somebody in the file reports to.
    """
    reader = _Reader(columns, width)
    for count, (line, row) in enumerate(rows, start=1):
        if count % STEP == 0:
            progress(count)
        reader.take(line, [cells.text(cell) for cell in row])
    return reader.finished()


class _Reader:
    def __init__(self, columns: Columns, width: int) -> None:
        self.columns, self.width = columns, width
        self.roster = Roster()
        self.emails: dict[str, int] = {}
        self.ids: dict[str, int] = {}
        self.managers: set[str] = set()
        self.sign_in_names: dict[str, str] = {}

    def take(self, line: int, row: list[str]) -> None:
        if not any(row):
            return
        has = {field: (row[place] if place < len(row) else "") for field, place in self.columns.items()}
        sign_in_name = has.get(Field.SIGN_IN_NAME, "").lower()
        email = has.get(Field.EMAIL, "").lower() or sign_in_name
        name = has.get(Field.NAME, "") or " ".join(
            part for part in (has.get(Field.FIRST_NAME, ""), has.get(Field.LAST_NAME, "")) if part
        )
        shown = (email or name or next(cell for cell in row if cell))[:MOST_CHARACTERS]
        if outside := _outside(has, sign_in_name):
            self.roster.outsiders.append(Outsider(line, outside, shown))
            return
        entry = Entry(
            line=line,
            email=email,
            name=name,
            external_id=has.get(Field.EXTERNAL_ID) or None,
            team=_team(has),
            title=has.get(Field.TITLE),
            is_leader=self._leads(has),
        )
        if reason := _fault(entry, too_wide=any(row[self.width :])):
            self._refuse(entry, reason, shown)
        elif first := self.emails.get(email):
            self._refuse(entry, RowFault.DUPLICATE_EMAIL, shown, first)
        elif entry.external_id and (first := self.ids.get(entry.external_id)):
            self._refuse(entry, RowFault.DUPLICATE_ID, shown, first)
        else:
            self.emails[email] = line
            if entry.external_id:
                self.ids[entry.external_id] = line
            if sign_in_name and sign_in_name != email:
                self.sign_in_names[email] = sign_in_name
            self.roster.entries.append(entry)

    def _leads(self, has: dict[Field, str]) -> bool | None:
        if manager := has.get(Field.MANAGER, ""):
            self.managers.add(folded(manager))
        if Field.LEADER not in has:
            return False if Field.MANAGER in has else None
        cell = has[Field.LEADER]
        if not cells.says_yes(cell) and not cells.says_no(cell):
            # Some call the column of each one's own leader just "leader": it holds a name or an address.
            self.managers.add(folded(cell))
        return cells.says_yes(cell)

    def _refuse(self, entry: Entry, reason: RowFault, shown: str, first: int | None = None) -> None:
        self.roster.faults.append(Fault(entry.line, reason, shown, first))
        self.roster.mentioned.update(known for known in (entry.email, entry.external_id) if known)

    def finished(self) -> Roster:
        if self.managers:
            names = Counter(folded(entry.name) for entry in self.roster.entries)
            self.roster.entries = [self._promoted(entry, names) for entry in self.roster.entries]
        return self.roster

    def _promoted(self, entry: Entry, names: Counter[str]) -> Entry:
        name = folded(entry.name)
        is_named = (
            entry.email in self.managers
            or self.sign_in_names.get(entry.email) in self.managers
            or (entry.external_id is not None and folded(entry.external_id) in self.managers)
            # A name that two people share says of neither that they lead.
            or (name in self.managers and names[name] == 1)
        )
        return entry._replace(is_leader=True) if is_named else entry


def _outside(has: dict[Field, str], sign_in_name: str) -> NotStaff | None:
    if cells.is_guest(has.get(Field.KIND, ""), sign_in_name=sign_in_name):
        return NotStaff.GUEST
    if cells.is_inactive(has.get(Field.STATUS, "")) or cells.says_yes(has.get(Field.BLOCKED, "")):
        return NotStaff.INACTIVE
    return None


def _team(has: dict[Field, str]) -> str | None:
    if Field.TEAM not in has and Field.UNIT_PATH not in has:
        return None
    return has.get(Field.TEAM, "") or has.get(Field.UNIT_PATH, "").rstrip("/").rpartition("/")[2]


def _fault(entry: Entry, *, too_wide: bool) -> RowFault | None:
    found = {
        RowFault.MORE_CELLS: too_wide,
        RowFault.NO_EMAIL: not entry.email,
        RowFault.BAD_EMAIL: len(entry.email) > MOST_IN_EMAIL or not cells.is_email(entry.email),
        RowFault.NO_NAME: not entry.name,
        RowFault.NAME_TOO_LONG: len(entry.name) > MOST_CHARACTERS,
        RowFault.TEAM_TOO_LONG: len(entry.team or "") > MOST_CHARACTERS,
        RowFault.TITLE_TOO_LONG: len(entry.title or "") > MOST_CHARACTERS,
        RowFault.ID_TOO_LONG: len(entry.external_id or "") > MOST_IN_ID,
    }
    return next((reason for reason, holds in found.items() if holds), None)
