"""Puts the reach report together: reads the facts, asks `reach` for the estimates, and withholds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import numpy as np
from sqlalchemy.orm import Session

from ambassador.audience.policy import Channel
from ambassador.clock import Month, months_until
from ambassador.reach import (
    Assumption,
    Bounds,
    Estimate,
    Quality,
    across_channels,
    estimate_people,
    ladder,
    people_by_counts,
    two_digits,
)
from ambassador.reach.assumptions import MEASURED_GRAPHS
from ambassador.reach.estimators import HIGHEST, LOWEST, USUAL
from ambassador.reports import policy, queries
from ambassador.reports.assumption_policy import SHIPPED, Assumptions
from ambassador.reports.columns import NONE, Ints
from ambassador.reports.history import Audiences, AudiencesOf, Progress, at_point, audiences, progress
from ambassador.reports.queries import People
from ambassador.reports.reach_report import (
    Across,
    Assumed,
    ChannelReach,
    GrowthPoint,
    ReachReport,
    Subject,
    TeamReach,
    figure,
)

MONTHS = 18
NOW = MONTHS - 1
"""The last of the points in time: not the month's end, which is still to come, but the moment itself."""


@dataclass(frozen=True)
class Facts:
    """What the database says, read once."""

    people: People
    progress: Progress
    audiences: dict[Channel, Audiences]
    headcount: int
    funnel: policy.Funnel


def reach_report(
    session: Session, *, company: str, at: datetime, day: date, assumptions: Assumptions = SHIPPED
) -> ReachReport:
    """Return the reach report at a moment; `day` is that moment's date where the company is.

    About 0.8 seconds for 100,000 ambassadors: each table is read once, for all months together.
    """
    points = _points(at)
    facts = _read(session, points)
    cleared = at_point(facts.progress.cleared, NOW)
    now = {channel: found.at(NOW, whose=cleared) for channel, found in facts.audiences.items()}
    estimates = {
        channel: estimate_people(counts=told.people, at_least=told.is_at_least)
        for channel, told in now.items()
        if policy.is_shown(told.row.size) and not facts.funnel.cleared.is_few
    }
    shown = sorted(
        (channel for channel, estimate in estimates.items() if estimate.coverage.is_known),
        key=lambda channel: -estimates[channel].people,
    )
    best = shown[0] if shown else None
    channels = tuple(_channel(c, estimates[c], facts=facts, assumptions=assumptions) for c in shown)
    return ReachReport(
        company=company,
        day=day,
        headcount=facts.headcount,
        funnel=facts.funnel,
        channels=channels,
        withheld=tuple(c for c, told in now.items() if told.row.size > 0 and c not in estimates),
        unknown=tuple(c for c in estimates if c not in shown),
        across=_across([estimates[channel] for channel in shown]),
        teams=_teams(session, facts.people, now[best], channels[0].presence.ambassadors) if best else (),
        growth=_growth(facts, points, day=day, channel=best),
        assumptions=_assumptions(shown, assumptions) if shown else (),
        assumptions_version=assumptions.number,
    )


def funnel_now(session: Session, *, at: datetime) -> policy.Funnel:
    """Return how far the people who work here have come, with small groups hidden."""
    return _read_people(session, (at,))[2]


def _points(at: datetime) -> tuple[datetime, ...]:
    return (*(month.end for month in months_until(Month.of(at), count=MONTHS)[:-1]), at)


def _read_people(session: Session, points: tuple[datetime, ...]) -> tuple[People, Progress, policy.Funnel]:
    people = queries.people(session, points)
    far = progress(session, people, points)
    last = len(points) - 1
    working = at_point(far.working, last)
    invited = people.rows_of(queries.invited(session, at=points[last]))

    def count(bits: Ints) -> int:
        return int(np.count_nonzero(at_point(bits, last)))

    return (
        people,
        far,
        policy.funnel(
            invited=int(np.count_nonzero(working[invited])),
            opted_in=count(far.opted_in),
            trained=count(far.trained),
            acknowledged=count(far.acknowledged),
            cleared=count(far.cleared),
        ),
    )


def _read(session: Session, points: tuple[datetime, ...]) -> Facts:
    people, far, funnel = _read_people(session, points)
    return Facts(
        people=people,
        progress=far,
        audiences=audiences(session, people, points),
        headcount=int(np.count_nonzero(at_point(far.working, NOW))),
        funnel=funnel,
    )


def _channel(channel: Channel, estimate: Estimate, *, facts: Facts, assumptions: Assumptions) -> ChannelReach:
    rungs = ladder(
        estimate,
        headcount=facts.headcount,
        posts=assumptions.posts.value,
        seen=assumptions.seen_by(channel),
        active=assumptions.active_in_a_month(channel),
        colleagues=assumptions.colleagues,
    )
    known = estimate.coverage
    return ChannelReach(
        channel=channel,
        follows=figure(rungs.follows),
        people=figure(rungs.people),
        outside=figure(rungs.outside),
        campaign=figure(rungs.campaign),
        presence=policy.presence(
            cleared=facts.funnel.cleared.low,
            ambassadors=known.ambassadors,
            shared=known.shared,
            missing=known.imputed,
            at_least=known.at_least,
        ),
        grade=estimate.grade,
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


def _teams(
    session: Session, people: People, told: AudiencesOf, everyone: policy.Count
) -> tuple[TeamReach, ...]:
    team = people.team[told.row]
    ids, sizes = np.unique(team, return_counts=True)
    groups = policy.grouping(dict(zip(ids.tolist(), sizes.tolist(), strict=True)))
    if groups is None:
        return ()
    names = queries.team_names(session)
    alone = [team_id for team_id in (*names, NONE) if team_id in set(groups.alone)]
    rows = [_team(names.get(team_id, ""), told.of(team == team_id), is_together=False) for team_id in alone]
    if groups.together:
        rows.append(_team("", told.of(np.isin(team, groups.together)), is_together=True))
    if not policy.has_room(everyone, rows=len(rows)):
        return ()
    return tuple(rows if everyone.is_exact else [replace(row, ambassadors=None) for row in rows])


def _team(name: str, told: AudiencesOf, *, is_together: bool) -> TeamReach:
    follows, people = people_by_counts(counts=told.people, at_least=told.is_at_least)
    return TeamReach(
        name=name,
        is_together=is_together,
        ambassadors=int(told.row.size),
        follows=figure(follows),
        people=figure(people),
    )


def _growth(
    facts: Facts, points: tuple[datetime, ...], *, day: date, channel: Channel | None
) -> tuple[GrowthPoint, ...]:
    found = []
    for place, point in enumerate(points):
        cleared = at_point(facts.progress.cleared, place)
        people = None
        if channel is not None and policy.is_shown(int(cleared.sum())):
            told = facts.audiences[channel].at(place, whose=cleared)
            if policy.is_shown(told.row.size) and not np.isnan(told.people).all():
                people = figure(people_by_counts(counts=told.people, at_least=told.is_at_least)[1])
        found.append(
            GrowthPoint(
                day=day if place == NOW else point.date(),
                cleared=policy.shown(int(cleared.sum())),
                people=people,
            )
        )
    return tuple(found)


def _assumptions(channels: Sequence[Channel], assumptions: Assumptions) -> tuple[Assumed, ...]:
    posts, colleagues = assumptions.posts, assumptions.colleagues
    return (
        Assumed(Subject.OVERLAP, USUAL, LOWEST, HIGHEST, MEASURED_GRAPHS, Quality.WEAK),
        Assumed(Subject.POSTS, posts.value, posts.value, posts.value, posts.source, posts.quality),
        *_by_channel(Subject.SEEN, channels, assumptions.seen_by),
        *_by_channel(Subject.ACTIVE, channels, assumptions.active_in_a_month),
        Assumed(
            Subject.COLLEAGUES, colleagues.value, colleagues.low, colleagues.high,
            colleagues.source, colleagues.quality,
        ),
        Assumed(Subject.MISSING, None, None, None, "", Quality.ASSUMPTION),
    )  # fmt: skip


def _by_channel(
    subject: Subject, channels: Sequence[Channel], assume: Callable[[str], Assumption]
) -> list[Assumed]:
    """Return each different assumption once, with the channels that share it."""
    shares = dict.fromkeys(assume(channel) for channel in channels)
    return [
        Assumed(
            subject, share.value, share.low, share.high, share.source, share.quality,
            channels=tuple(channel for channel in channels if assume(channel) == share),
        )
        for share in shares
    ]  # fmt: skip
