"""The estimate from lists of the largest audiences, asked for certain, and of others drawn by chance."""

from dataclasses import dataclass

import numpy as np

from .answers import Answers
from .audiences import Audiences
from .curve import Floats, fit_two
from .draws import Flags, half_samples
from .estimate import TWO_SIDED_90, Grade
from .estimators import HALVES, UNSEEN, UNTOLD, Finding, finding_at, had_more_new, had_more_repeated
from .lists import SharedLists, Tally

# Because half of three lists is one, in which nobody can be found twice.
FEWEST_DRAWN = 4


@dataclass(frozen=True)
class Sample:
    """Shared lists, of which some are certain, and the audiences of those who shared none, all in kept ids.

    `refused` are the audiences larger than the smallest certain one, who must have said no; `others` are
    the rest.
    """

    lists: SharedLists
    certain: Flags
    refused: Floats
    others: Floats
    ambassadors: int

    @property
    def is_enough(self) -> bool:
        """Say whether enough lists were drawn to see how far others differ from the certain ones."""
        return int(np.count_nonzero(~self.certain)) >= FEWEST_DRAWN


def designed_sample(audiences: Audiences, *, lists: SharedLists, certain: Flags, sampling: float) -> Sample:
    """Return the sample, with those who shared no list told apart by the smallest certain audience."""
    unlisted = audiences.unlisted
    smallest = float(audiences.listed[certain].min()) if certain.any() else np.inf
    # Because kept ids vary in number by chance, an audience only seems larger than one that was sampled.
    doubt = 0.0 if audiences.is_listed_exactly else 2.0 * np.sqrt((1.0 - sampling) * smallest / sampling)
    is_refusal = unlisted > smallest + doubt
    return Sample(
        lists=lists,
        certain=certain,
        refused=np.sort(unlisted[is_refusal])[::-1] * sampling,
        others=unlisted[~is_refusal] * sampling,
        ambassadors=audiences.coverage.ambassadors,
    )


def by_designed_sample(audiences: Audiences, *, sample: Sample, sampling: float) -> Finding:
    """Estimate from the largest audiences, asked for certain, and others drawn by weighted chance (grade B).

    people = |U| + R(T'), U the union of the certain lists. The drawn lists are reduced by U and a curve of
    lists that hold nobody twice is fitted to what is left; nu is the mean share that is left of a drawn list,
    and T' the effort of what is left of the drawn lists and of nu of each audience not asked for.

    Refusers as large as the certain ones count as one further list in T', of the people that a curve fitted
    to the certain lists alone gives them beyond U. The whole is the weighted mean, in logs, of this and of
    one curve through all lists, which is worth two drawn lists. No further ambassador lowers the people.

    The 90 % range is people * exp(+-1.645 se), se^2 = 1.5 (s1^2 (1 - m1 / (m1 + refusers)) + (s2^2 + v)
    (1 - m2 / (n - m1))), s1 and s2 the standard deviations of the log estimates of 50 half-samples of the
    certain lists and of the drawn ones, v the variance that not knowing k leaves. With no refusal, s1 does
    not count. The range also holds what the design alone says. Source: survey sampling's certainty stratum.
    """
    certain, drawn = _groups(sample)
    answers = Answers(sample.lists, certain, drawn, sample.refused, sample.others, halves=HALVES)
    follows, tally = audiences.follows, sample.lists.tally()
    union = tally.people / sampling
    logs, told, unsure = answers.log_people
    people = audiences.bounds(union=union).clamp(float(np.exp(logs[0])) / sampling)
    sampled = (1.0 - sampling) / tally.people
    margin = np.exp(TWO_SIDED_90 * np.sqrt(sampled))
    variance = UNTOLD * _variance(sample, logs, unsure=float(unsure[0])) + sampled
    factor = np.exp(TWO_SIDED_90 * np.sqrt(variance))
    least, most = _had_three_differed(sample, answers)
    by_design = float(np.exp(told[0]))
    least, most = min(least, by_design) / sampling, max(most, by_design) / sampling
    low = audiences.bounds(union=union / margin).clamp(min(people / factor, least))
    high = min(audiences.bounds(union=union * margin).clamp(max(people * factor, most)), follows)
    low, high = min(low, people), max(high, people)
    curve = fit_two(tally.follows, people=tally.people, found_once=tally.found_once)
    return finding_at(follows, people=people, low=low, high=high, k=curve.k, grade=Grade.SHARED_LISTS)


def _groups(sample: Sample) -> tuple[Flags, Flags]:
    """Return tables of certain and drawn lists: all of them, halves of the drawn, halves of the certain."""
    certain = np.tile(sample.certain, (1 + HALVES, 1))
    drawn = np.concatenate([~certain[:1], _halves_of(~sample.certain)])
    if not sample.refused.size:
        return certain, drawn
    halves = _halves_of(sample.certain)
    return np.concatenate([certain, halves]), np.concatenate([drawn, ~certain[:HALVES]])


def _halves_of(chosen: Flags) -> Flags:
    """Return half of the lists chosen in every row, drawn without replacement, the same each time."""
    places = np.flatnonzero(chosen)
    halves = np.zeros((HALVES, chosen.size), dtype=np.bool_)
    # Because half of a single list is none, which says nothing, the one stays.
    halves[:, places] = True
    if places.size > 1:
        generator = np.random.default_rng(places.size)
        halves[:, places] = half_samples(places.size, draws=HALVES, generator=generator)
    return halves


def _variance(sample: Sample, logs: Floats, *, unsure: float) -> float:
    """Return the variance of the log estimate that chance leaves: in who was drawn, and in who refused."""
    drawn, shared = int(np.count_nonzero(~sample.certain)), int(np.count_nonzero(sample.certain))
    kept_back = 1.0 - drawn / (sample.ambassadors - shared)
    variance = kept_back * (_spread(logs[1 : 1 + HALVES]) + unsure)
    if sample.refused.size:
        missing = 1.0 - shared / (shared + sample.refused.size)
        variance += missing * _spread(logs[1 + HALVES :])
    return variance


def _spread(logs: Floats) -> float:
    told = logs[np.isfinite(logs)]
    return float(np.var(told, ddof=1)) if told.size > 1 else 0.0


def _had_three_differed(sample: Sample, answers: Answers) -> tuple[float, float]:
    """Return the people had three ids left in the drawn lists been repeated, new, or left at all."""
    found, union = answers.found, float(answers.found.union[0])
    tally = Tally(follows=int(found.left[0]), people=int(found.people[0]), found_once=int(found.once[0]))
    refused = float(answers.refused_new[0]) if sample.refused.size else 0.0
    had = float(sample.lists.lengths[~sample.certain].sum())
    follows = float(answers.share_new[0] * sample.others.sum()) + tally.follows + refused
    least = union + had_more_repeated(tally, follows=follows, unseen=UNSEEN)
    most = union + had_more_new(tally, follows=follows, unseen=UNSEEN)
    if tally.follows < UNSEEN:
        most = max(most, union + refused + UNSEEN / max(had, UNSEEN) * (had + float(sample.others.sum())))
    return least, most
