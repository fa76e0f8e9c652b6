"""Whom to ask: the largest for certain, others by chance weighted by audience, and the next one for a no."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ambassador.reach import ask, orders


def asked(audiences, *, lists, seed=1, **options):
    return ask(audiences, lists=lists, generator=np.random.default_rng(seed), **options)


def test_half_are_the_largest_audiences():
    assert asked([5, 90, 7, 80, 6, 70, 4, 60], lists=6).certain == (1, 3, 5)


def test_of_an_odd_number_chance_gets_the_odd_one():
    chosen = asked(range(1, 20), lists=5)
    assert (len(chosen.certain), len(chosen.drawn)) == (2, 3)


def test_a_no_among_the_largest_is_replaced_by_the_next_largest():
    chosen = asked([90, 80, 70, 60, 5, 5, 5], lists=4, agrees=lambda person: person not in (0, 2))
    assert chosen.certain == (1, 3)
    assert set(chosen.drawn) <= {4, 5, 6}


def test_a_no_among_the_drawn_is_replaced_by_the_next_draw():
    sizes = [90, 80] + [5] * 6
    willing = asked(sizes, lists=4)
    chosen = asked(sizes, lists=4, agrees=lambda person: person != willing.drawn[0])
    assert chosen.drawn[0] == willing.drawn[1]
    assert willing.drawn[0] not in chosen.drawn


def test_equal_audiences_are_asked_in_the_order_given():
    assert asked([9, 9, 9, 9], lists=4).certain == (0, 1)


def test_nobody_without_an_audience_is_asked():
    chosen = asked([0, 3, 0, 2], lists=4)
    assert set(chosen.certain + chosen.drawn) == {1, 3}


@pytest.mark.parametrize("lists", [0, 1, 7])
def test_nobody_to_ask_gives_nobody(lists):
    assert asked([], lists=lists) == asked([4, 4], lists=lists, agrees=lambda _: False)


def test_draws_are_weighted_by_audience():
    sizes = [100, 30, 10]
    generator = np.random.default_rng(3)
    first = [ask(sizes, lists=2, generator=generator).drawn[0] for _ in range(2000)]
    # The largest is certain; of the two others one is three times as large.
    assert np.mean(np.equal(first, 1)) == pytest.approx(0.75, abs=0.03)


@settings(derandomize=True, deadline=None)
@given(
    sizes=st.lists(st.integers(0, 50), max_size=20),
    lists=st.integers(0, 25),
    refuse=st.sets(st.integers(0, 19)),
)
def test_everybody_is_chosen_once_and_none_who_refused(sizes, lists, refuse):
    chosen = asked(sizes, lists=lists, agrees=lambda person: person not in refuse)
    everyone = chosen.certain + chosen.drawn
    willing = [person for person, size in enumerate(sizes) if size and person not in refuse]
    assert len(set(everyone)) == len(everyone) <= min(lists, len(willing))
    assert set(everyone) <= set(willing)


def test_the_orders_of_a_seed_are_the_same_for_ever():
    found = orders([5, 90, 0, 80, 6, 70], seed=0xFEED)
    assert found.largest.tolist() == [1, 3, 5, 4, 0]
    assert found.by_chance.tolist() == [4, 3, 1, 0, 5]
    assert orders([5, 90, 0, 80, 6, 70], seed=0xFEED).by_chance.tolist() == found.by_chance.tolist()


def test_somebody_without_an_audience_stands_in_no_order_and_moves_nobody():
    with_nobody = orders([5, 0, 90, 80], seed=3).by_chance
    assert sorted(with_nobody.tolist()) == [0, 2, 3]
    assert [each for each in orders([5, 7, 90, 80], seed=3).by_chance if each != 1] == with_nobody.tolist()


def test_chance_goes_by_audience():
    first = [orders([100, 30, 10], seed=seed).by_chance[0] for seed in range(3000)]
    assert np.bincount(first) / 3000 == pytest.approx([100 / 140, 30 / 140, 10 / 140], abs=0.03)


@pytest.mark.parametrize("seed", [-1, 2**128])
def test_a_seed_has_up_to_128_bits(seed):
    with pytest.raises(ValueError, match="128"):
        orders([1], seed=seed)


def test_nobody_to_order_gives_two_empty_orders():
    assert orders([], seed=2**128 - 1).largest.size == orders([0], seed=1).by_chance.size == 0
