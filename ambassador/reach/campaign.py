"""How many different people see at least one post of a campaign."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from .assumptions import Assumption
from .curve import Floats
from .estimate import Estimate
from .rungs import Rung


def chance_of_seeing(posts: ArrayLike, *, seen: float, active: float) -> Floats:
    """Return the chance, 0 to 1, that an active follower sees at least one of the posts: 1 - (1 - r/A)^p.

    `seen` is the share of an audience that sees one post, `active` the share active at all in the period;
    where the first reaches the second, every active follower sees every post. Raises ValueError for a
    negative number of posts.
    """
    number = np.asarray(posts, dtype=np.float64)
    if np.any(number < 0):
        raise ValueError("Nobody publishes a negative number of posts.")
    each = min(seen / active, 1.0) if active > 0 else 0.0
    return np.asarray(1.0 - (1.0 - each) ** number, dtype=np.float64)


def campaign(
    estimate: Estimate,
    *,
    posts: int | Sequence[int],
    seen: Assumption,
    active: Assumption,
    audiences: Sequence[float] | None = None,
) -> Rung:
    """Return the different people who see at least one post: A * R(sum of d_i q_i), on the same curve.

    `posts` is one number for everyone, or one for each of `audiences` (in follows), which then sum to the
    estimate's follows. The range joins the ends of the estimate's range with those of both assumptions.
    Neither impressions counted as people nor the share seen times the reach: a person in five audiences has
    five chances. Raises ValueError where posts and audiences do not match.
    """
    sizes = np.array([estimate.follows] if audiences is None else audiences, dtype=np.float64)
    number = np.atleast_1d(np.asarray(posts))
    if number.size not in (1, sizes.size):
        raise ValueError(f"There are {sizes.size} audiences but {number.size} numbers of posts.")
    if not np.isclose(sizes.sum(), estimate.follows):
        raise ValueError("The audiences do not sum to the follows of the estimate.")

    def people(share: float, present: float) -> tuple[float, float, float]:
        shown = float(np.sum(sizes * chance_of_seeing(number, seen=share, active=present)))
        low, middle, high = (present * float(line) for line in estimate.people_at(shown))
        return low, middle, high

    # Because more people see it the more see each post and the more are active, two corners are enough.
    return Rung(
        value=people(seen.value, active.value)[1],
        low=people(seen.low, active.low)[0],
        high=people(seen.high, active.high)[2],
        is_open=estimate.is_open,
    )
