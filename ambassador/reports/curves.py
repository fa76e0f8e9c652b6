"""Knows the curve of a channel as the report shows it, and reads other numbers of follows off it.

The curve goes through the figures as they are shown, to two digits. So a plan or a campaign at today's
numbers says what the report says, and no number of questions finds out more than the report tells.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import exp, sqrt

from ambassador.reach import Coverage, Curve, Estimate, Grade, Needed, Rung, needed
from ambassador.reach.estimate import TWO_SIDED_90, curve_through
from ambassador.reports.policy import Count, Presence
from ambassador.reports.reach_report import Bends, ChannelReach, Figure, figure

STRAIGHTEST, FLATTEST = -0.99, 1000.0
"""Between these a curve's k is told; beyond them the curve looks the same."""

STEPS = (5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 50_000, 100_000)
"""Numbers of further ambassadors."""


def bends_of(estimate: Estimate) -> Bends:
    """Return how an estimate's curves bend, rounded as they are shown."""
    curves = (estimate.curve_low, estimate.curve, estimate.curve_high)
    return Bends(*(min(max(round(curve.k, 2), STRAIGHTEST), FLATTEST) for curve in curves))


def as_shown(*, follows: Figure, people: Figure, bends: Bends, presence: Presence, grade: Grade) -> Estimate:
    """Return the estimate that goes through the figures as they are shown."""
    size = float(follows.value)
    return Estimate(
        follows=size,
        follows_known=float(follows.low),
        people=float(people.value),
        low=float(people.low),
        high=float(people.high),
        certain_low=0.0,
        certain_high=None,
        grade=grade,
        curve=_through(size, people.value, bends.people),
        curve_low=_through(size, people.low, bends.low),
        curve_high=_through(size, people.high, bends.high),
        coverage=Coverage(
            shared=0,
            stated=about(presence.ambassadors),
            at_least=1 if people.is_open else 0,
            imputed=0,
        ),
    )


def estimate_of(reach: ChannelReach) -> Estimate:
    """Return the estimate that goes through the figures of a channel as they are shown."""
    return as_shown(
        follows=reach.follows,
        people=reach.people,
        bends=reach.bends,
        presence=reach.presence,
        grade=reach.grade,
    )


def about(count: Count) -> int:
    """Return a number of people in the middle of what is shown."""
    return (count.low + count.high) // 2


# Because one page reads the same three curves off dozens of times, and each is found by halving.
@lru_cache(maxsize=256)
def _through(follows: float, people: float, bend: float) -> Curve:
    return curve_through(follows, people=people, k=bend)


@dataclass(frozen=True)
class Group:
    """Some ambassadors, at one time: how many, and their audiences in follows."""

    ambassadors: int
    follows: float
    largest: float
    is_open: bool


def group_reach(estimate: Estimate, group: Group, *, everyone: Group, scatter: float) -> Figure:
    """Return the people whom a part of the ambassadors reaches, read off the curve of everyone.

    Never fewer than the largest audience. The range is that of the curve, wider the smaller the part is,
    because its members may overlap more or less than ambassadors do on the whole; everyone together have
    today's people and range.
    """
    low, people, high = (
        float(line) for line in estimate.people_at(estimate.follows * group.follows / everyone.follows)
    )
    part = min(group.ambassadors / everyone.ambassadors, 1.0)
    factor = exp(TWO_SIDED_90 * sqrt(scatter / group.ambassadors * (1.0 - part)))
    people = min(max(people, group.largest), group.follows)
    return figure(
        Rung(
            value=people,
            low=min(max(low / factor, group.largest), people),
            high=max(min(high * factor, group.follows), people),
            is_open=group.is_open,
        )
    )


@dataclass(frozen=True)
class More:
    """What further ambassadors would add, and whom all would reach then."""

    more: int
    added: Figure
    people: Figure


def with_more(reach: ChannelReach, more: int) -> More:
    """Return what so many more ambassadors with audiences like today's would add."""
    estimate = estimate_of(reach)
    follows = estimate.follows * (1 + more / estimate.coverage.ambassadors)
    curves = (estimate.curve_low, estimate.curve, estimate.curve_high)
    added = [curve.people_at(follows) - curve.people_at(estimate.follows) for curve in curves]
    low, people, high = (float(line) for line in estimate.people_at(follows))
    is_open = estimate.is_open
    return More(
        more=more,
        added=figure(Rung(added[1], min(added), max(added), is_open=is_open)),
        people=figure(Rung(people, low, high, is_open=is_open)),
    )


def worth_telling(reach: ChannelReach) -> tuple[More, ...]:
    """Return what some round numbers of further ambassadors would add, up to twice as many as today."""
    most = max(about(reach.presence.ambassadors), STEPS[0])
    return tuple(with_more(reach, step) for step in STEPS if step <= most)[-4:]


def line(reach: ChannelReach, *, ambassadors: int) -> Rung:
    """Return the people whom so many ambassadors with audiences like today's would reach, to be drawn."""
    estimate = estimate_of(reach)
    follows = estimate.follows * ambassadors / estimate.coverage.ambassadors
    low, people, high = (float(each) for each in estimate.people_at(follows))
    return Rung(people, low, high, is_open=estimate.is_open)


def to_reach(reach: ChannelReach, goal: int) -> Needed:
    """Return how many further ambassadors with audiences like today's a goal in people takes."""
    # A hair less, so that today's people, as they are shown, need nobody more.
    return needed(estimate_of(reach), goal=goal * (1 - 1e-6))
