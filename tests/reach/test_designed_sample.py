"""From the largest lists and others drawn by chance: the first are counted, the rest is read off a curve."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ambassador.reach import Grade, campaign, estimate_people, grow, seen_by
from ambassador.reach.answers import Answers
from ambassador.reach.assumptions import active_in_a_month
from ambassador.reach.curve import fit_two
from ambassador.reach.effort import fit_efforts
from ambassador.reach.lists import side_by_side
from ambassador.reach.sizes import in_classes

IDS = st.lists(st.integers(0, 60), max_size=30)
COUNTS = st.lists(st.integers(0, 60), max_size=10)
SAMPLES = st.lists(st.tuples(IDS, st.booleans()), min_size=5, max_size=12)
quickly = settings(derandomize=True, deadline=None, max_examples=40)

# The certain lists have 18 follows, 16 people, 14 found once; of the 16 other ids 10 are beyond, 8 people.
CERTAIN = [range(1, 11), range(9, 17)]
DRAWN = [[1, 2, 21, 22], [3, 22, 23, 24], [16, 21, 25, 26], [5, 6, 27, 28]]
FLAGS = [True, True, False, False, False, False]
OTHERS = [4] * 8


def arrays(lists):
    return [np.array(ids, dtype=np.uint64) for ids in lists]


def sizes_of(lengths):
    return in_classes(np.array(lengths, dtype=np.float64))


def by_hand(counts, **options):
    return estimate_people(shared=arrays([*CERTAIN, *DRAWN]), counts=counts, certain=FLAGS, **options)


def heavy_tailed(generator, *, people=30_000, ambassadors=100):
    sizes = np.minimum(40 * (1 + generator.pareto(1.5, ambassadors)), people / 4).astype(int)
    known = generator.pareto(2.0, people) + 0.2
    return [generator.choice(people, size=size, replace=False, p=known / known.sum()) for size in sizes]


def answers(*, refused=(), others=OTHERS):
    flags = np.array([FLAGS])
    lists = side_by_side(arrays([*CERTAIN, *DRAWN]))
    sizes = (np.array(each, dtype=np.float64) for each in (refused, others))
    return Answers(lists, flags, ~flags, *sizes, halves=0)


def test_the_certain_lists_are_counted_and_the_rest_is_read_off_two_curves():
    found = answers()
    assert (found.found.union[0], found.found.people[0]) == (16, 8)
    # Of the drawn lists 2, 3, 3 and 2 of four ids are left.
    assert found.share_new[0] == pytest.approx(0.625)
    logs, by_design, _ = found.log_people
    left = fit_efforts(sizes_of([2, 3, 3, 2]), people=np.array([8]), found_once=np.array([6]))
    beyond = np.exp(left.log_people(sizes_of([2, 3, 3, 2] + [2.5] * 8))[0])
    assert np.exp(by_design) == pytest.approx(16 + beyond)
    whole = fit_efforts(
        sizes_of([10, 8, 4, 4, 4, 4]), people=np.array([24]), found_once=found.found.all_once
    ).log_people(sizes_of([10, 8] + [4] * 12))
    # Four lists were drawn, and the one curve is worth two.
    assert logs == pytest.approx(by_design * 2 / 3 + whole[0] / 3)


def test_the_estimate_says_what_the_answers_say():
    estimate = by_hand(OTHERS)
    assert estimate.people == pytest.approx(np.exp(answers().log_people[0][0]), rel=0.05)
    assert estimate.grade is Grade.SHARED_LISTS
    assert (estimate.certain_low, estimate.certain_high) == (24, 24 + 32)


def test_the_curve_bends_as_that_of_all_shared_lists():
    estimate = by_hand(OTHERS)
    assert estimate.curve.k == fit_two(34, people=24, found_once=int(answers().found.all_once[0])).k
    assert estimate.curve.people_at(66) == pytest.approx(estimate.people)


def test_a_large_refuser_counts_as_one_list_of_the_people_whom_a_curve_gives_him():
    certain = fit_efforts(sizes_of([10, 8]), people=np.array([16]), found_once=np.array([14]))
    new = np.exp(certain.log_people(sizes_of([10, 8, 20]))[0]) - 16
    assert answers(refused=[20.0]).refused_new == pytest.approx(new)
    assert by_hand([20, *OTHERS]).people > by_hand(OTHERS).people + new[0] / 2


def test_large_refusers_widen_the_range():
    lists = sorted(heavy_tailed(np.random.default_rng(5)), key=len, reverse=True)
    willing, refusing = (
        estimate_people(
            shared=lists[first : first + 10] + lists[30:40],
            counts=[len(ids) for ids in lists[:first] + lists[first + 10 : 30] + lists[40:]],
            certain=[True] * 10 + [False] * 10,
        )
        for first in (0, 5)
    )
    assert refusing.high / refusing.low > willing.high / willing.low


def test_an_id_repeated_in_one_list_counts_once():
    repeated = arrays([[*ids, *ids] for ids in [*CERTAIN, *DRAWN]])
    assert estimate_people(shared=repeated, counts=OTHERS, certain=FLAGS) == by_hand(OTHERS)


def test_all_shared_is_the_union_exactly_with_no_width():
    estimate = by_hand([])
    assert (estimate.low, estimate.people, estimate.high) == (24, 24, 24)
    assert estimate.grade is Grade.ALL_SHARED


def test_nobody_else_with_an_audience_leaves_no_width():
    estimate = by_hand([0, 0])
    assert (estimate.low, estimate.people, estimate.high) == (24, 24, 24)


def test_without_the_design_all_lists_are_a_plain_random_sample():
    lists = arrays([*CERTAIN, *DRAWN])
    assert estimate_people(shared=lists, counts=OTHERS, certain=None) == estimate_people(
        shared=lists, counts=OTHERS
    )


def test_three_drawn_lists_are_too_few_to_tell_others_from_the_certain_ones():
    lists = arrays([*CERTAIN, *DRAWN])[:5]
    assert estimate_people(shared=lists, counts=OTHERS, certain=FLAGS[:5]) == estimate_people(
        shared=lists, counts=OTHERS
    )


def test_no_certain_list_leaves_a_curve_of_the_drawn_ones():
    lists = arrays(DRAWN * 2)
    estimate = estimate_people(shared=lists, counts=OTHERS, certain=[False] * 8)
    assert estimate.people == pytest.approx(estimate_people(shared=lists, counts=OTHERS).people, rel=0.05)


def test_lists_that_share_nobody_keep_a_range():
    lists = [np.arange(20) + 20 * i for i in range(8)]
    estimate = estimate_people(shared=lists, counts=[20] * 50, certain=[True] * 4 + [False] * 4)
    assert estimate.low < estimate.people == estimate.high == 20 * 58


def test_lists_of_the_same_people_keep_a_range():
    estimate = estimate_people(shared=[np.arange(9)] * 8, counts=[9] * 50, certain=[True] * 4 + [False] * 4)
    assert estimate.people == pytest.approx(9)
    assert estimate.high > 20


def test_a_hub_that_holds_everybody_leaves_nothing_for_the_others():
    small = [np.arange(10) + 10 * i for i in range(6)]
    estimate = estimate_people(
        shared=[np.arange(1000), *small], counts=[10] * 20, certain=[True] + [False] * 6
    )
    assert (estimate.low, estimate.people) == pytest.approx((1000, 1000))
    assert 1000 < estimate.high < 1020


def test_a_hub_that_refuses_is_the_least_there_is():
    small = [np.arange(10) + 5 * i for i in range(8)]
    estimate = estimate_people(shared=small, counts=[1000], certain=[True] * 4 + [False] * 4)
    assert estimate.certain_low == 1000
    assert 1000 <= estimate.low <= estimate.people <= estimate.high <= 45 + 1000


@pytest.mark.parametrize(("shared", "flags"), [([], []), ([np.arange(7)], [True]), ([np.arange(7)], [False])])
def test_no_ambassador_or_one_is_what_is_there(shared, flags):
    estimate = estimate_people(shared=shared, counts=[], certain=flags)
    assert (estimate.low, estimate.people, estimate.high) == (7 * len(shared),) * 3


def test_flags_that_do_not_match_the_lists_are_refused():
    with pytest.raises(ValueError, match="2 lists but 1 flags"):
        estimate_people(shared=arrays([[1], [2]]), counts=[3], certain=[True])


def test_the_campaign_and_the_planner_go_on_from_the_estimate():
    estimate = by_hand([20, *OTHERS])
    seen = campaign(estimate, posts=4, seen=seen_by("linkedin"), active=active_in_a_month("linkedin"))
    assert seen.low <= seen.value <= seen.high < estimate.high
    steps = grow(estimate, more=[0, 5, 10])
    assert steps[0].added == pytest.approx(0)
    assert 1 < steps[1].added < steps[2].added


def test_sampled_ids_give_nearly_the_same_people():
    lists = sorted(heavy_tailed(np.random.default_rng(2)), key=len, reverse=True)
    shared, counts = [ids.astype(np.uint64) for ids in lists[:40]], [len(ids) for ids in lists[40:]]
    flags = [True] * 20 + [False] * 20
    kept = [ids[ids % np.uint64(4) == 0] for ids in shared]
    whole = estimate_people(shared=shared, counts=counts, certain=flags)
    part = estimate_people(shared=kept, counts=counts, certain=flags, sampling=0.25)
    assert part.people == pytest.approx(whole.people, rel=0.05)
    assert part.certain_high is None


@quickly
@given(sample=SAMPLES, counts=COUNTS)
def test_an_estimate_lies_within_its_range_and_the_certain_bounds(sample, counts):
    lists, flags = zip(*sample, strict=True)
    estimate = estimate_people(shared=arrays(lists), counts=counts, certain=flags)
    assert estimate.certain_low <= estimate.low <= estimate.people <= estimate.high <= estimate.certain_high
    assert estimate.curve.people_at(estimate.follows) == pytest.approx(estimate.people)


@quickly
@given(sample=SAMPLES, counts=COUNTS, sampling=st.floats(0.01, 1))
def test_an_estimate_from_sampled_ids_lies_within_its_range_and_the_follows(sample, counts, sampling):
    lists, flags = zip(*sample, strict=True)
    estimate = estimate_people(shared=arrays(lists), counts=counts, certain=flags, sampling=sampling)
    assert estimate.certain_low <= estimate.low <= estimate.people <= estimate.high <= estimate.follows


@quickly
@given(sample=SAMPLES, counts=COUNTS, joins=st.integers(0, 200))
def test_whoever_joins_never_lowers_the_estimate(sample, counts, joins):
    lists, flags = zip(*sample, strict=True)
    before, after = (
        estimate_people(shared=arrays(lists), counts=each, certain=flags).people
        for each in (counts, [*counts, joins])
    )
    assert after >= before * (1 - 1e-9)


@quickly
@given(sample=SAMPLES)
def test_all_shared_has_no_width_whoever_was_asked_for_certain(sample):
    lists, flags = zip(*sample, strict=True)
    estimate = estimate_people(shared=arrays(lists), counts=[], certain=flags)
    assert estimate.low == estimate.people == estimate.high == len(set().union(*lists))


@quickly
@given(sample=SAMPLES)
def test_lists_beyond_the_certain_ones_are_counted_as_sets_would_count_them(sample):
    lists, flags = zip(*sample, strict=True)
    certain = [set(ids) for ids, flag in zip(lists, flags, strict=True) if flag]
    union = set().union(*certain)
    left = [set(ids) - union for ids, flag in zip(lists, flags, strict=True) if not flag]
    chosen = np.array([flags])
    found = side_by_side(arrays(lists)).beyond(chosen, drawn=~chosen)
    assert (found.union[0], found.union_once[0]) == (len(union), once_in(certain))
    assert (found.left[0], found.people[0]) == (sum(map(len, left)), len(set().union(*left)))
    assert found.once[0] == once_in(left)


def once_in(sets):
    return sum(sum(each in ids for ids in sets) == 1 for each in set().union(*sets))
