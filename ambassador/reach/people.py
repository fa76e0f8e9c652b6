"""The front door: different people, from whatever is known about the audiences on one channel."""

from collections.abc import Sequence

import numpy as np

from .audiences import Audiences, audiences
from .bounds import certain_bounds
from .curve import Floats
from .designed import by_designed_sample, designed_sample
from .draws import Flags
from .estimate import Estimate
from .estimators import (
    FEWEST_LISTS,
    FEWEST_PAIRS,
    Finding,
    MutualCount,
    by_counts,
    by_mutual_counts,
    by_shared_lists,
    range_of_counts,
)
from .lists import Ids, Packed, SharedLists, side_by_side
from .rungs import Rung


def estimate_people(
    *,
    counts: Sequence[int | None] | Floats,
    shared: Sequence[Ids] | Packed = (),
    certain: Sequence[bool] | Flags | None = None,
    at_least: Sequence[bool] | Flags | None = None,
    pairs: Sequence[MutualCount] = (),
    sampling: float = 1.0,
) -> Estimate:
    """Estimate the different people whom the ambassadors on one channel reach, with a 90 % range and a grade.

    `counts` are the audiences, in follows, of those who shared no list; None is imputed with the median of
    the known ones, and `at_least[i]` marks a count that is only a lower limit; in an array, NaN stands for
    None. `shared` are the lists that were shared, arrays of integer ids or all of them packed end to end, in
    which each id was kept with probability `sampling`. `certain[i]` says whether list i was asked for because
    it is among the largest, while the others were drawn by chance, weighted by audience; without it, or with
    fewer than 4 lists drawn, all lists count as a plain random sample. `pairs` are mutual counts of pairs of
    ambassadors chosen at random. The best evidence there is decides the grade: all lists (A), at least 5 of
    them (B), at least 10 pairs (C), else the counts (D). Where every audience is unknown the estimate is 0
    and `coverage.is_known` is False. Raises ValueError for negative counts, unequal lengths, or a sampling
    outside 0 to 1.
    """
    if not 0 < sampling <= 1:
        raise ValueError("Ids are kept with a probability above 0 and up to 1.")
    lists = side_by_side(shared)
    kept = lists.tally()
    known = audiences(counts, listed=lists.lengths / sampling, at_least=at_least)
    bounds = known.bounds(union=kept.people / sampling)
    if certain is not None and len(certain) != len(shared):
        raise ValueError(f"There are {len(shared)} lists but {len(certain)} flags for 'certain'.")
    if kept.people and (not len(counts) or len(shared) >= FEWEST_LISTS):
        finding = _by_lists(known, lists=lists, certain=certain, sampling=sampling)
    elif len(pairs) >= FEWEST_PAIRS:
        finding = by_mutual_counts(known, pairs=pairs, bounds=bounds)
    else:
        finding = by_counts(known, bounds=bounds)
    limits = certain_bounds(
        largest=known.largest_stated,
        unshared=float(np.sum(known.unlisted)),
        union=kept.people,
        is_exact=known.is_exact and sampling == 1,
    )
    return Estimate(
        follows=known.follows,
        follows_known=known.follows_known,
        people=finding.people,
        low=finding.low,
        high=finding.high,
        certain_low=float(limits.low),
        certain_high=limits.high,
        grade=finding.grade,
        curve=finding.curve,
        curve_low=finding.curve_low,
        curve_high=finding.curve_high,
        coverage=known.coverage,
    )


def _by_lists(
    known: Audiences, *, lists: SharedLists, certain: Sequence[bool] | Flags | None, sampling: float
) -> Finding:
    """Estimate as the lists were asked for, and as from a plain random sample where all are in anyway."""
    if certain is not None and known.unlisted.size:
        flags = np.array(certain, dtype=np.bool_)
        sample = designed_sample(known, lists=lists, certain=flags, sampling=sampling)
        if sample.is_enough:
            return by_designed_sample(known, sample=sample, sampling=sampling)
    return by_shared_lists(known, lists=lists, sampling=sampling)


def people_by_counts(
    *, counts: Sequence[int | None] | Floats, at_least: Sequence[bool] | Flags | None = None
) -> tuple[Rung, Rung]:
    """Return the follows and the people of many small groups or months, one after another, from counts alone.

    The same figures and ranges as `estimate_people` gives for counts alone (grade D), without its curves,
    which cost most of the time. Raises ValueError as it does.
    """
    known = audiences(counts, listed=np.zeros(0), at_least=at_least)
    is_open = known.coverage.at_least > 0 or known.coverage.imputed > 0
    people, low, high = range_of_counts(known, bounds=known.bounds())
    return (
        Rung(known.follows, known.follows_known, known.follows, is_open=is_open),
        Rung(people, low, high, is_open=is_open),
    )
