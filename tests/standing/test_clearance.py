"""The rule of clearance, as a truth table and as what always holds."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ambassador.standing.course_policy import Training, course_requirement
from ambassador.standing.guideline_policy import Edition, guideline_requirement
from ambassador.standing.policy import Requirement, Standing, is_due_soon
from tests.factories import LONG_AGO

DAY = timedelta(days=1)


def day(number: int) -> datetime:
    return LONG_AGO + number * DAY


def edition(major: int, *, binds: int | None = 0, signed: int | None = None) -> Edition:
    return Edition(
        major=major,
        binding_from=None if binds is None else day(binds),
        title=f"Rules {major}",
        acknowledged_at=None if signed is None else day(signed),
    )


@pytest.mark.parametrize(
    ("works", "opted_in", "trained", "acknowledged"), list(product([True, False], repeat=4))
)
def test_cleared_takes_all_four(works: bool, opted_in: bool, trained: bool, acknowledged: bool) -> None:
    standing = Standing(
        at=day(0),
        opted_in_at=day(0) if opted_in else None,
        courses=(Requirement(1, "Course", is_met=trained),),
        guidelines=(Requirement(1, "Rules", is_met=acknowledged),),
        works_here=works,
    )
    assert standing.is_cleared == (works and opted_in and trained and acknowledged)


def test_where_nothing_is_required_opting_in_is_enough() -> None:
    assert Standing(at=day(0), opted_in_at=day(0), courses=(), guidelines=()).is_cleared


def test_clearance_lasts_until_the_first_requirement_runs_out() -> None:
    standing = Standing(
        at=day(0),
        opted_in_at=day(0),
        courses=(Requirement(1, "", True, until=day(9)), Requirement(2, "", True, until=day(5))),
        guidelines=(Requirement(1, "", True, until=None),),
    )
    assert standing.cleared_until == day(5)


@pytest.mark.parametrize(("at", "is_met"), [(9, True), (10, False), (11, False)])
def test_a_pass_counts_until_its_last_moment(at: int, is_met: bool) -> None:
    course = course_requirement(1, "Course", done=Training(day(0), day(10)), at=day(at))
    assert course.is_met == is_met


@pytest.mark.parametrize(
    ("editions", "is_met", "until"),
    [
        ([edition(1)], False, None),
        ([edition(1, signed=0)], True, None),
        ([edition(1, binds=9)], True, 9),
        ([edition(1, signed=0), edition(2, binds=9)], True, 9),
        ([edition(1, signed=0), edition(2, binds=5)], False, None),
        ([edition(1), edition(2, binds=9)], False, None),
        ([edition(1), edition(2, binds=9, signed=4)], True, None),
        ([edition(1, signed=0), edition(1, binds=None)], True, None),
        ([edition(1), edition(1, binds=None, signed=4)], True, None),
        ([edition(1, signed=0), edition(2, binds=9), edition(3, binds=7)], True, 7),
    ],
    ids=[
        "never signed",
        "signed",
        "published but not binding yet",
        "a newer one waits",
        "a newer one binds",
        "not signed, a newer one waits",
        "the newer one signed early",
        "a minor version keeps the signature",
        "the minor version signed",
        "the first of two that wait",
    ],
)
def test_a_guideline_is_met_while_nothing_newer_binds(
    editions: list[Edition], is_met: bool, until: int | None
) -> None:
    found = guideline_requirement(1, editions, at=day(5))
    assert (found.is_met, found.until) == (is_met, None if until is None else day(until))


days = st.integers(0, 30)
some_editions = st.lists(
    st.builds(
        lambda major, binds, signed: edition(major, binds=binds, signed=signed),
        st.integers(1, 4),
        st.none() | days,
        st.none() | days,
    ),
    min_size=1,
)


@given(some_editions, days, days)
def test_until_says_exactly_when_it_ends(editions: list[Edition], at: int, later: int) -> None:
    now = guideline_requirement(1, editions, at=day(at))
    then = guideline_requirement(1, editions, at=day(at + later))
    if not now.is_met:
        assert not then.is_met
    else:
        assert then.is_met == (now.until is None or day(at + later) < now.until)


def test_a_pass_is_due_soon_in_its_last_month() -> None:
    passed = Training(day(0), day(40), cleared_until=day(60))
    for at, is_soon in ((9, False), (10, True), (39, True), (40, False)):
        assert is_due_soon(course_requirement(1, "", done=passed, at=day(at)), at=day(at)) is is_soon
    assert not is_due_soon(Requirement(1, "", True), at=day(10))
