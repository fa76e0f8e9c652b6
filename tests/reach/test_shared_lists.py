"""From shared lists: the union where all are shared, a range that holds the truth where some are."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ambassador.reach import Grade, Packed, estimate_people, without
from ambassador.reach.draws import half_samples
from ambassador.reach.lists import side_by_side

LISTS = st.lists(st.lists(st.integers(0, 60), max_size=30), min_size=5, max_size=12)


def crowd(lists, *, size, people, seed=3):
    generator = np.random.default_rng(seed)
    return [generator.choice(people, size=size, replace=False).astype(np.uint64) for _ in range(lists)]


def test_all_shared_is_the_union_exactly_with_no_width():
    lists = crowd(20, size=50, people=400)
    estimate = estimate_people(shared=lists, counts=[])
    union = np.unique(np.concatenate(lists)).size
    assert (estimate.low, estimate.people, estimate.high) == (union, union, union)
    assert (estimate.certain_low, estimate.certain_high) == (union, union)
    assert estimate.grade is Grade.ALL_SHARED


def test_a_quarter_shared_holds_the_truth_of_random_lists():
    lists = crowd(80, size=100, people=3000)
    estimate = estimate_people(shared=lists[:20], counts=[100] * 60)
    assert estimate.low <= np.unique(np.concatenate(lists)).size <= estimate.high
    assert estimate.grade is Grade.SHARED_LISTS
    assert (estimate.coverage.shared, estimate.coverage.ambassadors) == (20, 80)


def test_the_same_lists_always_give_the_same_range():
    lists = crowd(10, size=50, people=900)
    assert estimate_people(shared=lists, counts=[50] * 5) == estimate_people(shared=lists, counts=[50] * 5)


def test_an_id_repeated_in_one_list_counts_once():
    once = [np.arange(10) + 7 * i for i in range(6)]
    twice = [np.concatenate([ids, ids[:3]]) for ids in once]
    assert estimate_people(shared=twice, counts=[10]) == estimate_people(shared=once, counts=[10])


def test_lists_that_share_nobody_keep_a_range():
    lists = [np.arange(10) + 10 * i for i in range(8)]
    estimate = estimate_people(shared=lists, counts=[10] * 50)
    assert estimate.low < estimate.people == estimate.high == 580


def test_lists_of_the_same_people_keep_a_range():
    estimate = estimate_people(shared=[np.arange(10)] * 8, counts=[10] * 50)
    assert estimate.certain_low == 10
    assert estimate.people == pytest.approx(10, rel=0.01)
    assert estimate.high > 11


def test_four_lists_are_too_few_to_fit_but_bound_what_is_certain():
    lists = [np.arange(100) + 100 * i for i in range(4)]
    estimate = estimate_people(shared=lists, counts=[10] * 6)
    assert estimate.grade is Grade.COUNTS_ONLY
    assert (estimate.certain_low, estimate.certain_high) == (400, 460)
    assert estimate.low >= 400


def test_empty_lists_leave_the_counts_to_speak():
    estimate = estimate_people(shared=[np.array([], dtype=np.uint64)] * 5, counts=[100, 100])
    assert estimate.grade is Grade.COUNTS_ONLY
    assert estimate.people <= 200


def test_sampled_ids_give_nearly_the_same_people_and_a_width():
    lists = crowd(60, size=700, people=20_000)
    kept = [ids[ids % np.uint64(4) == 0] for ids in lists]
    exact, sampled = (
        estimate_people(shared=lists, counts=[]),
        estimate_people(shared=kept, counts=[], sampling=0.25),
    )
    assert sampled.people == pytest.approx(exact.people, rel=0.05)
    assert sampled.low < sampled.people < sampled.high
    assert sampled.certain_high is None


@pytest.mark.parametrize("sampling", [0, -1, 1.5])
def test_a_sampling_that_is_no_probability_is_refused(sampling):
    with pytest.raises(ValueError, match="probability"):
        estimate_people(counts=[1], sampling=sampling)


@settings(derandomize=True, deadline=None)
@given(lists=LISTS, counts=st.lists(st.integers(0, 40), max_size=10))
def test_an_estimate_from_lists_lies_within_its_range_and_the_certain_bounds(lists, counts):
    estimate = estimate_people(shared=[np.array(ids, dtype=np.uint64) for ids in lists], counts=counts)
    assert estimate.certain_low <= estimate.low <= estimate.people <= estimate.high <= estimate.certain_high
    assert estimate.curve.people_at(estimate.follows) == pytest.approx(estimate.people)


@settings(derandomize=True, deadline=None)
@given(lists=LISTS, counts=st.lists(st.integers(0, 40), max_size=10), sampling=st.floats(0.01, 1))
def test_an_estimate_from_sampled_lists_lies_within_its_range_and_the_follows(lists, counts, sampling):
    arrays = [np.array(ids, dtype=np.uint64) for ids in lists]
    estimate = estimate_people(shared=arrays, counts=counts, sampling=sampling)
    assert estimate.certain_low <= estimate.low <= estimate.people <= estimate.high <= estimate.follows


@settings(derandomize=True, deadline=None)
@given(lists=LISTS)
def test_lists_are_counted_as_sets_would_count_them(lists):
    sets = [set(ids) for ids in lists]
    tally = side_by_side([np.array(ids, dtype=np.uint64) for ids in lists]).tally()
    union = set().union(*sets)
    assert (tally.follows, tally.people) == (sum(map(len, sets)), len(union))
    assert tally.found_once == sum(sum(each in ids for ids in sets) == 1 for each in union)


@settings(derandomize=True, deadline=None)
@given(lists=LISTS)
def test_half_of_the_lists_are_counted_as_if_they_were_all(lists):
    arrays = [np.array(ids, dtype=np.uint64) for ids in lists]
    chosen = half_samples(len(lists), draws=3, generator=np.random.default_rng(1))
    for flags, *counted in zip(chosen, *side_by_side(arrays).tallies(chosen), strict=True):
        alone = side_by_side([ids for ids, is_in in zip(arrays, flags, strict=True) if is_in]).tally()
        assert counted == [alone.follows, alone.people, alone.found_once]


def test_employees_own_ids_are_taken_out_of_the_lists():
    left, share = without([np.array([1, 2, 3, 3]), np.array([3, 4])], ids=np.array([3, 9]))
    assert [ids.tolist() for ids in left] == [[1, 2], [4]]
    assert share == pytest.approx(3 / 5)


def test_employees_own_ids_are_taken_out_of_lists_laid_end_to_end():
    packed = Packed.of([np.array([1, 2, 3]), np.array([], dtype=np.int64), np.array([3, 4])])
    left, share = without(packed, ids=np.array([3, 9]))
    assert (left.ids.tolist(), left.lengths.tolist(), share) == ([1, 2, 4], [2, 0, 1], 3 / 5)


def test_nobody_to_take_out_leaves_all():
    assert without([], ids=np.array([3])) == ([], 1.0)


@settings(derandomize=True, deadline=None, max_examples=40)
@given(lists=LISTS, counts=st.lists(st.integers(0, 40), max_size=10))
def test_lists_laid_end_to_end_say_what_they_say_one_by_one(lists, counts):
    arrays = [np.array(ids, dtype=np.uint64) for ids in lists]
    packed = Packed.of(arrays)
    assert estimate_people(shared=packed, counts=counts) == estimate_people(shared=arrays, counts=counts)
    assert [ids.tolist() for ids in packed.one_by_one()] == [ids.tolist() for ids in arrays]


@settings(derandomize=True, deadline=None, max_examples=40)
@given(lists=LISTS, counts=st.lists(st.integers(0, 40), max_size=10), joins=st.integers(0, 300))
@pytest.mark.parametrize("sampling", [1.0, 1 / 16])
def test_whoever_joins_never_lowers_the_people(lists, counts, joins, sampling):
    arrays = [np.array(ids, dtype=np.uint64) for ids in lists]
    before, after = (
        estimate_people(shared=arrays, counts=each, sampling=sampling).people
        for each in ([*counts, 0], [*counts, 0, joins])
    )
    assert after >= before * (1 - 1e-9)


@settings(derandomize=True, deadline=None, max_examples=40)
@given(lists=LISTS, counts=st.lists(st.integers(0, 40), max_size=10))
def test_a_further_shared_list_never_lowers_what_is_certain(lists, counts):
    arrays = [np.array(ids, dtype=np.uint64) for ids in lists]
    before, after = (estimate_people(shared=each, counts=counts) for each in (arrays[:-1], arrays))
    assert after.certain_low >= before.certain_low
    assert after.certain_high >= before.certain_high


@settings(derandomize=True, deadline=None, max_examples=40)
@given(lists=LISTS, counts=st.lists(st.none(), max_size=10))
def test_missing_counts_leave_no_sure_end(lists, counts):
    estimate = estimate_people(shared=[np.array(ids, dtype=np.uint64) for ids in lists], counts=counts)
    assert (estimate.certain_high is None) == bool(counts)
    assert estimate.certain_low <= estimate.low <= estimate.people <= estimate.high


def test_one_hub_larger_than_the_rest_together_is_never_undercut():
    lists = crowd(10, size=20, people=300)
    for estimate in (
        estimate_people(shared=lists, counts=[5000]),
        estimate_people(shared=[np.arange(5000), *lists], counts=[20] * 9),
    ):
        assert 5000 <= estimate.low <= estimate.people <= estimate.high <= estimate.follows


@pytest.mark.parametrize("ids", [[], [16], [16, 32, 48]])
def test_samples_of_one_in_sixteen_may_be_tiny_or_empty(ids):
    kept = [np.array(ids, dtype=np.uint64) + np.uint64(16 * (i % 2)) for i in range(6)]
    estimate = estimate_people(shared=kept, counts=[40, 700], sampling=1 / 16, sizes=[50] * 6)
    assert estimate.follows == 6 * 50 + 740
    assert 700 <= estimate.low <= estimate.people <= estimate.high <= estimate.follows
    assert (estimate.certain_low, estimate.certain_high) == (700, estimate.follows)


def test_true_sizes_tell_large_refusers_apart_exactly():
    lists = crowd(12, size=160, people=2000)
    kept = [ids[ids % np.uint64(16) == 0] for ids in lists]
    certain = [True] * 6 + [False] * 6
    exact, by_chance = (
        estimate_people(shared=kept, counts=[161] * 20, certain=certain, sampling=1 / 16, sizes=sizes)
        for sizes in ([160] * 12, None)
    )
    assert exact.follows == 12 * 160 + 20 * 161
    assert exact.high / exact.low != by_chance.high / by_chance.low


@pytest.mark.parametrize(("sizes", "sentence"), [([9], "2 lists but 1 sizes"), ([9, 1], "smaller than what")])
def test_sizes_that_do_not_fit_the_lists_are_refused(sizes, sentence):
    with pytest.raises(ValueError, match=sentence):
        estimate_people(shared=[np.arange(3), np.arange(4)], counts=[], sampling=0.5, sizes=sizes)
