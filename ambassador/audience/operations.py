"""Keeps what people say about their audiences: each new number is a row, and no number is overwritten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ambassador.audience import queries
from ambassador.audience.closing import accounts_closed
from ambassador.audience.models import Account, AudienceCount, CountFetch
from ambassador.audience.policy import Channel, Size
from ambassador.audience.queries import OpenAccount
from ambassador.trail.operations import record


@dataclass(frozen=True)
class Told:
    """What somebody says about themselves on one channel: a handle, a size, or both."""

    handle: str = ""
    size: Size | None = None


@dataclass
class _Changes:
    opened: int = 0
    closed: int = 0
    renamed: int = 0
    counted: int = 0


def tell(session: Session, *, audiences: Mapping[Channel, Told], by: int, at: datetime) -> None:
    """Make a person's accounts these: a channel that is not among them is taken back.

    A changed number becomes a new count, and so does an unchanged one that is a week old: seeing it and
    leaving it confirms it. A number taken back from an account that stays closes it and opens another
    without a count, because a count is never deleted.
    """
    present = queries.open_accounts(session, by)
    changes = _Changes()
    for channel, account in present.items():
        told = audiences.get(channel)
        if told is None or (told.size is None and account.size is not None):
            _close(session, account.id, at=at)
            changes.closed += 1
    for channel, told in audiences.items():
        before = present.get(channel)
        if before is not None and told.size is None and before.size is not None:
            before = None
        _tell_one(session, channel, told, before, changes=changes, by=by, at=at)
    if changes != _Changes():
        record(session, "audiences told", by=by, at=at, **vars(changes))


def confirm(session: Session, *, by: int, at: datetime) -> int:
    """Let a person say that all their numbers still hold, and return how many that renews.

    A number younger than a week, or one looked up since, is as fresh as it was: asking twice adds nothing.
    """
    changes = _Changes()
    for account in queries.open_accounts(session, by).values():
        if account.is_confirmable(at):
            _count(session, account.id, account.size, changes=changes, by=by, at=at)
    if changes.counted:
        record(session, "audiences confirmed", by=by, at=at, counted=changes.counted)
    return changes.counted


def _tell_one(
    session: Session,
    channel: Channel,
    told: Told,
    before: OpenAccount | None,
    *,
    changes: _Changes,
    by: int,
    at: datetime,
) -> None:
    if before is None:
        opened = _open(session, Account(person_id=by, channel=channel, handle=told.handle, added_at=at))
        if opened is None:
            before = queries.open_accounts(session, by)[channel]
        else:
            changes.opened += 1
            _count(session, opened, told.size, changes=changes, by=by, at=at)
            return
    if told.handle != before.handle:
        session.execute(update(Account).where(Account.id == before.id).values(handle=told.handle))
        # What was learned of the other profile says nothing of this one, which is looked up at once.
        session.execute(delete(CountFetch).where(CountFetch.account_id == before.id))
        changes.renamed += 1
    if told.size != before.size or before.is_confirmable(at):
        _count(session, before.id, told.size, changes=changes, by=by, at=at)


def _open(session: Session, account: Account) -> int | None:
    """Add an account and return its id; None when another submission opened one at the same time."""
    try:
        # The index over open accounts decides which of two submissions opens it.
        with session.begin_nested():
            session.add(account)
    except IntegrityError:
        return None
    return account.id


def _count(
    session: Session, account_id: int, size: Size | None, *, changes: _Changes, by: int, at: datetime
) -> None:
    if size is not None:
        session.add(
            AudienceCount(
                account_id=account_id, people=size.people, is_at_least=size.is_at_least, at=at, told_by=by
            )
        )
        changes.counted += 1


def _close(session: Session, account_id: int, *, at: datetime) -> None:
    session.execute(update(Account).where(Account.id == account_id).values(removed_at=at, handle=""))
    session.execute(delete(CountFetch).where(CountFetch.account_id == account_id))
    accounts_closed.send(session, account_ids=[account_id], at=at)


def forget(session: Session, *, person_ids: Sequence[int], at: datetime) -> None:
    """Close all accounts of people who leave and erase their handles; totals of earlier moments stay."""
    theirs = select(Account.id).where(Account.person_id.in_(person_ids))
    session.execute(delete(CountFetch).where(CountFetch.account_id.in_(theirs)))
    session.execute(
        update(Account)
        .where(Account.person_id.in_(person_ids), Account.removed_at.is_(None))
        .values(removed_at=at, handle="")
    )
