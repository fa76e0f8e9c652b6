"""What an attempt asks, and when the next one may begin."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ambassador.training.attempt_policy import Askable, Tries, Verdict, draw, shares
from ambassador.training.policy import QuestionKind
from tests.factories import LONG_AGO

SIZES = st.dictionaries(st.integers(1, 12), st.integers(0, 9), min_size=1, max_size=8)
SEEDS = st.integers(0, 2**32)
POOLS = st.lists(
    st.tuples(st.integers(1, 5), st.sampled_from(QuestionKind), st.integers(2, 6)), min_size=1, max_size=20
).map(lambda parts: [Askable(100 + place, *part) for place, part in enumerate(parts)])


@given(sizes=SIZES, total=st.integers(0, 90), seed=SEEDS)
def test_shares_add_up_and_ask_no_lesson_for_more_than_it_has(
    sizes: dict[int, int], total: int, seed: int
) -> None:
    found = shares(sizes, total, chance=Random(seed))
    assert sum(found.values()) == min(total, sum(sizes.values()))
    assert all(0 <= found[lesson] <= size for lesson, size in sizes.items())


@given(sizes=SIZES, total=st.integers(0, 90), seed=SEEDS)
def test_each_lesson_is_asked_about_where_the_total_allows(
    sizes: dict[int, int], total: int, seed: int
) -> None:
    found = shares(sizes, total, chance=Random(seed))
    asked_about = sum(1 for number in found.values() if number)
    with_questions = sum(1 for size in sizes.values() if size)
    if total >= with_questions:
        assert asked_about == with_questions


@given(sizes=SIZES, total=st.integers(0, 90), seed=SEEDS)
def test_a_lesson_with_more_questions_is_never_asked_about_less(
    sizes: dict[int, int], total: int, seed: int
) -> None:
    found = shares(sizes, total, chance=Random(seed))
    for one, other in ((a, b) for a in sizes for b in sizes if sizes[a] > sizes[b]):
        assert found[one] >= found[other]


def test_the_largest_remainder_gets_what_is_left() -> None:
    # One each; then two for 3, 4 and 2 further ones: 6/9, 8/9 and 4/9.
    assert shares({1: 4, 2: 5, 3: 3}, 5, chance=Random(0)) == {1: 2, 2: 2, 3: 1}


def test_chance_decides_between_lessons_that_are_alike() -> None:
    first = {
        next(lesson for lesson, number in shares({1: 3, 2: 3}, 1, chance=Random(seed)).items() if number)
        for seed in range(20)
    }
    assert first == {1, 2}


@given(pool=POOLS, count=st.one_of(st.none(), st.integers(1, 25)), is_shuffled=st.booleans(), seed=SEEDS)
def test_a_draw_asks_each_question_once_with_all_its_options(
    pool: list[Askable], count: int | None, is_shuffled: bool, seed: int
) -> None:
    asked = draw(pool, count=count, is_shuffled=is_shuffled, chance=Random(seed))
    by_id = {question.id: question for question in pool}
    ids = [question for question, _places in asked]
    assert len(ids) == len(set(ids)) == (len(pool) if count is None else min(count, len(pool)))
    for question, places in asked:
        assert sorted(places) == list(range(by_id[question].options))
        if not is_shuffled or by_id[question].kind is QuestionKind.TRUE_FALSE:
            assert places == tuple(range(by_id[question].options))
    if not is_shuffled:
        assert ids == sorted(ids)


def test_every_question_and_every_order_has_its_chance() -> None:
    pool = [Askable(number, 1 + number % 2, QuestionKind.SINGLE, 3) for number in range(6)]
    seen: Counter[int] = Counter()
    orders = set()
    for seed in range(600):
        asked = draw(pool, count=2, is_shuffled=True, chance=Random(seed))
        seen.update(question for question, _places in asked)
        orders |= {places for _question, places in asked}
    assert len(orders) == 6
    # Each of three in a lesson comes in a third of the draws: 200, give or take five standard deviations.
    assert all(140 < seen[question.id] < 260 for question in pool)


@pytest.mark.parametrize(
    ("tries", "verdict", "left"),
    [
        (Tries(None, 0, used=50, last_at=LONG_AGO), Verdict.OPEN, None),
        (Tries(3, 0, used=2, last_at=LONG_AGO), Verdict.OPEN, 1),
        (Tries(3, 0, used=3, last_at=LONG_AGO), Verdict.USED_UP, 0),
        (Tries(3, 24, used=3, last_at=LONG_AGO, granted=1, granted_at=LONG_AGO), Verdict.OPEN, 1),
        (Tries(3, 24, used=2, last_at=LONG_AGO), Verdict.PAUSED, 1),
        (Tries(None, 24, used=2, last_at=LONG_AGO), Verdict.PAUSED, None),
        # Of a version with fewer attempts than were used, none is left; never less than none.
        (Tries(1, 0, used=3), Verdict.USED_UP, 0),
        # A grant before the last attempt was used for it.
        (
            Tries(2, 24, used=2, last_at=LONG_AGO, granted=1, granted_at=LONG_AGO - timedelta(hours=1)),
            Verdict.PAUSED,
            1,
        ),
    ],
)
def test_whether_another_attempt_may_begin(tries: Tries, verdict: Verdict, left: int | None) -> None:
    assert (tries.verdict(LONG_AGO), tries.left) == (verdict, left)


def test_a_pause_ends_at_its_last_moment_and_not_before() -> None:
    tries = Tries(None, 24, used=1, last_at=LONG_AGO)
    ends = LONG_AGO + timedelta(hours=24)
    assert tries.verdict(ends - timedelta(microseconds=1)) is Verdict.PAUSED
    assert tries.verdict(ends) is Verdict.OPEN


def test_a_day_of_pause_is_24_hours_where_clocks_are_put_forward() -> None:
    oslo = ZoneInfo("Europe/Oslo")
    before = LONG_AGO.replace(month=3, day=29, hour=12)
    opens = Tries(None, 24, used=1, last_at=before).opens_at
    assert opens is not None
    assert before.astimezone(oslo).hour + 1 == opens.astimezone(oslo).hour
