"""Reads audiences: the accounts of one person; the reports read everyone's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, exists, select
from sqlalchemy.orm import Session, aliased

from ambassador.audience.models import Account, AudienceCount, CountFetch
from ambassador.audience.policy import CONFIRMED_AGAIN_AFTER, FRESH_FOR, Channel, Size
from ambassador.audience.profiles import Fault


@dataclass(frozen=True)
class OpenAccount:
    """A profile somebody has told us about, with the latest size told."""

    id: int
    channel: Channel
    handle: str
    size: Size | None
    """None when the size was not told: the report fills it in with an estimate, and says so."""
    counted_at: datetime | None = None
    """When the size was told."""
    fetched_at: datetime | None = None
    """When the channel last told the public count; None where it is not looked up, or never was."""
    fault: Fault | None = None
    """Why the latest look-up brought nothing."""

    def is_stale(self, at: datetime) -> bool:
        """Say whether the size is so old that its owner is asked for it again."""
        return self.seen_at is not None and self.seen_at <= at - FRESH_FOR

    def is_confirmable(self, at: datetime) -> bool:
        """Say whether telling the same size again is a new fact."""
        return self.seen_at is not None and self.seen_at <= at - CONFIRMED_AGAIN_AFTER

    @property
    def seen_at(self) -> datetime | None:
        """When the size was last known to hold: told, confirmed or looked up; None where there is none."""
        if self.size is None:
            return None
        return max((seen for seen in (self.counted_at, self.fetched_at) if seen is not None), default=None)


_newer = aliased(AudienceCount)


def newest_count() -> ColumnElement[int]:
    """Return the id of an account's newest count, for a statement that selects from Account."""
    return (
        select(_newer.id)
        .where(_newer.account_id == Account.id)
        .order_by(_newer.at.desc(), _newer.id.desc())
        .limit(1)
        .correlate(Account)
        .scalar_subquery()
    )


def has_stale_count(limit: datetime) -> ColumnElement[bool]:
    """Say of an account whether its size was told, and neither told nor looked up after `limit`."""
    counts = select(AudienceCount.id).where(AudienceCount.account_id == Account.id).correlate(Account)
    return (
        counts.exists()
        & ~counts.where(AudienceCount.at > limit).exists()
        & ~exists().where(CountFetch.account_id == Account.id, CountFetch.fetched_at > limit)
    )


# Built once: building the statement anew takes longer than running it.
_OPEN_ACCOUNTS = (
    select(Account, AudienceCount, CountFetch)
    .select_from(Account)
    .outerjoin(AudienceCount, AudienceCount.id == newest_count())
    .outerjoin(CountFetch, CountFetch.account_id == Account.id)
    .where(Account.person_id == bindparam("who"), Account.removed_at.is_(None))
)


def open_accounts(session: Session, person_id: int) -> Mapping[Channel, OpenAccount]:
    """Return the accounts a person has now, by channel, each with the latest count."""
    return {
        Channel(account.channel): OpenAccount(
            id=account.id,
            channel=Channel(account.channel),
            handle=account.handle,
            size=Size(count.people, count.is_at_least) if count else None,
            counted_at=count.at if count else None,
            fetched_at=fetch.fetched_at if fetch else None,
            fault=Fault(fetch.last_error) if fetch and fetch.last_error else None,
        )
        for account, count, fetch in session.execute(_OPEN_ACCOUNTS, {"who": person_id})
    }
