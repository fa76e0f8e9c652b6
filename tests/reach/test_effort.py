"""The curve of lists that hold nobody twice keeps what it was fitted to, and never falls."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ambassador.reach.draws import half_samples
from ambassador.reach.effort import fit_efforts, noise_in_halves
from ambassador.reach.lists import side_by_side
from ambassador.reach.sizes import FEW, in_classes

LENGTHS = st.lists(st.integers(1, 500), min_size=2, max_size=60)
quickly = settings(derandomize=True, deadline=None, max_examples=40)


def fitted(lengths, *, people, once):
    return fit_efforts(sizes_of(lengths), people=np.array([people]), found_once=np.array([once]))


def sizes_of(lengths):
    return in_classes(np.array(lengths, dtype=np.float64))


def people_in(curve, lengths):
    logs, _ = curve.log_people(sizes_of(lengths))
    return float(np.exp(logs[0]))


def overlapping(lengths, share):
    """Return people that lists of these lengths may have: from the largest list to nearly all their ids."""
    return max(lengths) + share * (sum(lengths) - max(lengths))


def test_lists_that_share_nobody_stay_so():
    assert people_in(fitted([5, 7, 9], people=21, once=21), [5, 7, 9, 40]) == pytest.approx(61)


def test_lists_of_the_same_people_find_nobody_else():
    assert people_in(fitted([10] * 8, people=10, once=0), [10] * 58) == pytest.approx(10, rel=1e-4)


def test_lists_drawn_at_random_from_a_crowd_are_known_as_such():
    generator = np.random.default_rng(3)
    crowd = [generator.choice(3000, size=100, replace=False) for _ in range(80)]
    lists = side_by_side(crowd[:20])
    chosen = np.concatenate([np.ones((1, 20), bool), half_samples(20, draws=50, generator=generator)])
    _, people, once = lists.tallies(chosen)
    curve = fitted([100] * 20, people=people[0], once=once[0])
    sure = fit_efforts(
        sizes_of([100] * 20), people=people[:1], found_once=once[:1], noise=noise_in_halves(people, once)
    )
    truth = np.unique(np.concatenate(crowd)).size
    assert abs(people_in(sure, [100] * 80) - truth) < abs(people_in(curve, [100] * 80) - truth)


def test_a_single_list_larger_than_all_others_is_never_undercut():
    assert people_in(fitted([3, 3, 4], people=8, once=6), [3, 3, 4, 900]) >= 900


def test_nobody_is_found_in_no_lists():
    assert people_in(fitted([0, 0], people=0, once=0), [0, 0]) == 0


def test_each_group_is_fitted_as_it_would_be_alone():
    lengths = np.array([5.0, 40.0, 7.0, 9.0])
    chosen = np.array([[True, True, False, True], [True, False, True, True]])
    together = fit_efforts(
        in_classes(lengths, chosen=chosen), people=np.array([47, 15]), found_once=np.array([43, 10])
    ).log_people(sizes_of(lengths))
    alone = [fitted([5, 40, 9], people=47, once=43), fitted([5, 7, 9], people=15, once=10)]
    assert np.exp(together[0]) == pytest.approx([people_in(curve, lengths) for curve in alone])


@quickly
@given(lengths=LENGTHS, share=st.floats(0.05, 0.95), once=st.floats(0, 1))
def test_a_curve_passes_through_what_it_was_fitted_to(lengths, share, once):
    people = overlapping(lengths, share)
    assert people_in(fitted(lengths, people=people, once=once * people), lengths) == pytest.approx(
        people, rel=1e-4
    )


@quickly
@given(lengths=LENGTHS, share=st.floats(0, 1), once=st.floats(0, 1), joins=st.integers(0, 5000))
def test_a_further_list_adds_between_nobody_and_all_of_its_people(lengths, share, once, joins):
    people = overlapping(lengths, share)
    curve = fitted(lengths, people=people, once=once * people)
    before, after = people_in(curve, lengths), people_in(curve, [*lengths, joins])
    assert before * (1 - 1e-3) <= after <= (before + joins) * (1 + 1e-3)


@quickly
@given(lengths=st.lists(st.integers(1, 5000), min_size=FEW + 1, max_size=200))
def test_classes_keep_the_number_and_the_ids_of_the_lists(lengths):
    sizes = sizes_of(lengths)
    assert sizes.number.sum() == pytest.approx(len(lengths))
    assert sizes.mean.max() == max(lengths)
    assert sizes.total() == pytest.approx([sum(lengths)])


@quickly
@given(lengths=st.lists(st.integers(1, 900), min_size=FEW - 2, max_size=60), joins=st.integers(1, 3000))
def test_a_further_list_never_takes_effort_away_however_many_there_are(lengths, joins):
    curve = fitted([30, 40, 60, 20], people=110, once=80)
    assert people_in(curve, [*lengths, joins]) >= people_in(curve, lengths) * (1 - 1e-12)


@quickly
@given(number=st.integers(FEW + 1, 200), share=st.floats(0.1, 0.9))
def test_lists_in_classes_are_nearly_the_lists_themselves(number, share):
    lengths = np.geomspace(5, 900, number)
    people = overlapping(lengths.tolist(), share)
    split = np.array_split(lengths, number // FEW + 1)
    sizes = sizes_of(split[0])
    for part in split[1:]:
        sizes = sizes.beside(sizes_of(part))
    one_by_one = fit_efforts(sizes, people=np.array([people]), found_once=np.array([people / 2]))
    exact = float(np.exp(one_by_one.log_people(sizes.beside(sizes))[0][0]))
    in_all = fitted(lengths, people=people, once=people / 2)
    assert people_in(in_all, [*lengths, *lengths]) == pytest.approx(exact, rel=0.01)
