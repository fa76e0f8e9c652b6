"""Draws counted as bits are counted as one by one."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from ambassador.reach.draws import count, found, half_samples, in_words


def test_a_half_never_holds_a_list_twice():
    chosen = half_samples(9, draws=50, generator=np.random.default_rng(1))
    assert np.all(chosen.sum(axis=1) == 4)


@settings(derandomize=True, deadline=None)
@given(runs=st.lists(st.integers(1, 40), min_size=1, max_size=20), draws=st.integers(1, 150))
def test_each_bit_is_one_draw(runs, draws):
    chosen = np.random.default_rng(len(runs)).random((draws, sum(runs))) < 0.2
    starts = np.cumsum(runs) - runs
    held = np.add.reduceat(chosen.astype(int), starts, axis=1)
    for rows, (words,) in in_words(chosen):
        once, twice = found(words, starts=starts)
        groups = rows.stop - rows.start
        assert count(once, draws=groups).tolist() == np.count_nonzero(held[rows], axis=1).tolist()
        assert count(twice, draws=groups).tolist() == np.count_nonzero(held[rows] > 1, axis=1).tolist()


def test_more_words_than_a_byte_counts_are_counted():
    assert count(np.full(1000, 5, dtype=np.uint64), draws=3).tolist() == [1000, 0, 1000]
