"""Lets people count contacts in common with colleagues when both agreed, and forgets it when one stops."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import delete, insert, or_, update
from sqlalchemy.orm import Session

from ambassador.db import batches, rows_changed
from ambassador.optins.operations import consent_changed, hold_joined
from ambassador.sharing import mutual_queries as queries
from ambassador.sharing.consent_operations import end, give
from ambassador.sharing.content import consent_seen
from ambassador.sharing.models import MutualPair, SharingConsent
from ambassador.sharing.mutual_policy import FEWEST_OTHERS, OFFERED
from ambassador.sharing.policy import Purpose
from ambassador.trail.operations import record, take_turn
from ambassador.web.errors import Refusal
from ambassador.web.formats import number

# Each operation takes its turn at the trail before it reads: whoever draws must not miss a consent that ends
# at the same moment, nor a pair drawn the other way about.


def agree(session: Session, *, seen: str, by: int, at: datetime) -> Refusal | None:
    """Record a person's consent to exactly the words they saw, and draw their colleagues if there are enough.

    `seen` is the fingerprint of the consent that was shown: words no longer in force are a Conflict. It takes
    having joined the programme and an exact number of connections.
    """
    consent = consent_seen(Purpose.MUTUAL, seen)
    if consent is None:
        return consent_changed()
    if (refusal := hold_joined(session, by)) is not None:
        return refusal
    take_turn(session)
    if queries.exact_size(session, by) is None:
        return Refusal(_("Tell the exact number of your connections on LinkedIn first. Nothing was stored."))
    if queries.has_agreed(session, by):
        return None
    give(session, consent, purpose=Purpose.MUTUAL, channel=queries.CHANNEL, by=by, at=at)
    draw(session, by=by, at=at)
    return None


def draw(session: Session, *, by: int, at: datetime) -> bool:
    """Draw colleagues for somebody who agreed, up to three in all, and say whether anybody was drawn.

    Nobody is drawn before five others have agreed, nor a colleague who is in a pair with them already.
    """
    take_turn(session)
    if not queries.has_agreed(session, by) or queries.count_others(session, by) < FEWEST_OTHERS:
        return False
    left = OFFERED - queries.count_pairs(session, by)
    drawn = queries.draw_others(session, by, most=max(0, left))
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
    take_turn(session)
    audience = queries.exact_size(session, by)
    shown = {each.pair_id: each for each in queries.colleagues(session, by) if each.mutual is None}
    if audience is None:
        return {}
    wanted = {pair: mutual for pair, mutual in counted.items() if pair in shown}
    refusals = {
        pair: Refusal(
            _(
                "You and %(name)s can't have more contacts in common than you have connections: %(most)s.",
                name=shown[pair].name,
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
            .values(answered_at=at, mutual=mutual, audience=audience, other_audience=shown[pair].audience),
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
    take_turn(session)
    ended = 0
    for some in batches(person_ids):
        ended += end(session, Purpose.MUTUAL, SharingConsent.person_id.in_(some), at=at)
        session.execute(
            delete(MutualPair).where(or_(MutualPair.asked_id.in_(some), MutualPair.other_id.in_(some)))
        )
    return ended
