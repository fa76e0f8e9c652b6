"""The front door: different people, from whatever is known about the audiences on one channel."""

from collections.abc import Sequence

import numpy as np

from .audiences import Audiences, audiences
from .bounds import Bounds, certain_bounds
from .curve import Floats
from .designed import by_designed_sample, designed_sample
from .draws import Flags, Ints
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
from .lists import SharedLists, side_by_side
from .packed import Ids, Packed
from .rungs import Rung


def estimate_people(
    *,
    counts: Sequence[int | None] | Floats,
    shared: Sequence[Ids] | Packed = (),
    certain: Sequence[bool] | Flags | None = None,
    at_least: Sequence[bool] | Flags | None = None,
    pairs: Sequence[MutualCount] = (),
    sampling: float = 1.0,
    sizes: Sequence[int] | Ints | None = None,
) -> Estimate:
    """Estimate the different people whom the ambassadors on one channel reach, with a 90 % range and a grade.

    `counts` are the audiences, in follows, of those who shared no list; None is imputed with the median of
    the known ones, and `at_least[i]` marks a count that is only a lower limit; in an array, NaN stands for
    None. `shared` are the lists that were shared, arrays of integer ids or all of them packed end to end, in
    which each id was kept with probability `sampling`; `sizes` are then their true numbers of different
    people, where these are known. `certain[i]` says whether list i was asked for because
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
    known = audiences(
        counts,
        listed=_listed(lists, sampling=sampling, sizes=sizes),
        at_least=at_least,
        is_listed_exactly=sampling == 1 or sizes is not None,
    )
    bounds = known.bounds(union=kept.people / sampling)
    if certain is not None and len(certain) != len(shared):
        raise ValueError(f"There are {len(shared)} lists but {len(certain)} flags for 'certain'.")
    if kept.people and (not len(counts) or len(shared) >= FEWEST_LISTS):
        finding = _by_lists(known, lists=lists, certain=certain, sampling=sampling)
    elif len(pairs) >= FEWEST_PAIRS:
        finding = by_mutual_counts(known, pairs=pairs, bounds=bounds)
    else:
        finding = by_counts(known, bounds=bounds)
    limits = _limits(known, union=kept.people, sampling=sampling)
    return Estimate(
        follows=known.follows,
        follows_known=known.follows_known,
        people=finding.people,
        low=max(finding.low, float(limits.low)),
        high=finding.high,
        certain_low=float(limits.low),
        certain_high=limits.high,
        grade=finding.grade,
        curve=finding.curve,
        curve_low=finding.curve_low,
        curve_high=finding.curve_high,
        coverage=known.coverage,
    )


def _listed(lists: SharedLists, *, sampling: float, sizes: Sequence[int] | Ints | None) -> Floats:
    """Return the sizes of the shared lists, in people: the true ones where they are known."""
    if sizes is None:
        return np.asarray(lists.lengths / sampling)
    listed = np.asarray(sizes, dtype=np.float64)
    if listed.size != lists.lengths.size:
        raise ValueError(f"There are {lists.lengths.size} lists but {listed.size} sizes.")
    if np.any(listed < lists.lengths):
        raise ValueError("A list cannot be smaller than what was kept of it.")
    return listed


def _limits(known: Audiences, *, union: float, sampling: float) -> Bounds:
    """Return what is certain; where ids were sampled, the union is at least what was kept of it."""
    if sampling == 1:
        return certain_bounds(
            largest=known.largest_stated,
            unshared=float(np.sum(known.unlisted)),
            union=union,
            is_exact=known.is_exact,
        )
    exact = known.is_listed_exactly
    largest = max(known.largest_stated, float(known.listed.max(initial=0.0)) if exact else 0.0)
    return Bounds(low=max(union, largest), high=known.follows if exact and known.is_exact else None)


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
