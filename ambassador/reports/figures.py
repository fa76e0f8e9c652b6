"""Puts the reach report together from the facts: asks `reach` for the estimates, and withholds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from ambassador.audience.policy import Channel
from ambassador.reach import (
    Bounds,
    Estimate,
    Grade,
    Quality,
    Rung,
    across_channels,
    campaign,
    narrow,
    two_digits,
)
from ambassador.reach.assumptions import MEASURED_GRAPHS
from ambassador.reach.estimators import HIGHEST, LOWEST, USUAL
from ambassador.reports import policy
from ambassador.reports.assumption_policy import SHIPPED, Assumptions, listed
from ambassador.reports.breakdown import Whole, growth, teams
from ambassador.reports.curves import as_shown, bends_of, estimate_of
from ambassador.reports.evidence import Evidence, gather, scatter
from ambassador.reports.facts import NOW, Facts, read_facts
from ambassador.reports.history import at_point
from ambassador.reports.outside import outside
from ambassador.reports.reach_report import (
    Across,
    Assumed,
    ChannelReach,
    Narrower,
    ReachReport,
    Subject,
    figure,
)

LISTS, LISTS_TO_BEGIN_WITH = (1, 2, 3, 5, 10, 20, 40, 80), (10, 25, 50)
"""Further follower lists for which the range is told: where some are used already, and where none is."""


def reach_report(
    session: Session,
    *,
    company: str,
    at: datetime,
    day: date,
    secret: str,
    assumptions: Assumptions = SHIPPED,
) -> ReachReport:
    """Return the reach report at a moment; `day` is that moment's date where the company is.

    `secret` is the one under which lists were made pseudonymous: by it ambassadors' own profiles are known in
    them. About 1.5 seconds for 100,000 ambassadors with 25,000 lists: each table is read once, for all months
    together.
    """
    facts = read_facts(session, at=at)
    cleared = at_point(facts.progress.cleared, NOW)
    now = {channel: found.at(NOW, whose=cleared) for channel, found in facts.audiences.items()}
    evidence = {
        channel: gather(
            session,
            channel,
            told=told,
            people=facts.people,
            cleared=facts.funnel.cleared.low,
            secret=secret,
            at=at,
        )
        for channel, told in now.items()
        if policy.is_shown(told.row.size) and not facts.funnel.cleared.is_few
    }
    estimates = {channel: known.estimate() for channel, known in evidence.items()}
    shown = sorted(
        (channel for channel, estimate in estimates.items() if estimate.coverage.is_known),
        key=lambda channel: -estimates[channel].people,
    )
    channels = tuple(
        _channel(
            session,
            channel,
            evidence=evidence[channel],
            estimate=estimates[channel],
            facts=facts,
            assumptions=assumptions,
            secret=secret,
            at=at,
        )
        for channel in shown
    )
    best = shown[0] if shown else None
    whole = (
        Whole(
            reach=channels[0],
            estimate=estimate_of(channels[0]),
            evidence=evidence[best],
            scatter=scatter(evidence[best], estimate=estimates[best]),
        )
        if best
        else None
    )
    return ReachReport(
        company=company,
        day=day,
        headcount=facts.headcount,
        funnel=facts.funnel,
        channels=channels,
        withheld=tuple(c for c, told in now.items() if told.row.size > 0 and c not in estimates),
        unknown=tuple(c for c in estimates if c not in shown),
        across=_across([estimates[channel] for channel in shown]),
        teams=teams(session, facts.people, whole) if whole else (),
        growth=growth(
            facts.progress,
            facts.points,
            day=day,
            whole=whole,
            audiences=facts.audiences[best] if best else None,
        ),
        assumptions=_assumptions(channels, assumptions) if shown else (),
        assumptions_version=assumptions.number,
    )


def _channel(
    session: Session,
    channel: Channel,
    *,
    evidence: Evidence,
    estimate: Estimate,
    facts: Facts,
    assumptions: Assumptions,
    secret: str,
    at: datetime,
) -> ChannelReach:
    known, has_lists = estimate.coverage, bool(evidence.has_list.any())
    presence = policy.presence(
        cleared=facts.funnel.cleared.low,
        ambassadors=known.ambassadors,
        shared=known.shared if has_lists else None,
        missing=known.imputed,
        at_least=known.at_least,
    )
    follows = figure(
        Rung(estimate.follows, estimate.follows_known, estimate.follows, is_open=estimate.is_open)
    )
    people = figure(Rung(estimate.people, estimate.low, estimate.high, is_open=estimate.is_open))
    bends = bends_of(estimate)
    beyond, outside_by = outside(
        session,
        channel,
        evidence=evidence,
        estimate=estimate,
        headcount=facts.headcount,
        colleagues=assumptions.colleagues,
        secret=secret,
        at=at,
    )
    shown = as_shown(follows=follows, people=people, bends=bends, presence=presence, grade=estimate.grade)
    return ChannelReach(
        channel=channel,
        follows=follows,
        people=people,
        outside=figure(beyond),
        campaign=figure(
            campaign(
                shown,
                posts=assumptions.posts.value,
                seen=assumptions.seen_by(channel),
                active=assumptions.active_in_a_month(channel),
            )
        ),
        presence=presence,
        grade=estimate.grade,
        is_designed=evidence.is_designed,
        outside_by=outside_by,
        bends=bends,
        narrower=_narrower(estimate, presence=presence, is_designed=evidence.is_designed),
    )


def _narrower(estimate: Estimate, *, presence: policy.Presence, is_designed: bool) -> tuple[Narrower, ...]:
    """Return the range with further lists, as many as there are shown to be left to share one.

    By what is shown and not by what is so: else the last step would tell how few have shared none.
    """
    left = presence.ambassadors.low - (presence.shared.high if presence.shared else 0)
    steps = LISTS if estimate.grade is Grade.SHARED_LISTS else LISTS_TO_BEGIN_WITH
    more = [step for step in steps if step <= left]
    return tuple(
        Narrower(each.more, two_digits(each.low), two_digits(each.high))
        for each in narrow(estimate, more=more, is_designed=is_designed or estimate.coverage.shared == 0)
    )


def _across(estimates: list[Estimate]) -> Across | None:
    # Only of the channels that are shown: the sum less these would show a channel that is held back.
    if len(estimates) < 2:  # noqa: PLR2004  (one channel is no sum)
        return None
    ranges = across_channels([Bounds(low=each.low, high=each.high) for each in estimates])
    return Across(
        low=two_digits(ranges.low),
        high=two_digits(ranges.high or 0.0),
        is_open=any(each.is_open for each in estimates),
    )


def _assumptions(channels: Sequence[ChannelReach], assumptions: Assumptions) -> tuple[Assumed, ...]:
    names = [reach.channel for reach in channels]
    by_counts = tuple(reach.channel for reach in channels if reach.grade is Grade.COUNTS_ONLY)
    overlap = Assumed(
        Subject.OVERLAP, USUAL, LOWEST, HIGHEST, MEASURED_GRAPHS, Quality.WEAK,
        channels=by_counts if len(by_counts) < len(channels) else (),
    )  # fmt: skip
    return (
        *((overlap,) if by_counts else ()),
        *listed(assumptions, names),
        Assumed(Subject.MISSING, None, None, None, "", Quality.ASSUMPTION),
    )  # fmt: skip
