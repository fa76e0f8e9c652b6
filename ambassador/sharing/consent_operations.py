"""Gives and ends the consents to share, of every purpose alike."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, insert, literal
from sqlalchemy.orm import Session

from ambassador.audience.policy import Channel
from ambassador.db import Moment
from ambassador.optins.policy import Consent
from ambassador.sharing.consent_queries import holding, last_consent
from ambassador.sharing.models import SharingConsent, SharingWithdrawal
from ambassador.sharing.policy import Purpose
from ambassador.trail.operations import record


def give(
    session: Session, consent: Consent, *, purpose: Purpose, channel: Channel, by: int, at: datetime
) -> SharingConsent:
    """Record a person's consent to exactly these words, with the next number, and return it.

    Whoever calls holds the person (`optins.queries.hold`), so that two submissions at once take turns.
    """
    given = SharingConsent(
        person_id=by,
        purpose=purpose,
        channel=channel,
        number=last_consent(session, by, purpose=purpose, channel=channel).number + 1,
        at=at,
        consent_version=consent.version,
        sentence=consent.sentence,
        language=consent.language,
    )
    session.add(given)
    session.flush()
    record(
        session,
        "agreed to share",
        by=by,
        at=at,
        consent=given.id,
        purpose=purpose,
        number=given.number,
        version=consent.version,
        language=consent.language,
        sentence_sha256=consent.sentence_hash,
    )
    return given


def end(session: Session, purpose: Purpose, *conditions: ColumnElement[bool], at: datetime) -> int:
    """End the consents to a purpose that hold and meet the conditions, and return how many there were."""
    held = holding(purpose).where(*conditions).with_only_columns(SharingConsent.id, literal(at, Moment))
    ended = insert(SharingWithdrawal).from_select(["consent_id", "at"], held)
    return len(session.scalars(ended.returning(SharingWithdrawal.consent_id)).all())
