"""Estimates the people outside the company: without the colleagues whose profiles are known."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from ambassador.audience.policy import Channel
from ambassador.reach import Assumption, Estimate, Rung, without
from ambassador.reach.ladder import outside_by_headcount
from ambassador.reports import queries
from ambassador.reports.evidence import Evidence
from ambassador.reports.reach_report import OutsideBy
from ambassador.sharing.identifiers import identifier
from ambassador.sharing.keys import keys_of

NUMBERS_ONLY = frozenset({Channel.X})
"""Channels whose lists hold numbers, which no profile's name can be found among."""


def outside(
    session: Session,
    channel: Channel,
    *,
    evidence: Evidence,
    estimate: Estimate,
    headcount: int,
    colleagues: Assumption,
    secret: str,
    at: datetime,
) -> tuple[Rung, OutsideBy]:
    """Return the people outside the company, and how colleagues were told from them.

    Ambassadors who told their own profile are taken out of every shared list, and the other audiences are
    scaled by the share that is left. Of the colleagues whose profile nobody knows, between none and all are
    taken to be among the rest. Where no known profile is in any list, names don't match here, and all
    colleagues are such.
    """
    by_headcount = (
        outside_by_headcount(estimate, headcount=headcount, colleagues=colleagues),
        OutsideBy.HEADCOUNT,
    )
    if channel in NUMBERS_ONLY or not evidence.has_list.any():
        return by_headcount
    handles = queries.handles(session, channel, at=at)
    # Two who told the same profile are one who is known.
    keys = keys_of(channel, [name for handle in handles if (name := identifier(channel, handle))], secret)
    left, share = without(evidence.lists, ids=keys)
    if share in {0.0, 1.0}:
        return by_headcount
    others = outside_by_headcount(
        evidence.estimate_of(left, share=share),
        headcount=max(headcount - keys.size, 0),
        colleagues=colleagues,
    )
    # Because the smaller lists are fitted anew, chance could find more people without colleagues than with.
    value, low, high = (
        min(each, most)
        for each, most in zip(
            (others.value, others.low, others.high),
            (estimate.people, estimate.low, estimate.high),
            strict=True,
        )
    )
    return Rung(value, low, high, is_open=others.is_open), OutsideBy.PROFILES
