"""The estimate from lists of the largest audiences, asked for certain, and of others drawn by chance."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .audiences import Audiences
from .curve import Curve, Floats, fit_many, fit_two, novelty, reach
from .draws import Flags, half_samples, spread
from .estimate import TWO_SIDED_90, Grade
from .estimators import HALVES, UNSEEN, Finding, finding_at, had_more_new, had_more_repeated
from .lists import SharedLists, Tally

# Because half of three lists is one, in which nobody can be found twice.
FEWEST_DRAWN = 4

# Because each round narrows the search 32 times, five find the highest value to the last digits.
ROUNDS, STEPS = 5, 65


@dataclass(frozen=True)
class Sample:
    """Shared lists, of which some are certain, and the follows of those who shared none, all in kept ids.

    `refused` are the follows of those whose audience is larger than the smallest certain one, who must have
    said no; `others` are the follows of the rest.
    """

    lists: SharedLists
    certain: Flags
    refused: float
    others: float
    refusers: int
    ambassadors: int

    @property
    def is_enough(self) -> bool:
        """Say whether enough lists were drawn to see how far others differ from the certain ones."""
        return int(np.count_nonzero(~self.certain)) >= FEWEST_DRAWN


@dataclass(frozen=True)
class Answers:
    """What groups of lists say of everyone, one entry for each group, in kept ids.

    `union` is measured. Beyond it a curve is read off at `rest`, the follows of all but the certain and the
    refusers, less the `share_new` of them that would be in the union. Refusers count either with
    `refused_new` of each follow on that same curve, or on the curve of the certain lists, whose follows are
    `held`.
    """

    union: Floats
    held: Floats
    rest: Floats
    share_new: Floats
    refused_new: Floats
    beyond: tuple[Floats, Floats]
    certain: tuple[Floats, Floats]

    def people(self, refused: Floats | float) -> Floats:
        """Return the people where so many follows are refused, from both ways of counting the refusers."""
        weight = self.weight(refused)
        one = self.union + _read(reach, self.rest + self.refused_new * refused, self.beyond)
        larger = _read(reach, self.held + refused, self.certain)
        two = larger + _read(reach, self.rest * self.still_new(refused), self.beyond)
        return np.asarray(one**weight * two ** (1 - weight), dtype=np.float64)

    def slope(self, refused: Floats | float) -> Floats:
        """Return the share of the next follows that would be new, weighted as the people are."""
        weight, still = self.weight(refused), self.still_new(refused)
        one = _read(novelty, self.rest + self.refused_new * refused, self.beyond)
        two = still * _read(novelty, self.rest * still, self.beyond)
        return np.asarray(self.share_new * (weight * one + (1 - weight) * two), dtype=np.float64)

    def weight(self, refused: Floats | float) -> Floats:
        """Return how complete the certain part is, 0 to 1: its follows as a share of those asked for."""
        asked = self.held + refused
        return np.asarray(np.where(asked > 0, self.held / np.where(asked > 0, asked, 1.0), 1.0))

    def still_new(self, refused: Floats | float) -> Floats:
        """Return which share of what is new beyond the union would be so with the refusers' lists in it."""
        now = _read(novelty, self.held, self.certain)
        then = _read(novelty, self.held + refused, self.certain)
        return np.asarray(np.where(now > 0, then / np.where(now > 0, now, 1.0), 1.0))


def designed_sample(audiences: Audiences, *, lists: SharedLists, certain: Flags, sampling: float) -> Sample:
    """Return the sample, with those who shared no list told apart by the smallest certain audience."""
    kept = audiences.unlisted * sampling
    smallest = float(lists.lengths[certain].min()) if certain.any() else np.inf
    # Because kept ids vary in number by chance, an audience only seems larger than one that was sampled.
    is_refusal = kept > smallest + 2.0 * np.sqrt((1.0 - sampling) * smallest)
    return Sample(
        lists=lists,
        certain=certain,
        refused=float(kept[is_refusal].sum()),
        others=float(kept[~is_refusal].sum()),
        refusers=int(np.count_nonzero(is_refusal)),
        ambassadors=audiences.coverage.ambassadors,
    )


def by_designed_sample(audiences: Audiences, *, sample: Sample, sampling: float) -> Finding:
    """Estimate from the largest audiences, asked for certain, and others drawn by weighted chance (grade B).

    people = |U| + curve(S'), U the union of the certain lists. The drawn lists are reduced by U and the curve
    is fitted to what is left; nu is the share that is left, and S' = nu * follows of everyone not certain.

    Refusers as large as the certain ones are counted in two ways: with the share of a certain list that no
    other certain list holds, as a part of S'; or on a curve fitted to the certain lists, which replaces |U|
    and lowers nu as its own slope falls. The logs of the two answers are weighted by how complete the certain
    part is, in follows: w to the first and 1 - w to the second. A further refuser never lowers the people.

    The 90 % range is people * exp(+-1.645 se), se^2 = s1^2 (1 - m1 / (m1 + refusers)) + s2^2 (1 - m2 / (n -
    m1)), s1 and s2 the standard deviations of the log estimates of 50 half-samples of the certain lists and
    of the drawn ones. With no refusal, s1 does not count. The curve passes through (follows, people) and
    leaves at nu * curve'(S'), in the same weighting. Source: the certainty stratum of survey sampling.
    """
    everyone = np.ones((1, sample.certain.size), dtype=np.bool_)
    answers = _answers(sample, certain=everyone & sample.certain, drawn=everyone & ~sample.certain)
    told = _highest(answers.people, refused=sample.refused) / sampling
    follows, tally = audiences.follows, sample.lists.tally()
    union = tally.people / sampling
    people = audiences.bounds(union=union).clamp(told)
    sampled = (1.0 - sampling) / tally.people
    margin = np.exp(TWO_SIDED_90 * np.sqrt(sampled))
    factor = np.exp(TWO_SIDED_90 * np.sqrt(_variance(sample) + sampled))
    least, most = _had_three_differed(sample, answers)
    low = audiences.bounds(union=union / margin).clamp(min(people / factor, least / sampling))
    high = min(audiences.bounds(union=union * margin).clamp(max(people * factor, most / sampling)), follows)
    low, high = min(low, people), max(high, people)
    curve = _leaving(follows, people=people, slope=float(answers.slope(sample.refused)[0]))
    return finding_at(follows, people=people, low=low, high=high, k=curve.k, grade=Grade.SHARED_LISTS)


def _answers(sample: Sample, *, certain: Flags, drawn: Flags) -> Answers:
    """Return what each group says, one row of the two tables each; lists in neither shared nothing."""
    lists = sample.lists
    found = lists.beyond(certain, drawn=drawn)
    held, had = certain @ lists.lengths, drawn @ lists.lengths
    share_new: Floats = found.left / np.maximum(had, 1)
    left_out = float(lists.lengths[~sample.certain].sum()) - had
    return Answers(
        union=found.union.astype(np.float64),
        held=held.astype(np.float64),
        rest=share_new * (had + sample.others + left_out),
        share_new=share_new,
        refused_new=found.union_once / np.maximum(held, 1),
        beyond=fit_many(found.left, people=found.people, found_once=found.once),
        certain=fit_many(held, people=found.union, found_once=found.union_once),
    )


def _variance(sample: Sample) -> float:
    """Return the variance of the log estimate that chance leaves: in who was drawn, and in who refused."""
    sure = np.tile(sample.certain, (HALVES, 1))
    chance = ~sure
    drawn = int(np.count_nonzero(~sample.certain))
    kept_back = 1.0 - drawn / (sample.ambassadors - (sample.certain.size - drawn))
    variance = kept_back * _spread(sample, certain=sure, drawn=_halves_of(chance))
    if sample.refusers:
        shared = int(np.count_nonzero(sample.certain))
        missing = 1.0 - shared / (shared + sample.refusers)
        variance += missing * _spread(sample, certain=_halves_of(sure), drawn=chance)
    return variance


def _spread(sample: Sample, *, certain: Flags, drawn: Flags) -> float:
    """Return the variance of the log estimates, where certain lists left out count as refused."""
    lengths = sample.lists.lengths
    refused: Floats = np.asarray(sample.refused + lengths[sample.certain].sum() - certain @ lengths)
    return spread(_answers(sample, certain=certain, drawn=drawn).people(refused)) ** 2


def _halves_of(chosen: Flags) -> Flags:
    """Return half of the lists chosen in every row, drawn without replacement, the same each time."""
    places = np.flatnonzero(chosen[0])
    # Because half of a single list is none, which says nothing, the one stays.
    if places.size == 1:
        return chosen
    halves = np.zeros_like(chosen)
    generator = np.random.default_rng(places.size)
    halves[:, places] = half_samples(places.size, draws=HALVES, generator=generator)
    return halves


def _highest(people: Callable[[Floats], Floats], *, refused: float) -> float:
    """Return the most people for any refusal up to this one, because whoever refuses takes nobody away."""
    least, most, highest = 0.0, refused, 0.0
    for _ in range(ROUNDS):
        steps = np.linspace(least, most, STEPS)
        values = people(steps)
        best = int(np.argmax(values))
        highest = max(highest, float(values[best]))
        least, most = float(steps[max(best - 1, 0)]), float(steps[min(best + 1, STEPS - 1)])
    return highest


def _had_three_differed(sample: Sample, answers: Answers) -> tuple[float, float]:
    """Return the people had three ids left in the drawn lists been repeated, new, or left at all."""
    drawn = ~sample.certain[np.newaxis]
    found = sample.lists.beyond(~drawn, drawn=drawn)
    tally = Tally(follows=int(found.left[0]), people=int(found.people[0]), found_once=int(found.once[0]))
    union, refused = float(answers.union[0]), float(answers.refused_new[0]) * sample.refused
    follows = float(answers.rest[0]) + refused
    least = union + had_more_repeated(tally, follows=follows, unseen=UNSEEN)
    most = union + had_more_new(tally, follows=follows, unseen=UNSEEN)
    if tally.follows < UNSEEN:
        had = float(sample.lists.lengths[~sample.certain].sum())
        most = max(most, union + refused + UNSEEN / max(had, UNSEEN) * (had + sample.others))
    return least, most


def _leaving(follows: float, *, people: float, slope: float) -> Curve:
    """Return the curve through (follows, people) with this end slope, as near as a curve can leave."""
    # Because a curve that bends down leaves less steeply than it came on average.
    steepest = people * (1 - 1e-9)
    return fit_two(follows, people=people, found_once=min(slope * follows, steepest))


def _read(curve: Callable[..., Floats], follows: Floats, fitted: tuple[Floats, Floats]) -> Floats:
    return curve(follows, scale=fitted[0], k=fitted[1])
