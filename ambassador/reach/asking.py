"""Whom to ask for a follower list: the largest audiences for certain, others by chance."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .curve import Floats

Places = NDArray[np.int64]
"""Positions among all audiences."""

SEED_BITS = 128
"""Random bits that a seed has."""


@dataclass(frozen=True)
class Asked:
    """Who agreed to share a list, as positions among all audiences.

    `certain` were asked because they are among the largest, `drawn` by chance, weighted by audience; both
    stand in the order in which they were asked.
    """

    certain: tuple[int, ...]
    drawn: tuple[int, ...]


def ask(
    audiences: Sequence[int] | Floats,
    *,
    lists: int,
    generator: np.random.Generator,
    agrees: Callable[[int], bool] = lambda _: True,
) -> Asked:
    """Ask for so many lists: half from the largest audiences, the others drawn from everyone not yet asked.

    Whoever says no is replaced: by the next largest in the certain half, by the next draw in the other. Of
    an odd number, the drawn half gets the odd one. Draws are without replacement, each with a chance in
    proportion to the audience; nobody without an audience is asked. Where everyone has been asked there are
    fewer lists than wanted. Equal audiences are asked in the order given. Source: the certainty stratum of
    survey sampling.
    """
    sizes = np.asarray(audiences, dtype=np.float64)
    largest = [int(each) for each in np.argsort(-sizes, kind="stable") if sizes[each] > 0]
    certain, said_no = _until(largest, agrees, wanted=lists // 2)
    asked = {*certain, *said_no}
    others = [each for each in largest if each not in asked]
    # Because waiting times at these rates end in the order of successive weighted draws.
    waiting = generator.exponential(size=len(others)) / sizes[others]
    drawn, _ = _until([others[each] for each in np.argsort(waiting)], agrees, wanted=lists - lists // 2)
    return Asked(certain=tuple(certain), drawn=tuple(drawn))


@dataclass(frozen=True)
class Orders:
    """In which order people are asked, as positions among all audiences: each order has everyone once."""

    largest: Places
    """The largest audience first."""
    by_chance: Places
    """Successive draws without replacement, each with a chance in proportion to the audience."""


def orders(audiences: Sequence[int] | Floats | Places, *, seed: int) -> Orders:
    """Return the two orders of a design, from which whoever is asked can be found again at any time.

    Both go through everyone with an audience, so that each part may pass over whom the other has asked and
    go on to the next for a no. Equal audiences stand in the order given. The chance comes from the raw
    stream of PCG64, which NumPy promises to keep the same in every version; its distributions it does not.
    Raises ValueError for a seed that is negative or longer than 128 bits.
    """
    if not 0 <= seed < 2**SEED_BITS:
        raise ValueError("A seed has up to 128 bits.")
    sizes = np.asarray(audiences, dtype=np.float64)
    some = np.flatnonzero(sizes > 0)
    # One number a position, whatever the others are; the half keeps it from being 0, whose logarithm is not.
    raw = np.random.PCG64(seed).random_raw(sizes.size)[some] >> np.uint64(11)
    waiting = -np.log((raw.astype(np.float64) + 0.5) * 2.0**-53) / sizes[some]
    return Orders(
        largest=some[np.argsort(-sizes[some], kind="stable")],
        by_chance=some[np.argsort(waiting, kind="stable")],
    )


def _until(
    order: Sequence[int], agrees: Callable[[int], bool], *, wanted: int
) -> tuple[list[int], list[int]]:
    """Return who said yes and who said no, asking in this order until enough said yes."""
    yes: list[int] = []
    no: list[int] = []
    for each in order:
        if len(yes) == wanted:
            break
        (yes if agrees(each) else no).append(each)
    return yes, no
