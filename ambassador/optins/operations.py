"""Opts people in and out, and keeps what they tell about their audiences for as long as they take part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import insert, literal, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ambassador.audience import operations as audience
from ambassador.audience.operations import Told
from ambassador.audience.policy import Channel
from ambassador.db import Moment, batches
from ambassador.mail import operations as mail
from ambassador.optins import queries
from ambassador.optins.content import consent_seen
from ambassador.optins.joining import opted_in
from ambassador.optins.leaving import opted_out
from ambassador.optins.models import OptIn, Withdrawal
from ambassador.optins.policy import REMINDER
from ambassador.trail.operations import record
from ambassador.web.errors import Conflict, Refusal


def opt_in(session: Session, *, seen: str, by: int, at: datetime) -> Refusal | None:
    """Record a person's own consent to exactly the words they saw; a person opted in already stays so.

    `seen` is the fingerprint of the consent that was shown (`content.consent_in(language).fingerprint`):
    words no longer in force are a Conflict. Coming back after leaving is a new consent with the next number.
    """
    consent = consent_seen(seen)
    if consent is None:
        return consent_changed()
    last = queries.last_opt_in(session, by)
    if last.is_open:
        return None
    given = OptIn(
        person_id=by,
        number=last.number + 1,
        at=at,
        consent_version=consent.version,
        sentence=consent.sentence,
        language=consent.language,
    )
    try:
        # The unique number decides: of two submissions at once, one is the consent and one is already done.
        with session.begin_nested():
            session.add(given)
    except IntegrityError:
        return None
    opted_in.send(session, person_ids=[by], at=at)
    record(
        session,
        "opted in",
        by=by,
        at=at,
        opt_in=given.id,
        number=given.number,
        version=consent.version,
        language=consent.language,
        sentence_sha256=consent.sentence_hash,
    )
    return None


def consent_changed() -> Conflict:
    """Return what to say to somebody who agreed to words that are no longer in force."""
    return Conflict(_("The consent was changed while you were reading. This is the new one."))


def hold_joined(session: Session, person_id: int) -> Refusal | None:
    """Keep a person in the programme until this transaction ends, or return why nothing of theirs is kept."""
    queries.hold(session, person_id)
    if queries.open_opt_in(session, person_id) is None:
        return Refusal(_("Join the programme first. Nothing was stored."))
    return None


def withdraw(session: Session, *, by: int, at: datetime) -> None:
    """End a person's consent at once: their accounts close and the handles are erased. No reason is kept.

    Does nothing for somebody who has not opted in, so it can be asked for twice.
    """
    queries.hold(session, by)
    held = queries.open_opt_in(session, by)
    if held is None:
        return
    session.add(Withdrawal(opt_in_id=held.id, at=at))
    audience.forget(session, person_ids=[by], at=at)
    mail.take_back(session, kind=REMINDER, person_ids=[by])
    opted_out.send(session, person_ids=[by], at=at)
    record(session, "opted out", by=by, at=at, opt_in=held.id)


def withdraw_leavers(session: Session, *, person_ids: Sequence[int], at: datetime) -> None:
    """End the consents of people who leave the company, in the transaction that marks them as having left."""
    ended = 0
    for some in batches(person_ids):
        ended += len(
            session.scalars(
                insert(Withdrawal)
                .from_select(
                    ["opt_in_id", "at"],
                    select(OptIn.id, literal(at, Moment))
                    .outerjoin(Withdrawal, Withdrawal.opt_in_id == OptIn.id)
                    .where(OptIn.person_id.in_(some), Withdrawal.opt_in_id.is_(None)),
                )
                .returning(Withdrawal.opt_in_id)
            ).all()
        )
        audience.forget(session, person_ids=some, at=at)
        mail.take_back(session, kind=REMINDER, person_ids=some)
    opted_out.send(session, person_ids=person_ids, at=at)
    if ended:
        record(session, "leavers opted out", by=None, at=at, people=ended)


def tell_audiences(
    session: Session, *, audiences: Mapping[Channel, Told], by: int, at: datetime
) -> Refusal | None:
    """Keep a person's audiences, if their consent holds: without it nothing about them is stored."""
    if (refusal := hold_joined(session, by)) is not None:
        return refusal
    audience.tell(session, audiences=audiences, by=by, at=at)
    return None


def confirm_audiences(session: Session, *, by: int, at: datetime) -> Refusal | None:
    """Let a person say that all their numbers still hold, if their consent does."""
    if (refusal := hold_joined(session, by)) is not None:
        return refusal
    audience.confirm(session, by=by, at=at)
    return None
