"""Writes what a confirmed roster says about people: all of it, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, Update, bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from ambassador.db import batches
from ambassador.people.joining import let_no_import_begin, people_joined_or_moved
from ambassador.people.leaving import leave
from ambassador.people.models import Person, PersonRole, Team
from ambassador.people.policy import folded, search_key, sort_key
from ambassador.people.queries import administrators, hold
from ambassador.people.roster import queries
from ambassador.people.roster.comparing import Change, Plan, compare
from ambassador.people.roster.rows import Entry, Roster, in_silence
from ambassador.trail.operations import record

BATCH = 2_000
"""Rows in one call of the database."""

# Tables, not classes: a hundred thousand rows need no objects.
PEOPLE = cast(Table, Person.__table__)
TEAMS = cast(Table, Team.__table__)


@dataclass(frozen=True)
class Imported:
    """What an import did."""

    new: int
    changed: int
    returned: int
    left: int

    @property
    def wrote(self) -> bool:
        return bool(self.new or self.changed or self.returned or self.left)


def import_roster(
    session: Session,
    roster: Roster,
    *,
    is_full: bool,
    confirmed: str,
    leavers_confirmed: bool,
    file_hash: str,
    by: int | None,
    at: datetime,
    progress: Callable[[int], None] = in_silence,
) -> Imported | Plan:
    """Do what the plan with the fingerprint `confirmed` says, or return the new plan if people changed since.

    People missing from a full roster leave only when `leavers_confirmed`. Returning people keep their
    history, get no roles and set a new password; taking part is asked of them anew. `progress` hears of rows
    written.
    """
    let_no_import_begin(session)
    # Nobody takes an administrator's role while others are made leavers.
    administrators(session, to_change=True)
    plan = compare(roster, queries.everyone_known(session), is_full=is_full, importer=by)
    if plan.fingerprint != confirmed:
        return plan
    done = Imported(
        new=len(plan.new),
        changed=len(plan.changed),
        returned=len(plan.returning),
        left=len(plan.leaving) if leavers_confirmed else 0,
    )
    if not done.wrote:
        return done
    moving = [change.known.id for change in (*plan.changed, *plan.returning)]
    hold(session, moving, to_change_address=True)
    if done.left:
        # Before this import is told to the trail, for nobody is waited for after that.
        leave(session, person_ids=[known.id for known in plan.leaving], by=by, at=at)
    record(
        session,
        "roster imported",
        by=by,
        at=at,
        file=file_hash,
        is_full=is_full,
        new=done.new,
        changed=done.changed,
        returned=done.returned,
        left=done.left,
    )
    _write(session, plan, by=by, at=at, progress=progress)
    session.expire_all()
    _tell_of(session, plan, at=at)
    return done


def _tell_of(session: Session, plan: Plan, *, at: datetime) -> None:
    """Let others know who is new, came back, or changed team or the flag of leaders."""
    found = [change.known.id for change in plan.returning]
    found += [change.known.id for change in plan.changed if _is_moved(change)]
    for some in batches(entry.email for entry in plan.new):
        found += session.scalars(select(Person.id).where(Person.email.in_(some)))
    if found:
        people_joined_or_moved.send(session, person_ids=found, at=at)


def _is_moved(change: Change) -> bool:
    known, entry = change
    has_other_team = entry.team is not None and _key(entry.team) != known.team_key
    return has_other_team or (entry.is_leader is not None and entry.is_leader != known.is_leader)


def _write(
    session: Session, plan: Plan, *, by: int | None, at: datetime, progress: Callable[[int], None]
) -> None:
    team_ids = _teams(session, [*plan.new, *(change.entry for change in (*plan.changed, *plan.returning))])
    _make_room_for_addresses(session, [*plan.changed, *plan.returning])
    _take_roles(session, plan.returning, by=by, at=at)
    written = 0
    for changes, emptied in ((plan.changed, ()), (plan.returning, ("left_at", "password_hash"))):
        statement = _update_statement(emptied=emptied)
        for some in batches((_changed_row(change, team_ids) for change in changes), BATCH):
            session.connection().execute(statement, some)
            progress(written := written + len(some))
    for some in batches((_new_row(entry, team_ids, at) for entry in plan.new), BATCH):
        session.connection().execute(insert(PEOPLE), some)
        progress(written := written + len(some))


def _teams(session: Session, entries: Iterable[Entry]) -> dict[str, int]:
    """Return the id of each team by its folded name, after making the new ones."""
    named: dict[str, str] = {}
    for entry in entries:
        if entry.team:
            named.setdefault(_key(entry.team), entry.team)
    known = {key for (key,) in session.execute(select(Team.name_key))}
    missing = [
        {"name": name, "name_key": key, "sort_key": sort_key(name)}
        for key, name in named.items()
        if key not in known
    ]
    if missing:
        session.connection().execute(insert(TEAMS), missing)
    return dict(row for row in session.execute(select(Team.name_key, Team.id)))


def _key(team: str) -> str:
    # Folding can lengthen a name, and the column ends at 200.
    return folded(team)[:200]


def _make_room_for_addresses(session: Session, changes: Iterable[Change]) -> None:
    """Let go of addresses and ids that change, so that two people can swap theirs."""
    moving = [
        {"person": change.known.id, "email": f"#{change.known.id}"}
        for change in changes
        if change.entry.email != change.known.email
        or (change.entry.external_id and change.entry.external_id != change.known.external_id)
    ]
    statement = (
        update(PEOPLE)
        .where(PEOPLE.c.id == bindparam("person"))
        .values(email=bindparam("email"), external_id=None)
    )
    for some in batches(moving, BATCH):
        session.connection().execute(statement, some)


def _take_roles(session: Session, returning: list[Change], *, by: int | None, at: datetime) -> None:
    # Whoever comes back may come to another job, and an address may have found a new owner.
    for some in batches(change.known.id for change in returning):
        held = session.execute(
            select(PersonRole.person_id, PersonRole.role).where(PersonRole.person_id.in_(some))
        ).all()
        for person_id, role in held:
            record(session, "role taken", by=by, at=at, person=person_id, role=role)
        if held:
            session.execute(delete(PersonRole).where(PersonRole.person_id.in_(some)))


def _update_statement(*, emptied: Sequence[str]) -> Update:
    columns = ("email", "external_id", "name", "title", "team_id", "is_leader", "sort_key", "search_key")
    return (
        update(PEOPLE)
        .where(PEOPLE.c.id == bindparam("person"))
        .values({**{column: bindparam(f"new_{column}") for column in columns}, **dict.fromkeys(emptied)})
    )


def _changed_row(change: Change, team_ids: dict[str, int]) -> dict[str, Any]:
    known, entry = change
    team_key = known.team_key if entry.team is None else _key(entry.team)
    return {
        "person": known.id,
        "new_email": entry.email,
        "new_external_id": entry.external_id or known.external_id,
        "new_name": entry.name,
        "new_title": known.title if entry.title is None else entry.title,
        "new_team_id": team_ids.get(team_key),
        "new_is_leader": known.is_leader if entry.is_leader is None else entry.is_leader,
        "new_sort_key": sort_key(entry.name),
        "new_search_key": search_key(entry.name, entry.email),
    }


def _new_row(entry: Entry, team_ids: dict[str, int], at: datetime) -> dict[str, Any]:
    return {
        "email": entry.email,
        "external_id": entry.external_id,
        "name": entry.name,
        "title": entry.title or "",
        "team_id": team_ids.get(_key(entry.team)) if entry.team else None,
        "is_leader": bool(entry.is_leader),
        "sort_key": sort_key(entry.name),
        "search_key": search_key(entry.name, entry.email),
        "joined_at": at,
    }
