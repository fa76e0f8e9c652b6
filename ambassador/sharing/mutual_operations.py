"""Lets people count contacts in common with colleagues when both agreed, and forgets it when one stops."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import delete, insert, literal, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ambassador.db import Moment, batches, rows_changed, take_turns
from ambassador.optins import queries as optins
from ambassador.sharing import mutual_queries as queries
from ambassador.sharing.models import MutualPair, SharingConsent, SharingWithdrawal
from ambassador.sharing.mutual_content import consent_seen
from ambassador.sharing.mutual_policy import FEWEST_OTHERS, OFFERED
from ambassador.sharing.policy import Purpose
from ambassador.trail.operations import APPEND_LOCK, record
from ambassador.web.errors import Conflict, Refusal
from ambassador.web.formats import number

# Whoever draws must not miss a consent that ends at the same moment, nor a pair drawn the other way about.
# All of this is told to the trail in the end, so its turn is taken first: a lock of its own could be waited
# for in two orders.


def agree(session: Session, *, seen: str, by: int, at: datetime) -> Refusal | None:
    """Record a person's consent to exactly the words they saw, and draw their colleagues if there are enough.

    `seen` is the fingerprint of the consent that was shown: words no longer in force are a Conflict. It takes
    having joined the programme and an exact number of connections.
    """
    consent = consent_seen(seen)
    if consent is None:
        return Conflict(_("The consent was changed while you were reading. This is the new one."))
    optins.hold(session, by)
    take_turns(session, APPEND_LOCK)
    if optins.open_opt_in(session, by) is None:
        return Refusal(_("Join the programme first. Nothing was stored."))
    if queries.exact_size(session, by) is None:
        return Refusal(_("Tell the exact number of your connections on LinkedIn first. Nothing was stored."))
    last = queries.last_consent(session, by)
    if last is not None and last[1]:
        return None
    given = SharingConsent(
        person_id=by,
        purpose=Purpose.MUTUAL,
        channel=queries.CHANNEL,
        number=last[0].number + 1 if last else 1,
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
    record(
        session,
        "agreed to mutual counts",
        by=by,
        at=at,
        consent=given.id,
        number=given.number,
        version=consent.version,
        language=consent.language,
        sentence_sha256=consent.sentence_hash,
    )
    offer(session, by=by, at=at)
    return None


def offer(session: Session, *, by: int, at: datetime) -> bool:
    """Draw colleagues for somebody who agreed, up to three in all, and say whether anybody was drawn.

    Nobody is drawn before five others have agreed, nor a colleague who is in a pair with them already.
    """
    take_turns(session, APPEND_LOCK)
    last = queries.last_consent(session, by)
    if last is None or not last[1] or queries.count_others(session, by, at=at) < FEWEST_OTHERS:
        return False
    left = OFFERED - queries.count_pairs(session, by)
    drawn = queries.draw_others(session, by, most=max(0, left), at=at)
    if not drawn:
        return False
    session.execute(
        insert(MutualPair),
        [
            {"channel": queries.CHANNEL, "asked_id": by, "other_id": other, "offered_at": at}
            for other in drawn
        ],
    )
    record(session, "mutual counts offered", by=by, at=at, pairs=len(drawn))
    return True


def answer(session: Session, *, counted: Mapping[int, int], by: int, at: datetime) -> Mapping[int, Refusal]:
    """Keep what somebody counted, by pair, and return what can't be right, by pair: then nothing is kept.

    A number is held against the person's own audience and not against the colleague's, whose size a refusal
    would tell. A pair that is somebody else's, answered already, or no longer offered is passed over.
    """
    take_turns(session, APPEND_LOCK)
    audience = queries.exact_size(session, by)
    offers = {each.pair_id: each for each in queries.offers(session, by, at=at) if each.mutual is None}
    if audience is None:
        return {}
    wanted = {pair: mutual for pair, mutual in counted.items() if pair in offers}
    refusals = {
        pair: Refusal(
            _(
                "You and %(name)s can't have more contacts in common than you have connections: %(most)s.",
                name=offers[pair].name,
                most=number(audience),
            )
        )
        for pair, mutual in wanted.items()
        if mutual > audience
    }
    if refusals:
        return refusals
    kept = 0
    for pair, mutual in wanted.items():
        kept += rows_changed(
            session,
            update(MutualPair)
            .where(MutualPair.id == pair, MutualPair.asked_id == by, MutualPair.answered_at.is_(None))
            .values(answered_at=at, mutual=mutual, audience=audience, other_audience=offers[pair].audience),
        )
    if kept:
        record(session, "mutual counts told", by=by, at=at, pairs=kept)
    return {}


def stop(session: Session, *, by: int, at: datetime) -> None:
    """End a person's consent at once, and delete every pair they are part of; it can be asked for twice."""
    if _end(session, person_ids=[by], at=at):
        record(session, "mutual counts stopped", by=by, at=at)


def forget(session: Session, *, person_ids: Sequence[int], at: datetime) -> None:
    """End the consents of people who opted out, and delete every pair they are part of."""
    ended = _end(session, person_ids=person_ids, at=at)
    if ended:
        record(session, "mutual counts stopped by leaving", by=None, at=at, people=ended)


def _end(session: Session, *, person_ids: Sequence[int], at: datetime) -> int:
    """Withdraw these people's consents and delete their pairs, and return how many consents it ended."""
    take_turns(session, APPEND_LOCK)
    ended = 0
    for some in batches(person_ids):
        ended += len(
            session.scalars(
                insert(SharingWithdrawal)
                .from_select(
                    ["consent_id", "at"],
                    select(SharingConsent.id, literal(at, Moment))
                    .outerjoin(SharingWithdrawal, SharingWithdrawal.consent_id == SharingConsent.id)
                    .where(
                        SharingConsent.person_id.in_(some),
                        SharingConsent.purpose == Purpose.MUTUAL,
                        SharingWithdrawal.consent_id.is_(None),
                    ),
                )
                .returning(SharingWithdrawal.consent_id)
            ).all()
        )
        session.execute(
            delete(MutualPair).where(or_(MutualPair.asked_id.in_(some), MutualPair.other_id.in_(some)))
        )
    return ended
