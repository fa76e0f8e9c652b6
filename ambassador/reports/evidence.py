"""Gathers what is known about the audiences on one channel: sizes, shared lists, and mutual counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from sqlalchemy.orm import Session

from ambassador.asking import queries as asking
from ambassador.audience.policy import Channel
from ambassador.columns import Ints
from ambassador.reach import Estimate, MutualCount, Packed, estimate_people
from ambassador.reach.designed import FEWEST_DRAWN
from ambassador.reports import policy
from ambassador.reports.history import AudiencesOf, Flags, Floats
from ambassador.reports.queries import People
from ambassador.sharing import mutual_queries
from ambassador.sharing import queries as sharing
from ambassador.sharing.keys import secret_check

HALVES = 16
MOST_LISTS = 400
"""Lists looked at for how far groups differ: more would say the same, and take longer."""


@dataclass(frozen=True)
class Evidence:
    """Everything that the estimate of a channel rests on; only of cleared ambassadors."""

    told: AudiencesOf
    """The audiences as they count today: of those whose list is used, as large as the list."""
    sizes: Floats
    """Sizes of the lists that are used, by place in `People`; NaN for everyone else."""
    has_list: Flags
    """Of whom in `told` a list is used."""
    lists: Packed
    people: Ints
    """Different people in each whole list, of which `lists` may hold a sample."""
    certain: Flags | None
    """Of the lists: asked for because they are among the largest. None without a design."""
    sampling: float
    pairs: list[MutualCount]

    @property
    def is_designed(self) -> bool:
        """Say whether the estimate rests on the design, as `reach.designed` decides it."""
        if self.certain is None or self.has_list.all():
            return False
        return int(np.count_nonzero(~self.certain)) >= FEWEST_DRAWN

    def estimate(self) -> Estimate:
        """Return the estimate from the best there is."""
        return self.estimate_of(self.lists)

    def estimate_of(self, lists: Packed, *, share: float = 1.0) -> Estimate:
        """Return the estimate with other lists in the place of these, and the other audiences scaled."""
        others = self.told.of(~self.has_list)
        return estimate_people(
            counts=others.people * share,
            at_least=others.is_at_least,
            shared=lists,
            certain=self.certain,
            pairs=self.pairs,
            sampling=self.sampling,
            sizes=self._sizes(lists, share=share),
        )

    def _sizes(self, lists: Packed, *, share: float) -> Ints | None:
        """Return the sizes of these lists, in people, or None where they are what the lists hold.

        Scaled like the audiences of those who shared none, so that whoever is larger than the smallest
        certain list stays so: what happens to be left of one list says nothing of who refused.
        """
        if self.sampling == 1 and (share == 1 or not self.is_designed):
            return None
        # Of a small list, chance may have kept more than its share.
        return np.asarray(np.maximum(np.rint(self.people * share), lists.lengths), dtype=np.int64)


def gather(
    session: Session,
    channel: Channel,
    *,
    told: AudiencesOf,
    people: People,
    cleared: int,
    secret: str,
    at: datetime,
) -> Evidence:
    """Return the evidence on a channel, where `told` are the cleared ambassadors and what they told.

    Of the lists, only those that were made pseudonymous with this secret: others can't be united with them.
    """
    found = sharing.read_lists(session, channel, at=at, secret_check=secret_check(secret))
    rows = people.rows_of(found.person)
    counts = np.isin(rows, told.row)
    sizes = np.full(people.person.size, np.nan)
    sizes[rows[counts]] = found.people[counts]
    known = told.with_lists(sizes)
    are_used = policy.lists_are_used(
        cleared=cleared,
        ambassadors=told.row.size,
        shared=int(np.count_nonzero(counts)),
        missing=int(np.count_nonzero(np.isnan(known.people))),
    )
    if not are_used:
        return Evidence(
            told=told,
            sizes=np.full(people.person.size, np.nan),
            has_list=np.zeros(told.row.size, dtype=np.bool_),
            lists=Packed.of([]),
            people=np.zeros(0, dtype=np.int64),
            certain=None,
            sampling=1.0,
            pairs=mutual_queries.pairs(session, channel, at=at),
        )
    has_list = ~np.isnan(sizes[told.row])
    return Evidence(
        told=known,
        sizes=sizes,
        has_list=has_list,
        lists=_of(found.packed, np.flatnonzero(counts)),
        people=found.people[counts],
        certain=_certain(session, channel, person=found.person[counts], people=found.people[counts]),
        sampling=1.0 / found.one_in,
        pairs=[],
    )


def _of(lists: Packed, chosen: Ints) -> Packed:
    """Return the chosen lists, in their order."""
    is_chosen = np.zeros(lists.lengths.size, dtype=np.bool_)
    is_chosen[chosen] = True
    return Packed(lists.ids[np.repeat(is_chosen, lists.lengths)], lists.lengths[is_chosen])


def _certain(session: Session, channel: Channel, *, person: Ints, people: Ints) -> Flags | None:
    """Return which lists count as asked for certain, or None where no design can be followed.

    A list that nobody asked for is certain where it is at least as large as the smallest certain one: the
    design asked for all of those. Any other counts as drawn.
    """
    certain = np.isin(person, asking.asked_for_certain(session, channel))
    if not certain.any():
        return None
    is_asked = certain | np.isin(person, asking.drawn(session, channel))
    return np.asarray(certain | (~is_asked & (people >= people[certain].min())))


def scatter(evidence: Evidence, *, estimate: Estimate) -> float:
    """Return how far groups of ambassadors lie from the curve: the variance of the log, for one ambassador.

    A group of j out of n varies by that / j * (1 - j / n). From random halves of the shared lists, always the
    same ones; 0 where no lists are used.
    """
    chance = np.random.default_rng(evidence.lists.lengths.size)
    every = chance.permutation(evidence.lists.lengths.size)[:MOST_LISTS]
    if every.size < policy.FEWEST:
        return 0.0
    lists = _of(evidence.lists, np.sort(every))
    owners = np.repeat(np.arange(every.size), lists.lengths)
    logs = []
    for _ in range(HALVES):
        is_in = np.zeros(every.size, dtype=np.bool_)
        is_in[chance.permutation(every.size)[: every.size // 2]] = True
        ids = lists.ids[is_in[owners]]
        if ids.size:
            found = np.unique(ids).size / evidence.sampling
            logs.append(np.log(found / estimate.curve.people_at(ids.size / evidence.sampling)))
    return float(np.mean(np.square(logs))) * every.size if logs else 0.0
