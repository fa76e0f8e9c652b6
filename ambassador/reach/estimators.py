"""Estimators A to D: from every list shared to nothing but counts."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .audiences import Audiences
from .bounds import Bounds
from .curve import EVERYONE_IS_NEW, Curve, Floats, fit_two, reach
from .draws import half_samples
from .effort import fit_efforts, noise_in_halves
from .estimate import TWO_SIDED_90, Grade, curve_through
from .lists import SharedLists, Tally
from .sizes import Sizes, in_classes

# Exponents of the number of ambassadors: the middle, and the 5 % and 95 % points over 18 real graphs.
USUAL, LOWEST, HIGHEST = 0.80, 0.54, 0.93

# Truth over estimate with 10 pairs: the 5 % and 95 % points over 8 real graphs and three ways of choosing a
# company. Graphs left out of the fit were covered 86 % of the time on average, 50 % on the worst of them.
PAIRS_LOW, PAIRS_HIGH = 0.60, 3.0

# Because none found still allows three (the rule of three, 95 %).
UNSEEN = 3.0

# Because halves that lean on what is usual for k vary less than the truth does. On 30 programmes from each of
# eight graphs the range held the truth in 85 to 94 % without it, on the worst graph in 60 %.
UNTOLD = 1.5

HALVES = 50
FEWEST_LISTS = 5
FEWEST_PAIRS = 10


@dataclass(frozen=True)
class MutualCount:
    """The audiences of two randomly chosen ambassadors, and how many people are in both."""

    audience: int
    other_audience: int
    mutual: int


@dataclass(frozen=True)
class Finding:
    """What one estimator found, in people, before the certain bounds are attached."""

    people: float
    low: float
    high: float
    grade: Grade
    curve: Curve
    curve_low: Curve
    curve_high: Curve


def power_of_counts(counts: Floats, *, exponent: float) -> float:
    """Return the people that counts suggest, mean * n^exponent, which a further ambassador never lowers.

    Counts are in follows. Because the people of any few are among the people of all, the answer is the
    largest that the j largest audiences give, over all j: for equal audiences that is the formula itself, and
    never less than the largest audience.
    """
    if counts.size == 0:
        return 0.0
    sums = np.cumsum(np.sort(counts)[::-1])
    return float(np.max(sums * np.arange(1, counts.size + 1, dtype=np.float64) ** (exponent - 1.0)))


def range_of_counts(audiences: Audiences, *, bounds: Bounds) -> tuple[float, float, float]:
    """Return people, low and high from counts alone, without the curves that cost most of the time."""
    counts = audiences.every()
    people, low, high = (
        bounds.clamp(power_of_counts(counts, exponent=exponent)) for exponent in (USUAL, LOWEST, HIGHEST)
    )
    return people, low, high


def by_counts(audiences: Audiences, *, bounds: Bounds) -> Finding:
    """Estimate from counts alone (grade D): mean * n^0.80, with n^0.54 to n^0.93 as the range. Weak evidence.

    Each curve passes through (follows, people) and leaves it as the power law does, at exponent * people /
    follows. Source: exponents measured over 18 real graphs.
    """
    people, low, high = range_of_counts(audiences, bounds=bounds)
    follows = audiences.follows
    curves = [
        fit_two(follows, people=value, found_once=exponent * value) if value > 0 else EVERYONE_IS_NEW
        for value, exponent in ((people, USUAL), (low, LOWEST), (high, HIGHEST))
    ]
    return Finding(people, low, high, Grade.COUNTS_ONLY, *curves)


def by_mutual_counts(audiences: Audiences, *, pairs: Sequence[MutualCount], bounds: Bounds) -> Finding:
    """Estimate from the mutual counts of at least 10 random pairs (grade C), with k = 0 as the curve.

    w = sum of mutual / sum of products, rho = w (S^2 - sum d^2) / (2 S), people = S ln(1 + 2 rho) / (2 rho).
    The 90 % range is 0.60 to 3.0 times that. No mutual found says only that everyone may be new; the range
    then begins where counts alone would.
    """
    counts, follows = audiences.every(), audiences.follows
    products = sum(pair.audience * pair.other_audience for pair in pairs)
    overlap = sum(pair.mutual for pair in pairs) / products if products else 0.0
    pairwise = overlap * (follows**2 - float(np.sum(counts**2)))
    if pairwise <= 0:
        low, people = by_counts(audiences, bounds=bounds).low, bounds.clamp(follows)
        return finding_at(follows, people=people, low=low, high=people, k=0.0, grade=Grade.MUTUAL_COUNTS)
    people = float(reach(follows, scale=follows**2 / pairwise, k=0.0))
    low, people, high = (bounds.clamp(people * factor) for factor in (PAIRS_LOW, 1.0, PAIRS_HIGH))
    return finding_at(follows, people=people, low=low, high=high, k=0.0, grade=Grade.MUTUAL_COUNTS)


def by_shared_lists(audiences: Audiences, *, lists: SharedLists, sampling: float) -> Finding:
    """Estimate from the lists that some shared (grade B), or count them where all did (grade A, zero width).

    The curve of lists that hold nobody twice, through what the shared lists hold, weighted over k by how well
    it tells those found once and by what is usual for k; read off for the sizes of all lists. The 90 % range
    is people * exp(+-1.645 se), se^2 = 1.5 (s^2 + v) (1 - m/n), s the standard deviation of the log estimates
    of 50 half-samples of the lists, drawn without replacement, and v the variance that not knowing k leaves;
    where ids were sampled, the binomial error of their number widens it. It also holds what the curve of
    follows says, which leans on nothing usual. The same lists always give the same range.
    """
    tally, follows = lists.tally().scaled(1.0 / sampling), audiences.follows
    missing = 1.0 - audiences.coverage.shared / audiences.coverage.ambassadors
    sampled = (1.0 - sampling) / lists.tally().people
    logs, unsure = _all_and_halves(lists, unlisted=audiences.unlisted * sampling)
    people = audiences.bounds(union=tally.people).clamp(float(np.exp(logs[0])) / sampling)
    margin = np.exp(TWO_SIDED_90 * np.sqrt(sampled))
    variance = UNTOLD * (float(np.var(logs[1:], ddof=1)) + unsure) * missing + sampled
    factor = np.exp(TWO_SIDED_90 * np.sqrt(variance))
    low, high = people / factor, people * factor
    curve = fit_two(tally.follows, people=tally.people, found_once=tally.found_once)
    if missing:
        plain = curve.people_at(follows)
        low, high = min(low, plain), max(high, plain)
        low = min(low, had_more_repeated(tally, follows=follows, unseen=UNSEEN / sampling))
        high = max(high, had_more_new(tally, follows=follows, unseen=UNSEEN / sampling))
    low = audiences.bounds(union=tally.people / margin).clamp(low)
    high = min(audiences.bounds(union=tally.people * margin).clamp(high), follows)
    grade = Grade.SHARED_LISTS if missing else Grade.ALL_SHARED
    return finding_at(follows, people=people, low=low, high=high, k=curve.k, grade=grade)


def _all_and_halves(lists: SharedLists, *, unlisted: Floats) -> tuple[Floats, float]:
    """Return the logs of what all lists, then halves of them, say of everyone; and the first's variance."""
    shared = lists.lengths.size
    halves = half_samples(shared, draws=HALVES, generator=np.random.default_rng(shared))
    chosen = np.concatenate([np.ones((1, shared), dtype=np.bool_), halves])
    _, people, once = lists.tallies(chosen)
    sizes = in_classes(lists.lengths.astype(np.float64), chosen=chosen)
    fitted = fit_efforts(sizes, people=people, found_once=once, noise=noise_in_halves(people, once))
    everyone = Sizes(sizes.number[:1], sizes.mean[:1]).beside(in_classes(unlisted))
    logs, unsure = fitted.log_people(everyone)
    logs[1:] = np.where(np.isfinite(logs[1:]), logs[1:], logs[0])
    return logs, float(unsure[0])


def had_more_repeated(tally: Tally, *, follows: float, unseen: float) -> float:
    """Return the people had so many ids been found twice, because lists that share nobody claim no width."""
    if tally.follows - tally.people >= unseen or tally.follows <= 2 * unseen:
        return np.inf
    once = tally.follows - 2 * unseen
    return fit_two(tally.follows, people=tally.follows - unseen, found_once=once).people_at(follows)


def had_more_new(tally: Tally, *, follows: float, unseen: float) -> float:
    """Return the people had so many ids been found once, because lists of the same people claim no width."""
    if tally.found_once >= unseen or tally.people <= unseen:
        return 0.0
    return fit_two(tally.follows, people=tally.people, found_once=unseen).people_at(follows)


def finding_at(follows: float, *, people: float, low: float, high: float, k: float, grade: Grade) -> Finding:
    """Return the finding with three curves of this k, through the people and the ends of the range."""
    ends = float(people), float(low), float(high)
    return Finding(*ends, grade, *(curve_through(follows, people=end, k=k) for end in ends))
