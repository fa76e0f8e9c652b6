"""Keeps follower lists that were consented to, and deletes them with the consent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, or_, select
from sqlalchemy.orm import Session

from ambassador.audience import operations as audience
from ambassador.audience.models import Account
from ambassador.audience.operations import Told
from ambassador.audience.policy import Channel, Size
from ambassador.audience.queries import open_accounts
from ambassador.db import batches
from ambassador.optins.operations import consent_changed, hold_joined
from ambassador.optins.policy import Consent
from ambassador.optins.queries import hold
from ambassador.people import queries as people
from ambassador.sharing import consent_queries as consents
from ambassador.sharing.consent_operations import end, give
from ambassador.sharing.content import consent_seen
from ambassador.sharing.models import SharedList, SharingConsent, SharingWithdrawal
from ambassador.sharing.offers import Offer
from ambassador.sharing.policy import Purpose
from ambassador.sharing.signals import list_shared
from ambassador.trail.operations import record
from ambassador.web.errors import Refusal


@dataclass(frozen=True)
class Share:
    """A list that was previewed, the words its owner agreed to, and how many follow them."""

    offer: Offer
    seen: str
    """The fingerprint of the consent that was shown."""
    size: Size
    kept_days: int


def share(session: Session, command: Share, *, by: int, at: datetime) -> Refusal | None:
    """Keep a person's list in place of the one before, under a consent to exactly the words they saw.

    The account is opened if there is none, and its count becomes the size in the command. Words no longer in
    force are a Conflict; without having joined the programme nothing is stored. Both leave an older list as
    it was.
    """
    offer = command.offer
    consent = consent_seen(Purpose.LIST, command.seen, days=command.kept_days)
    if consent is None:
        return consent_changed()
    # Of two tabs at once the second waits here, and finds the account, the consent and the list of the first.
    if (refusal := hold_joined(session, by)) is not None:
        return refusal
    account_id = _counted(session, offer.channel, command.size, by=by, at=at)
    # A list whose time is over takes its consent along, whether or not the job has come by.
    is_over = (SharedList.account_id == account_id) & (SharedList.expires_at <= at)
    if _delete(session, is_over):
        _end_own(session, offer.channel, by=by, at=at)
    consent_id = _consented(session, consent, offer.channel, by=by, at=at)
    # The merge replaces the row of the account, if there is one.
    session.merge(
        SharedList(
            account_id=account_id,
            person_id=by,
            channel=offer.channel,
            consent_id=consent_id,
            keys=offer.keys,
            people=offer.people,
            one_in=offer.one_in,
            secret_check=offer.secret_check,
            shared_at=at,
            expires_at=at + timedelta(days=command.kept_days),
        )
    )
    facts = {"people": offer.people, "kept": offer.kept, "one_in": offer.one_in}
    record(session, "list shared", by=by, at=at, account=account_id, consent=consent_id, **facts)
    list_shared.send(session, person_id=by, channel=offer.channel, at=at)
    return None


def stop(session: Session, *, channel: Channel, by: int, at: datetime) -> bool:
    """Delete a person's list on a channel and end the consent, at once; False when nothing was shared."""
    hold(session, by)
    deleted = _delete(session, SharedList.person_id == by, SharedList.channel == channel)
    ended = _end_own(session, channel, by=by, at=at)
    for account_id in deleted:
        record(session, "list deleted", by=by, at=at, account=account_id)
    return bool(deleted or ended)


def delete_expired(session: Session, *, at: datetime) -> int:
    """Delete the lists whose time is over, end their consents, and return how many there were.

    Lists whose consent or account has ended go, too: they are deleted in the same moment anyway, and this
    makes sure of it.
    """
    has_ended = SharingWithdrawal.consent_id == SharedList.consent_id
    is_closed = (Account.id == SharedList.account_id) & Account.removed_at.is_not(None)
    is_over = or_(
        SharedList.expires_at <= at,
        select(SharingWithdrawal.consent_id).where(has_ended).exists(),
        select(Account.id).where(is_closed).exists(),
    )
    over = session.execute(select(SharedList.consent_id, SharedList.person_id).where(is_over)).all()
    # Their owners may be about to stop, or to share again: they are waited for before anything is deleted.
    people.hold(session, [row.person_id for row in over])
    consent_ids = [row.consent_id for row in over]
    return _delete_many(session, is_over, consent_ids=consent_ids, at=at)


def delete_lists_of_leavers(session: Session, *, person_ids: Sequence[int], at: datetime) -> None:
    """Delete the lists of people who opted out, in the same transaction; listens to `opted_out`."""
    lists = 0
    for some in batches(person_ids):
        lists += len(_delete(session, SharedList.person_id.in_(some)))
        end(session, Purpose.LIST, SharingConsent.person_id.in_(some), at=at)
    if lists:
        record(session, "lists deleted", by=None, at=at, lists=lists)


def delete_lists_of_closed(session: Session, *, account_ids: Sequence[int], at: datetime) -> None:
    """Delete the lists of accounts that were taken back, at once; listens to `accounts_closed`."""
    is_closed = SharedList.account_id.in_(account_ids)
    consent_ids = session.scalars(select(SharedList.consent_id).where(is_closed)).all()
    _delete_many(session, is_closed, consent_ids=consent_ids, at=at)


def _counted(session: Session, channel: Channel, size: Size, *, by: int, at: datetime) -> int:
    """Tell the size of the audience on one channel, leave the others as they are, and return the account."""
    known = open_accounts(session, by)
    told = {each: Told(account.handle, account.size) for each, account in known.items()}
    told[channel] = Told(known[channel].handle if channel in known else "", size)
    audience.tell(session, audiences=told, by=by, at=at)
    session.flush()
    return open_accounts(session, by)[channel].id


def _consented(session: Session, consent: Consent, channel: Channel, *, by: int, at: datetime) -> int:
    """Return the consent that holds: the one before if it has these words, else a new one in its place."""
    held = consents.last_consent(session, by, purpose=Purpose.LIST, channel=channel).held
    if held is not None and held.sentence == consent.sentence and held.consent_version == consent.version:
        return held.id
    _end_own(session, channel, by=by, at=at)
    return give(session, consent, purpose=Purpose.LIST, channel=channel, by=by, at=at).id


def _delete(session: Session, *conditions: ColumnElement[bool]) -> Sequence[int]:
    """Delete lists and return their accounts; the rows go, not only their use."""
    return session.scalars(delete(SharedList).where(*conditions).returning(SharedList.account_id)).all()


def _delete_many(
    session: Session, condition: ColumnElement[bool], *, consent_ids: Sequence[int], at: datetime
) -> int:
    deleted = _delete(session, condition)
    for some in batches(consent_ids):
        end(session, Purpose.LIST, SharingConsent.id.in_(some), at=at)
    if deleted:
        record(session, "lists deleted", by=None, at=at, lists=len(deleted))
    return len(deleted)


def _end_own(session: Session, channel: Channel, *, by: int, at: datetime) -> int:
    """End a person's own consent on a channel, and return how many there were: one or none."""
    is_own = (SharingConsent.person_id == by) & (SharingConsent.channel == channel)
    return end(session, Purpose.LIST, is_own, at=at)
