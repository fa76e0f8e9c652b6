"""The reach curve of lists that hold nobody twice: fitted to some of them, read off for any others.

Follows alone are not enough, because one list of 100 people has no duplicates and ten lists of ten may. So
each list of d people counts with the effort t at which the curve itself gives d people, R(t) = d, and lists
together hold R(sum of their t) people. Where all lists are small beside the whole, that is the curve of
follows.
"""

from dataclasses import dataclass

import numpy as np

from .curve import SMALLEST, STEEPEST, Floats
from .draws import Flags, Ints
from .sizes import Sizes

# What is known of k before any list is seen: log(1 + k) is about log(1/2), give or take 0.6 on Student's t
# with three degrees of freedom, because a company may be unlike all that were measured. Source: eight real
# graphs; k about -0.4 or -0.6, and 0.5 or 0.7, do as well.
USUAL_K, SPREAD_OF_K, TAILS = -0.5, 0.6, 3.0

# The variance of the people found once, over the number of people found more often: usual, least and most.
USUAL_NOISE, LEAST_NOISE, MOST_NOISE = 2.0, 0.1, 3.0

LOG_KS = np.linspace(np.log(0.03), np.log(30.0), 29)
FINER = 32
BISECTIONS = 32
FEWEST_HALVES = 10
AS_GOOD_AS_MET, ROUNDING = 1e-6, 1e-12


@dataclass(frozen=True)
class Fitted:
    """Curves fitted to groups of lists: for each group and each k a rate, and how likely that k is.

    `rate` is one over the scale of the curve, NaN where everyone was new; the weights of a group sum to 1.
    """

    rate: Floats
    weight: Floats

    def log_people(self, sizes: Sizes) -> tuple[Floats, Floats]:
        """Return the mean and the variance, over the ks, of the log of the people in lists of such sizes."""
        groups = max(len(self.rate), len(sizes.number))
        total = np.broadcast_to(sizes.total(), groups)
        rates, weights = (np.broadcast_to(each, (groups, each.shape[1])) for each in (self.rate, self.weight))
        some = ~np.isnan(rates[:, 0]) & (total > 0)
        logs = np.log(np.where(total > 0, total, 1.0))
        mean, variance = np.where(total > 0, logs, -np.inf), np.zeros(groups)
        if some.any():
            rate, rows = rates[some], _rows(sizes, some)
            found = _people(rate, _together(_efforts(rate, rows), rows))
            # Because a curve may end below the largest list, which is nevertheless of different people.
            largest = np.where(rows.number > 0, rows.mean, 0.0).max(axis=1, keepdims=True)
            fine, weight = _finer(np.log(np.maximum(found, largest))), weights[some]
            mean[some] = (weight * fine).sum(axis=1)
            variance[some] = (weight * (fine - mean[some, np.newaxis]) ** 2).sum(axis=1)
        return mean, variance


def fit_efforts(sizes: Sizes, *, people: Ints, found_once: Ints, noise: float = USUAL_NOISE) -> Fitted:
    """Fit, group by group, the curves on which lists of these sizes hold so many people, for every k.

    How likely a k is follows from what is usual (log(1 + k) about log(1/2)), and from the people found once:
    the curve expects R(T) - R(T - t) of them in a list of effort t, T the sum of all, and `noise` says how
    far off they may be.
    """
    groups, total = people.size, sizes.total()
    rate = np.full((groups, LOG_KS.size), np.nan)
    weight = np.ones((groups, LOG_KS.size * FINER - FINER + 1)) / groups
    told = people < total * (1 - ROUNDING)
    if told.any():
        rows, union, once = _rows(sizes, told), people[told].astype(np.float64), found_once[told]
        rate[told], is_met = _rates(rows, union)
        efforts = _efforts(rate[told], rows)
        others = np.maximum(_together(efforts, rows)[:, :, np.newaxis] - efforts, 0.0)
        without = _people(rate[told][:, :, np.newaxis], others)
        expected = (rows.number[:, np.newaxis] * (union[:, np.newaxis, np.newaxis] - without)).sum(axis=2)
        variance = noise * (union - once + 1.0)
        off = (_finer(expected) - once[:, np.newaxis]) ** 2 / variance[:, np.newaxis]
        away = (_finer(LOG_KS) - np.log1p(USUAL_K)) / SPREAD_OF_K
        unusual = (TAILS + 1.0) * np.log1p(away**2 / TAILS)
        # Because a k on which no curve meets the point tells nothing, it only counts where all are such.
        badness = off + unusual + np.where(_finer(is_met.astype(np.float64)) < 1, 1e6, 0.0)
        likely = np.exp(-0.5 * (badness - badness.min(axis=1, keepdims=True)))
        weight[told] = likely / likely.sum(axis=1, keepdims=True)
    return Fitted(rate, weight)


def noise_in_halves(people: Ints, found_once: Ints) -> float:
    """Return the noise that half-samples show; the first entry counts all lists, each of the others half.

    What counts is how far the people found once are off the line that best tells them from the people.
    """
    if people.size < FEWEST_HALVES or np.ptp(people[1:]) == 0:
        return USUAL_NOISE
    around, once = people[1:] - people[1:].mean(), found_once[1:] - found_once[1:].mean()
    off = once - around * (around @ once) / (around @ around)
    # Because the sum over half of the lists, drawn without replacement, varies a quarter as much as over all.
    variance = 4.0 * float(np.sum(off**2)) / (off.size - 2)
    return float(np.clip(variance / (people[0] - found_once[0] + 1.0), LEAST_NOISE, MOST_NOISE))


def _rates(sizes: Sizes, people: Floats) -> tuple[Floats, Flags]:
    """Return for each group and k the rate at which the lists hold so many people, and whether one does.

    Found by halving, on a log scale, ln(1 + T / scale) for the effort T of all lists together.
    """
    k, union = np.expm1(LOG_KS), people[:, np.newaxis]
    low = np.full((people.size, k.size), np.log(SMALLEST))
    high = np.full((people.size, k.size), np.log(STEEPEST))
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        grown = np.exp(middle)
        rate = -np.expm1(-k * grown) / k / union
        is_short = _together(_efforts(rate, sizes), sizes) > np.expm1(grown)
        low, high = np.where(is_short, middle, low), np.where(is_short, high, middle)
    held = _people(rate, _together(_efforts(rate, sizes), sizes))
    return rate, np.abs(held / union - 1.0) < AS_GOOD_AS_MET


def _efforts(rate: Floats, sizes: Sizes) -> Floats:
    """Return the effort of one list of each class over the scale: a (groups, ks, classes) table."""
    k = np.expm1(LOG_KS)[:, np.newaxis]
    left = 1.0 - k * rate[:, :, np.newaxis] * sizes.mean[:, np.newaxis]
    # Because a curve may end below a list's size, its effort is then as large as can be.
    grown = np.where(left > 0, -np.log(np.where(left > 0, left, 1.0)) / k, STEEPEST)
    return np.asarray(np.expm1(np.minimum(grown, STEEPEST)))


def _together(efforts: Floats, sizes: Sizes) -> Floats:
    return np.asarray((efforts * sizes.number[:, np.newaxis]).sum(axis=2))


def _people(rate: Floats, effort: Floats) -> Floats:
    k = np.expm1(LOG_KS).reshape((-1,) + (1,) * (effort.ndim - 2))
    return np.asarray(-np.expm1(-k * np.log1p(effort)) / k / rate)


def _rows(sizes: Sizes, chosen: Flags) -> Sizes:
    """Return the groups chosen; a single row of sizes counts for all of them."""
    if len(sizes.number) == 1:
        return sizes
    return Sizes(sizes.number[chosen], sizes.mean[chosen])


def _finer(values: Floats) -> Floats:
    """Return values at the ks, and at ks between them on straight lines."""
    steps = np.arange(FINER) / FINER
    between = values[..., :-1, np.newaxis] + np.diff(values)[..., np.newaxis] * steps
    return np.concatenate([between.reshape(*values.shape[:-1], -1), values[..., -1:]], axis=-1)
