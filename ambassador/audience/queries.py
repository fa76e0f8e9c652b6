"""Reads audiences: one person's accounts, and everyone's latest counts at a moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, bindparam, or_, select
from sqlalchemy.orm import Session, aliased

from ambassador.audience.models import Account, AudienceCount
from ambassador.audience.policy import Channel, Size
from ambassador.db import Moment


@dataclass(frozen=True)
class OpenAccount:
    """A profile somebody has told us about, with the latest size told."""

    id: int
    channel: Channel
    handle: str
    size: Size | None
    """None when the size was not told: the report fills it in with an estimate, and says so."""
    told_at: datetime | None


def latest_counts(at: datetime) -> Select[int, int, Channel, int, bool, datetime]:
    """Select every account that is open at a moment, with the latest count told by then.

    Columns: account_id, person_id, channel, people, is_at_least, at. An account whose size was not told is
    there too, with NULL in the last three. It costs one look into the index an account.
    """
    newest = _newest_count_id(bindparam("counts_at", at, type_=Moment, unique=True))
    return (
        select(
            Account.id.label("account_id"),
            Account.person_id,
            Account.channel,
            AudienceCount.people,
            AudienceCount.is_at_least,
            AudienceCount.at,
        )
        .outerjoin(AudienceCount, AudienceCount.id == newest)
        .where(Account.added_at <= at, or_(Account.removed_at.is_(None), Account.removed_at > at))
    )


def _newest_count_id(at: Any) -> Any:
    told = aliased(AudienceCount)
    return (
        select(told.id)
        .where(told.account_id == Account.id, told.at <= at)
        .order_by(told.at.desc(), told.id.desc())
        .limit(1)
        .correlate(Account)
        .scalar_subquery()
    )


def open_accounts(session: Session, person_id: int) -> Mapping[Channel, OpenAccount]:
    """Return the accounts a person has now, by channel."""
    newest = aliased(AudienceCount)
    newer = aliased(AudienceCount)
    rows = session.execute(
        select(Account, newest)
        .outerjoin(newest, newest.account_id == Account.id)
        .outerjoin(
            newer,
            and_(
                newer.account_id == Account.id,
                or_(newer.at > newest.at, and_(newer.at == newest.at, newer.id > newest.id)),
            ),
        )
        .where(Account.person_id == person_id, Account.removed_at.is_(None), newer.id.is_(None))
    ).all()
    return {
        Channel(account.channel): OpenAccount(
            id=account.id,
            channel=Channel(account.channel),
            handle=account.handle,
            size=Size(count.people, count.is_at_least) if count else None,
            told_at=count.at if count else None,
        )
        for account, count in rows
    }
