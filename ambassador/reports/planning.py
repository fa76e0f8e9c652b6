"""Works out campaigns on the curve of a channel as the report shows it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ambassador.audience.policy import Channel
from ambassador.reach import Assumption, Quality, Rung, campaign, two_digits
from ambassador.reports.curves import about, estimate_of
from ambassador.reports.reach_report import Assumed, ChannelReach, Figure, ReachReport, Subject, figure

STEPS_IN_A_PERCENT = 2
"""Shares are chosen in half per cents."""

MOST_POSTS = 30


@dataclass(frozen=True)
class Plan:
    """A campaign on one channel: who takes part, and how often they post within a month."""

    ambassadors: int
    posts: int
    eager: int
    """How many of them post more often than the others."""
    eager_posts: int
    seen: Assumption
    active: Assumption


@dataclass(frozen=True)
class Outcome:
    """What a campaign would come to."""

    people: Figure
    """Who see at least one post, as it is shown."""
    drawn: Rung
    """The same before it is rounded, so that a line through several has no kinks."""
    impressions: int
    """How often a post would be seen, which is no number of people."""


def work_out(reach: ChannelReach, plan: Plan) -> Outcome:
    """Return what a campaign comes to, where those who take part have audiences like everyone's."""
    estimate = estimate_of(reach)
    everyone = about(reach.presence.ambassadors)
    each = estimate.follows / everyone
    groups = (plan.ambassadors - plan.eager, plan.eager, everyone - plan.ambassadors)
    posts = (plan.posts, plan.eager_posts, 0)
    people = campaign(
        estimate,
        posts=posts,
        seen=plan.seen,
        active=plan.active,
        audiences=[each * group for group in groups],
    )
    seen = sum(group * number for group, number in zip(groups, posts, strict=True)) * each * plan.seen.value
    return Outcome(people=figure(people), drawn=people, impressions=two_digits(seen))


def by_posts(reach: ChannelReach, plan: Plan) -> list[tuple[int, Outcome]]:
    """Return what comes of it against the posts of the many, with everything else as planned."""
    most = max(12, plan.posts)
    return [
        (posts, work_out(reach, replace(plan, posts=posts)))
        for posts in sorted({*range(1, most + 1, max(1, most // 12)), plan.posts, most})
    ]


def assumed_posts(report: ReachReport) -> int:
    """Return the posts by each ambassador in the campaign of the report's ladder."""
    return int(next(each.value or 1 for each in report.assumptions if each.subject is Subject.POSTS))


def assumed(report: ReachReport, subject: Subject, channel: Channel) -> Assumption:
    """Return what a report assumes about a channel, as the report itself holds it."""
    [found] = [
        each
        for each in report.assumptions
        if each.subject is subject and (not each.channels or channel in each.channels)
    ]
    return _share(found)


def _share(found: Assumed) -> Assumption:
    value = found.value or 0.0
    low = value if found.low is None else found.low
    high = value if found.high is None else found.high
    return Assumption(value, low, high, found.source, found.quality)


def in_half_percents(share: float) -> float:
    """Return a share in per cent as the slider holds it, at least one half."""
    return max(round(share * 100 * STEPS_IN_A_PERCENT), 1) / STEPS_IN_A_PERCENT


def chosen_share(percent: float, *, default: Assumption) -> Assumption:
    """Return the assumption where the slider stands on it, else the chosen share, which has no range."""
    if percent == in_half_percents(default.value):
        return default
    share = percent / 100
    return Assumption(share, share, share, "", Quality.ASSUMPTION)
