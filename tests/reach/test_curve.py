"""The reach curve agrees with exact values, and has the shape that follows must have."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ambassador.reach.curve import Curve, fit_many, fit_two, novelty, reach, through

FOLLOWS = st.floats(1, 1e8)
SCALES = st.one_of(st.floats(1e-3, 1e9), st.just(np.inf))
KS = st.one_of(st.floats(-0.999, 50), st.just(0.0), st.just(np.inf))


@pytest.mark.parametrize(
    ("follows", "scale", "k", "people"),
    [
        (10000, 10000, np.inf, 6321.2056),
        (10000, 10000, 1, 5000.0),
        (10000, 10000, 0, 6931.4718),
        (10000, 10000, -0.5, 8284.2712),
        (10000, 2500, 0.25, 3312.597),
        (0, 100, 1, 0.0),
    ],
)
def test_the_curve_has_the_exact_values(follows, scale, k, people):
    assert Curve(scale=scale, k=k).people_at(follows) == pytest.approx(people, abs=1e-4)


@pytest.mark.parametrize(
    ("people", "once", "scale", "k", "at_four_times"),
    [
        (6000, 4500, 1296.1, -0.6312, 16199.3),
        (4000, 2000, 2361.68, -0.0277, 7097.5),
        (8000, 7500, 136.26, -0.9332, 29278.2),
        (3000, 600, 15292.33, 4.5916, 3321.4),
        (9999, 9998, 49996666.61, np.inf, 39984.0),
        (10000, 10000, np.inf, np.inf, 40000.0),
    ],
)
def test_the_fit_has_the_exact_values(people, once, scale, k, at_four_times):
    curve = fit_two(10000, people=people, found_once=once)
    assert curve.scale == pytest.approx(scale, rel=2e-5)
    assert curve.k == pytest.approx(k, abs=1e-4)
    assert curve.people_at(40000) == pytest.approx(at_four_times, abs=0.05)


def test_many_curves_are_fitted_as_each_alone():
    scales, ks = fit_many([10000, 10000], people=[6000, 10000], found_once=[4500, 10000])
    alone = fit_two(10000, people=6000, found_once=4500)
    assert (scales[0], ks[0]) == (alone.scale, alone.k)
    assert np.isinf(scales[1])


def test_a_tiny_k_is_continuous_with_none():
    assert reach(1e4, scale=1e3, k=1e-13) == pytest.approx(reach(1e4, scale=1e3, k=0), rel=1e-10)


def test_a_scale_beyond_measure_is_continuous_with_an_infinite_one():
    assert reach(1e4, scale=1e18, k=1) == pytest.approx(1e4, rel=1e-12)


@settings(derandomize=True, deadline=None)
@given(follows=FOLLOWS, scale=SCALES, k=KS)
def test_the_curve_rises_and_bends_down(follows, scale, k):
    people = reach(follows * np.linspace(0, 1, 9), scale=scale, k=k)
    steps = np.diff(people)
    # Where the curve is flat, the last digit of a float may fall.
    assert np.all(steps >= -1e-12 * follows)
    assert np.all(np.diff(steps) <= 1e-9 * follows)


@settings(derandomize=True, deadline=None)
@given(follows=FOLLOWS, scale=SCALES, k=KS)
def test_there_are_never_more_people_than_follows(follows, scale, k):
    assert 0 <= reach(follows, scale=scale, k=k) <= follows * (1 + 1e-9)


@settings(derandomize=True, deadline=None)
@given(follows=FOLLOWS, scale=st.floats(1, 1e9), k=st.floats(-0.99, 20))
def test_the_slope_is_that_of_the_curve(follows, scale, k):
    near = reach(follows * np.array([1 - 1e-5, 1 + 1e-5]), scale=scale, k=k)
    measured = (near[1] - near[0]) / (2e-5 * follows)
    assert novelty(follows, scale=scale, k=k) == pytest.approx(measured, abs=1e-5)


@settings(derandomize=True, deadline=None)
@given(follows=st.integers(10, 10**9), share=st.floats(0.01, 0.999), newness=st.floats(0.0, 0.999))
def test_a_fit_passes_through_its_point(follows, share, newness):
    people = follows * share
    curve = fit_two(follows, people=people, found_once=people * newness)
    assert curve.people_at(follows) == pytest.approx(people, rel=1e-6)


@settings(derandomize=True, deadline=None)
@given(scale=st.floats(10, 1e6), k=st.floats(-0.95, 20), follows=st.floats(1e3, 1e5))
def test_a_fit_finds_the_slope_it_was_given(scale, k, follows):
    slope = float(novelty(follows, scale=scale, k=k))
    curve = fit_two(follows, people=float(reach(follows, scale=scale, k=k)), found_once=slope * follows)
    assert curve.slope_at(follows) == pytest.approx(slope, rel=1e-4, abs=1e-9)


@settings(derandomize=True, deadline=None)
@given(follows=st.floats(10, 1e8), share=st.floats(0.01, 0.999), k=st.floats(-0.95, 20))
def test_a_curve_of_a_given_k_passes_through_its_point(follows, share, k):
    curve = through(follows, people=follows * share, k=k)
    assert curve.people_at(follows) == pytest.approx(follows * share, rel=1e-6)


def test_one_person_in_a_thousand_lists_keeps_the_fit_finite():
    curve = fit_two(100_000, people=99_001, found_once=99_000)
    assert curve.people_at(100_000) == pytest.approx(99_001)
    assert curve.people_at(1_000_000) == pytest.approx(990_000, rel=0.001)


@pytest.mark.parametrize(("people", "once"), [(0, 0), (101, 50), (60, 61), (60, 60), (60, -1)])
def test_numbers_that_no_lists_give_are_refused(people, once):
    with pytest.raises(ValueError, match="No lists have"):
        fit_two(100, people=people, found_once=once)


@pytest.mark.parametrize("people", [0, 101])
def test_a_point_no_curve_can_reach_is_refused(people):
    with pytest.raises(ValueError, match="at least one person"):
        through(100, people=people, k=1.0)
