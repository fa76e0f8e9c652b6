"""How far each estimator is from the truth, on groups taken from real follower graphs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from .asking import Asked, ask
from .companies import Companies
from .draws import Ints
from .estimate import Estimate
from .estimators import MutualCount
from .graphs import Graph
from .packed import Ids
from .people import estimate_people

PAIRS = 10
EVERY_GRAPH = "all graphs"


class Design(StrEnum):
    """How those who are asked for their lists are chosen."""

    RANDOM = "random"
    DESIGNED = "designed"


@dataclass(frozen=True)
class Line:
    """One estimator on one graph at one shared fraction, over all programmes.

    `design` and `response` say who was asked, and which share of those asked agreed.
    `median` and `p90` are of the absolute error as a share of the true union, `bias` is the median signed
    error; `coverage` is the share of programmes whose 90 % range held the truth, None for the plain sum,
    which has no range.
    """

    graph: str
    shared: float
    estimator: str
    design: str
    response: float
    programmes: int
    median: float
    p90: float
    bias: float
    coverage: float | None


@dataclass(frozen=True)
class _Outcome:
    shared: float
    estimator: str
    error: float
    is_covered: bool | None


def evaluate(
    graphs: Sequence[Graph],
    *,
    size: int,
    programmes: int,
    fractions: Sequence[float],
    seed: int,
    design: Design = Design.RANDOM,
    response: float = 1.0,
    progress: Callable[[], None] = lambda: None,
) -> list[Line]:
    """Run every estimator on `programmes` groups of `size` rows of each graph, and return a line for each.

    A group is a company of connected people, all of them ambassadors, of whom a fraction shared the list;
    where the rows are not among the ids, the group is chosen at random. Who is asked for the list follows
    from the design: anybody at random, or the largest audiences for certain and the others by weighted
    chance. Each who is asked agrees with probability `response`, and for a no the next is asked, so that
    fewer share than the fraction only where everyone has been asked. Rows without an audience are left out.
    With several graphs a last block takes all programmes together. `progress` is called after each
    programme. The same seed gives the same lines. Raises GraphTooSmallError before anything is run.
    """
    asking = _Asking(design=design, response=response)
    companies = [Companies(graph, size=size) for graph in graphs]
    lines: list[Line] = []
    every: list[_Outcome] = []
    for graph, company in zip(graphs, companies, strict=True):
        # Because a graph alone must give the same lines as among others.
        generator = np.random.default_rng([seed, *graph.name.encode()])
        outcomes: list[_Outcome] = []
        for _ in range(programmes):
            lists = [graph.audience(row) for row in company.draw(generator)]
            outcomes += _outcomes(lists, fractions=fractions, asking=asking, generator=generator)
            progress()
        lines += _lines(graph.name, outcomes, asking=asking)
        every += outcomes
    return lines + (_lines(EVERY_GRAPH, every, asking=asking) if len(graphs) > 1 else [])


@dataclass(frozen=True)
class _Asking:
    design: Design
    response: float

    def of(self, counts: Sequence[int], *, lists: int, order: Ints, generator: np.random.Generator) -> Asked:
        """Return who of these shared the list; a random sample is drawn by chance alone."""
        # Because a table without refusals must stay as it was, agreement is drawn only where it matters.
        willing = generator.random(len(counts)) < self.response if self.response < 1 else None

        def agrees(person: int) -> bool:
            return willing is None or bool(willing[person])

        if self.design is Design.DESIGNED:
            return ask(counts, lists=lists, generator=generator, agrees=agrees)
        return Asked(certain=(), drawn=tuple([int(each) for each in order if agrees(each)][:lists]))


def _outcomes(
    lists: Sequence[Ids], *, fractions: Sequence[float], asking: _Asking, generator: np.random.Generator
) -> list[_Outcome]:
    counts = [int(each.size) for each in lists]
    truth = int(np.unique(np.concatenate(lists)).size)
    outcomes = [_Outcome(0.0, "plain sum", sum(counts) / truth - 1, None)]
    order = generator.permutation(len(lists))
    for fraction in fractions:
        wanted = round(fraction * len(lists))
        asked = asking.of(counts, lists=wanted, order=order, generator=generator)
        found = _estimate(lists, asked, is_designed=asking.design is Design.DESIGNED)
        outcomes.append(_outcome(fraction, found, truth))
        if fraction == 0:
            pairs = _pairs(lists, generator)
            outcomes.append(_outcome(fraction, estimate_people(counts=counts, pairs=pairs), truth))
    return outcomes


def _estimate(lists: Sequence[Ids], asked: Asked, *, is_designed: bool) -> Estimate:
    shared = asked.certain + asked.drawn
    kept_back = set(range(len(lists))).difference(shared)
    return estimate_people(
        shared=[lists[i] for i in shared],
        counts=[int(lists[i].size) for i in sorted(kept_back)],
        certain=[True] * len(asked.certain) + [False] * len(asked.drawn) if is_designed else None,
    )


def _outcome(fraction: float, found: Estimate, truth: int) -> _Outcome:
    name = f"{found.grade.value} {found.grade.name.lower().replace('_', ' ')}"
    # Because 1 - 1e-9 of a person is a rounding error and not a person.
    is_covered = found.low * (1 - 1e-9) <= truth <= found.high * (1 + 1e-9)
    return _Outcome(fraction, name, found.people / truth - 1, is_covered)


def _pairs(lists: Sequence[Ids], generator: np.random.Generator) -> list[MutualCount]:
    if len(lists) <= 1:
        return []
    drawn = (generator.choice(len(lists), size=2, replace=False) for _ in range(PAIRS))
    return [
        MutualCount(lists[i].size, lists[j].size, np.intersect1d(lists[i], lists[j]).size) for i, j in drawn
    ]


def _lines(graph: str, outcomes: Sequence[_Outcome], *, asking: _Asking) -> list[Line]:
    lines = []
    for shared, estimator in dict.fromkeys((outcome.shared, outcome.estimator) for outcome in outcomes):
        same = [each for each in outcomes if (each.shared, each.estimator) == (shared, estimator)]
        errors = np.array([each.error for each in same])
        covered = [each.is_covered for each in same if each.is_covered is not None]
        lines.append(
            Line(
                graph=graph,
                shared=shared,
                estimator=estimator,
                design=asking.design.value,
                response=asking.response,
                programmes=len(same),
                median=float(np.median(np.abs(errors))),
                p90=float(np.quantile(np.abs(errors), 0.9)),
                bias=float(np.median(errors)),
                coverage=float(np.mean(covered)) if covered else None,
            )
        )
    return lines
