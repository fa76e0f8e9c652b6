"""The ladder leadership is shown: follows, people, people outside the company, people who see a campaign."""

from collections.abc import Sequence
from dataclasses import dataclass

from .assumptions import Assumption, Quality
from .campaign import campaign
from .estimate import Estimate
from .rungs import Rung

OUTSIDE_ASSUMED = (
    "No list tells employees from others: between none and all of the colleagues are taken to be among the "
    "people, and half of them for the figure itself (source: assumption)."
)

HALF_OF_COLLEAGUES = Assumption(0.5, 0.0, 1.0, "", Quality.ASSUMPTION)
"""The share of colleagues who are among the people, while nothing is known about it."""


@dataclass(frozen=True)
class Ladder:
    """Four rungs, each with its range; the first counts follows, the others different people."""

    follows: Rung
    people: Rung
    outside: Rung
    campaign: Rung
    is_outside_assumed: bool


def ladder(
    estimate: Estimate,
    *,
    headcount: int,
    posts: int | Sequence[int],
    seen: Assumption,
    active: Assumption,
    colleagues: Assumption = HALF_OF_COLLEAGUES,
    audiences: Sequence[float] | None = None,
    outside: Estimate | None = None,
) -> Ladder:
    """Return the ladder for one channel, from its estimate and the assumptions about a campaign.

    `headcount` is everyone employed, and `colleagues` the share of them who are among the people. `outside`
    is the estimate without employees' own ids, where lists were shared; without it the rung outside the
    company follows from the headcount and that share alone. For posts and audiences see `campaign`.
    """
    beyond = (
        _rung(outside)
        if outside is not None
        else outside_by_headcount(estimate, headcount=headcount, colleagues=colleagues)
    )
    return Ladder(
        follows=Rung(estimate.follows, estimate.follows_known, estimate.follows, is_open=estimate.is_open),
        people=_rung(estimate),
        outside=beyond,
        campaign=campaign(estimate, posts=posts, seen=seen, active=active, audiences=audiences),
        is_outside_assumed=outside is None,
    )


def outside_by_headcount(
    estimate: Estimate, *, headcount: int, colleagues: Assumption = HALF_OF_COLLEAGUES
) -> Rung:
    """Return the people outside the company when nothing but its headcount is known.

    From the people are taken as many as the share of colleagues says, for the low end the high share and for
    the high end the low one: with none to all of them, at least everyone but the colleagues and at most
    everyone. Raises ValueError for a negative headcount.
    """
    if headcount < 0:
        raise ValueError("A company has no negative number of employees.")

    def without(people: float, share: float) -> float:
        return people - share * min(headcount, people)

    return Rung(
        value=without(estimate.people, colleagues.value),
        low=without(estimate.low, colleagues.high),
        high=without(estimate.high, colleagues.low),
        is_open=estimate.is_open,
    )


def _rung(estimate: Estimate) -> Rung:
    return Rung(estimate.people, estimate.low, estimate.high, is_open=estimate.is_open)
