"""Clearance asked for all at once and for one person with reasons: the two always agree."""

from __future__ import annotations

from itertools import product
from random import Random

import pytest
from sqlalchemy.orm import Session

from ambassador.db import Database
from ambassador.reports import queries as facts
from ambassador.reports.history import at_point, progress
from ambassador.standing.own_queries import standing_of
from ambassador.standing.queries import (
    acknowledged_at,
    cleared_at,
    opted_in_at,
    required_at,
    trained_at,
    working_at,
)
from ambassador.standing.reasons import Why
from ambassador.training.queries import valid_pass
from tests.factories import LONG_AGO
from tests.rows import YEAR
from tests.standing.crowd import Crowd


@pytest.mark.parametrize("seed", range(12))
def test_the_many_and_the_one_agree(database: Database, seed: int) -> None:
    crowd = Crowd(Random(seed), start=LONG_AGO, people=25)
    with database.transaction() as session:
        crowd.write(session)
    with database.reading() as session:
        for at in [LONG_AGO, *(crowd.some_time(4 * YEAR) for _ in range(9))]:
            required = required_at(session, at)
            one = {who: standing_of(session, who, "en", at) for who in range(1, crowd.people + 1)}
            for select, asks in (
                (working_at(at), "works_here"),
                (opted_in_at(at), "is_opted_in"),
                (trained_at(required, at), "is_trained"),
                (acknowledged_at(required, at), "has_acknowledged"),
                (cleared_at(required, at), "is_cleared"),
            ):
                many = set(session.scalars(select))
                assert many == {who for who, standing in one.items() if getattr(standing, asks)}, asks


@pytest.mark.parametrize("seed", range(4))
def test_the_checklist_says_what_the_page_of_the_course_says(database: Database, seed: int) -> None:
    crowd = Crowd(Random(seed), start=LONG_AGO, people=25)
    with database.transaction() as session:
        crowd.write(session)
    with database.reading() as session:
        for at, who in product([crowd.some_time() for _ in range(5)], range(1, crowd.people + 1)):
            for course in (each for each in standing_of(session, who, "en", at).courses if each.is_asked):
                valid = valid_pass(session, who, course.id, at=at)
                passed = course.reason(Why.PASSED)
                assert (passed and passed.until) == (valid and valid.valid_until)


def test_the_crowd_has_people_in_their_grace_and_people_let_off(database: Database) -> None:
    crowd = Crowd(Random(5), start=LONG_AGO, people=25)
    with database.transaction() as session:
        crowd.write(session)
    with database.reading() as session:
        found = {
            reason.why
            for at, who in product([crowd.some_time() for _ in range(20)], range(1, crowd.people + 1))
            for course in standing_of(session, who, "en", at).courses
            for reason in course.reasons
        }
    assert {Why.PASSED, Why.GRACE, Why.WAIVED, Why.RAN_OUT, Why.NOT_PASSED} <= found


def test_the_crowd_has_people_on_both_sides(database: Database) -> None:
    crowd = Crowd(Random(1), start=LONG_AGO, people=200)
    with database.transaction() as session:
        crowd.write(session)
    at = LONG_AGO + 2 * YEAR
    with database.reading() as session:
        cleared = len(session.scalars(cleared_at(required_at(session, at), at)).all())
    assert 5 < cleared < 195


@pytest.mark.parametrize("seed", range(6))
def test_the_months_of_the_report_agree(database: Database, seed: int) -> None:
    crowd = Crowd(Random(seed), start=LONG_AGO, people=25)
    with database.transaction() as session:
        crowd.write(session)
    points = sorted({crowd.some_time(4 * YEAR) for _ in range(12)})
    with database.reading() as session:
        people = facts.people(session, points)
        cleared = progress(session, people, points).cleared
        for place, at in enumerate(points):
            said = set(session.scalars(cleared_at(required_at(session, at), at)))
            assert set(people.person[at_point(cleared, place)].tolist()) == said


def test_the_crowds_have_every_reason_there_is(database: Database) -> None:
    found: set[Why] = set()
    for seed in range(8):
        crowd = Crowd(Random(seed), start=LONG_AGO, people=12)
        with database.engine.begin() as connection, Session(connection) as session:
            crowd.write(session)
            for at, who in product([crowd.some_time() for _ in range(6)], range(1, crowd.people + 1)):
                standing = standing_of(session, who, "en", at)
                requirements = (*standing.courses, *standing.guidelines)
                found.update(reason.why for each in requirements for reason in each.reasons)
            connection.rollback()
    assert found == set(Why)
