"""The ladder leadership is shown: follows, people, people outside the company, people who see a campaign."""

from collections.abc import Sequence
from dataclasses import dataclass

from .assumptions import Assumption
from .campaign import campaign
from .estimate import Estimate
from .rungs import Rung

OUTSIDE_ASSUMED = (
    "No list tells employees from others: between none and all of the colleagues are taken to be among the "
    "people, and half of them for the figure itself (source: assumption)."
)


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
    audiences: Sequence[float] | None = None,
    outside: Estimate | None = None,
) -> Ladder:
    """Return the ladder for one channel, from its estimate and the assumptions about a campaign.

    `headcount` is everyone employed. `outside` is the estimate without employees' own ids, where lists were
    shared; without it the rung outside the company is bounded by the headcount alone. For posts and audiences
    see `campaign`.
    """
    return Ladder(
        follows=Rung(estimate.follows, estimate.follows_known, estimate.follows, is_open=estimate.is_open),
        people=_rung(estimate),
        outside=outside_by_headcount(estimate, headcount=headcount) if outside is None else _rung(outside),
        campaign=campaign(estimate, posts=posts, seen=seen, active=active, audiences=audiences),
        is_outside_assumed=outside is None,
    )


def outside_by_headcount(estimate: Estimate, *, headcount: int) -> Rung:
    """Return the people outside the company when nothing but its headcount is known.

    At least everyone but the colleagues, if all of these are among the people; at most everyone, if none is.
    The figure lies in the middle, which is an assumption. Raises ValueError for a negative headcount.
    """
    if headcount < 0:
        raise ValueError("A company has no negative number of employees.")
    return Rung(
        value=estimate.people - min(headcount, estimate.people) / 2,
        low=max(estimate.low - headcount, 0.0),
        high=estimate.high,
        is_open=estimate.is_open,
    )


def _rung(estimate: Estimate) -> Rung:
    return Rung(estimate.people, estimate.low, estimate.high, is_open=estimate.is_open)
