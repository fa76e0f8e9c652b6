"""Many draws from the same lists counted at once, each draw one bit of a 64-bit word."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from .curve import Floats

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Words = NDArray[np.uint64]

BITS = 64
# Because a byte counts to 255, so many words can be added up before their bytes overflow.
BLOCK = 255
LOWEST_OF_EACH_BYTE = np.uint64(0x0101010101010101)


def half_samples(lists: int, *, draws: int, generator: np.random.Generator) -> Flags:
    """Return a (draws, lists) table of flags: half of the lists each time, never one list twice."""
    places = np.argsort(generator.random((draws, lists)), axis=1)
    return np.asarray(places < lists // 2)


def in_words(*tables: Flags) -> Iterator[tuple[slice, list[Words]]]:
    """Yield the rows of (draws, lists) tables 64 at a time: which, and a word for each list of each table."""
    draws = tables[0].shape[0]
    for first in range(0, draws, BITS):
        rows = slice(first, min(first + BITS, draws))
        yield rows, [_word_of_each_column(table[rows]) for table in tables]


def _word_of_each_column(table: Flags) -> Words:
    whole = np.zeros((table.shape[1], BITS), dtype=np.bool_)
    whole[:, : table.shape[0]] = table.T
    return np.packbits(whole, axis=1, bitorder="little").view("<u8").ravel()


def found(words: Words, *, starts: Ints) -> tuple[Words, Words]:
    """Return which bits are set at least once, and which at least twice, in each run of words.

    A run goes from its start to the next. The words of a run are joined in pairs, then the pairs in pairs, so
    that an id that is in every list costs a few rounds.
    """
    once, twice = np.zeros((2, starts.size), dtype=np.uint64)
    runs, lengths = np.arange(starts.size), np.diff(starts, append=words.size)
    any_, more = words, np.zeros_like(words)
    while runs.size:
        left, right = _pairs(lengths)
        is_pair = right > left
        other, again = any_[right] * is_pair, more[right] * is_pair
        any_, more = any_[left] | other, more[left] | again | (any_[left] & other)
        lengths = (lengths + 1) // 2
        is_done = lengths == 1
        ends = np.cumsum(lengths)[is_done] - 1
        once[runs[is_done]], twice[runs[is_done]] = any_[ends], more[ends]
        goes_on = np.repeat(~is_done, lengths)
        any_, more, runs, lengths = any_[goes_on], more[goes_on], runs[~is_done], lengths[~is_done]
    return once, twice


def _pairs(lengths: Ints) -> tuple[Ints, Ints]:
    """Return the places of neighbours within runs of these lengths; an odd one out is its own neighbour."""
    halves, ends = (lengths + 1) // 2, np.cumsum(lengths)
    left = 2 * np.arange(halves.sum()) + np.repeat(ends - lengths - 2 * (np.cumsum(halves) - halves), halves)
    return left, np.minimum(left + 1, np.repeat(ends - 1, halves))


def count(words: Words, *, draws: int) -> Ints:
    """Return for each of the first `draws` bits in how many words it is set."""
    blocks = np.zeros(-(-words.size // BLOCK) * BLOCK, dtype="<u8")
    blocks[: words.size] = words
    counts = np.zeros(BITS, dtype=np.int64)
    for bit in range(8):
        sums = ((blocks >> np.uint64(bit)) & LOWEST_OF_EACH_BYTE).reshape(-1, BLOCK).sum(axis=1)
        counts[bit::8] = sums.view(np.uint8).reshape(-1, 8).sum(axis=0)
    return counts[:draws]


def spread(estimates: Floats) -> float:
    """Return the standard deviation of the logs of the positive estimates, 0 where there are not two."""
    positive = estimates[estimates > 0]
    return float(np.std(np.log(positive), ddof=1)) if positive.size > 1 else 0.0
