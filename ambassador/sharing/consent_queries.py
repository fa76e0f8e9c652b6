"""Reads the consents to share, of every purpose alike: which hold, and which was somebody's last."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from ambassador.audience.policy import Channel
from ambassador.sharing.models import SharingConsent, SharingWithdrawal
from ambassador.sharing.policy import Purpose


def holding(purpose: Purpose) -> Select[SharingConsent]:
    """Select the consents to a purpose that hold: those that nobody withdrew."""
    return (
        select(SharingConsent)
        .outerjoin(SharingWithdrawal, SharingWithdrawal.consent_id == SharingConsent.id)
        .where(SharingConsent.purpose == purpose, SharingWithdrawal.consent_id.is_(None))
    )


@dataclass(frozen=True)
class LastConsent:
    """The latest consent of a person to one purpose on one channel: its number, from 1; 0 without one."""

    number: int = 0
    held: SharingConsent | None = None
    """The consent itself, as long as it holds."""


def last_consent(session: Session, person_id: int, *, purpose: Purpose, channel: Channel) -> LastConsent:
    """Return the latest consent of a person, read in one statement."""
    row = session.execute(
        select(SharingConsent, SharingWithdrawal.consent_id.is_(None))
        .outerjoin(SharingWithdrawal, SharingWithdrawal.consent_id == SharingConsent.id)
        .where(
            SharingConsent.person_id == person_id,
            SharingConsent.purpose == purpose,
            SharingConsent.channel == channel,
        )
        .order_by(SharingConsent.number.desc())
        .limit(1)
    ).first()
    return LastConsent(row[0].number, row[0] if row[1] else None) if row else LastConsent()
