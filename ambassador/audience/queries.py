"""Reads audiences: the accounts of one person; the reports read everyone's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, aliased

from ambassador.audience.models import Account, AudienceCount
from ambassador.audience.policy import Channel, Size


@dataclass(frozen=True)
class OpenAccount:
    """A profile somebody has told us about, with the latest size told."""

    id: int
    channel: Channel
    handle: str
    size: Size | None
    """None when the size was not told: the report fills it in with an estimate, and says so."""


_newest = aliased(AudienceCount)
# Built once: building the statement anew takes longer than running it.
_OPEN_ACCOUNTS = (
    select(Account, AudienceCount)
    .outerjoin(
        AudienceCount,
        AudienceCount.id
        == select(_newest.id)
        .where(_newest.account_id == Account.id)
        .order_by(_newest.at.desc(), _newest.id.desc())
        .limit(1)
        .correlate(Account)
        .scalar_subquery(),
    )
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
        )
        for account, count in session.execute(_OPEN_ACCOUNTS, {"who": person_id})
    }
