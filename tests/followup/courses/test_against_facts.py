"""The figures of courses are those that anybody would work out from the facts, person by person."""

from __future__ import annotations

from collections import Counter
from dataclasses import astuple
from random import Random

import pytest
from flask_babel import force_locale
from sqlalchemy import delete, insert, select

from ambassador.columns import NONE
from ambassador.followup.courses.policy import STANDS
from ambassador.followup.courses.queries import learners
from ambassador.people.erasing import erase
from ambassador.training.models import CourseVersion
from ambassador.training.tallies.models import QuestionTally, TimeTally, UntalliedResult
from ambassador.training.tallies.operations import forget_tallies, tally_next
from ambassador.training.tallies.queries import counts_of, times_of
from tests.factories import Factory
from tests.followup.courses.world import AT, RIGHT, Plain, fill, hand_in, questions_of
from tests.rows import DAY
from tests.training.withdrawing import withdraw

COURSES = [1, 2, 3]


def tally_all(make: Factory, *, most: int = 500) -> int:
    """Tally in transactions of their own, and return in how many."""
    for turn in range(10_000):
        with make.database.transaction() as session:
            if not tally_next(session, most=most):
                return turn
    raise AssertionError


def check(make: Factory) -> Plain:
    """Assert that every figure is the one worked out from the facts."""
    with make.database.snapshot() as session:
        plain, found = Plain(session), learners(session, COURSES, at=AT)
        for course in COURSES:
            alone = learners(session, [course], at=AT)[course]
            for each in (found[course], alone):
                pairs = zip(each.team.tolist(), each.stand.tolist(), strict=True)
                stands = Counter((None if team == NONE else team, str(STANDS[at])) for team, at in pairs)
                assert stands == plain.stands(course)
                assert dict(each.tries) == dict(plain.tries(course))
            version = session.scalars(select(CourseVersion.id).where(CourseVersion.course_id == course)).one()
            counts = counts_of(session, version)
            for question in questions_of(session, version):
                told = astuple(counts[question.id]) if question.id in counts else (0,) * 5
                assert told == plain.counts(question.id)
            assert times_of(session, COURSES)[course] == plain.minutes(course)
    return plain


@pytest.mark.parametrize("seed", [1, 2])
def test_all_figures_are_those_of_the_facts(make: Factory, seed: int) -> None:
    chance = Random(seed)
    fill(make, chance, people=60)
    # Whatever is tallied, and in how many steps.
    plain = check(make)
    assert len({stand for _team, stand in sum((plain.stands(c) for c in COURSES), Counter())}) == len(STANDS)
    assert any(mark.is_new_pass for marks in plain.marks.values() for mark in marks) or seed != 1
    with make.database.transaction() as session:
        assert tally_next(session, most=7) == 7
    check(make)
    assert tally_all(make, most=20) > 3
    check(make)


def test_a_result_after_the_tally_counts_at_once_and_once(make: Factory) -> None:
    fill(make, Random(3), people=20)
    tally_all(make)
    with make.database.transaction() as session:
        version = session.get_one(CourseVersion, 1)
        chosen = {each.id: [1] for each in questions_of(session, 1)}
        right = sum(set(each) == {1} for each in RIGHT)
        for number, attempt in enumerate((20_001, 20_002), start=50):
            hand_in(session, attempt, 1, version, AT - DAY, chosen=chosen, right=right, number=number)
    check(make)
    assert tally_all(make, most=1) == 2
    check(make)


def test_a_withdrawal_and_erasing_somebody_change_no_tally(make: Factory) -> None:
    fill(make, Random(4), people=30)
    tally_all(make)
    with make.database.reading() as session:
        left = next(who.id for who in Plain(session).people.values() if who.left_at and who.left_at <= AT)
        faulty = questions_of(session, 2)[0].id
    withdraw(make, faulty, by=1, at=AT - DAY)
    with (
        make.app.test_request_context(),
        force_locale("en"),
        make.database.transaction() as session,
    ):
        assert erase(session, person_id=left, by=None, at=AT) is None
    check(make)


def test_counting_anew_comes_to_the_same(make: Factory) -> None:
    fill(make, Random(5), people=30)
    tally_all(make)
    with make.database.transaction() as session:
        # As if a tally had been changed by hand.
        session.execute(delete(TimeTally))
        session.execute(delete(QuestionTally))
        session.execute(delete(UntalliedResult))
        session.execute(insert(TimeTally).values(version_id=1, minutes=3, attempts=99))
    with pytest.raises(AssertionError):
        check(make)
    with make.database.transaction() as session:
        forget_tallies(session)
    check(make)
    tally_all(make)
    check(make)
