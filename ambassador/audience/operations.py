"""Keeps what people say about their audiences: each new number is a row, and no number is overwritten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ambassador.audience import queries
from ambassador.audience.models import Account, AudienceCount
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

    A changed number becomes a new count, an unchanged one does not. A number taken back from an account that
    stays closes it and opens another without a count, because a count is never deleted.
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
        changes.renamed += 1
    if told.size != before.size:
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


def forget(session: Session, *, person_ids: Sequence[int], at: datetime) -> None:
    """Close all accounts of people who leave and erase their handles; totals of earlier moments stay."""
    session.execute(
        update(Account)
        .where(Account.person_id.in_(person_ids), Account.removed_at.is_(None))
        .values(removed_at=at, handle="")
    )
