"""Courses for leaders or teams: whom they bind, whom they ask, and what a standing tells of them."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select

from ambassador.people.audiences import Audience
from ambassador.people.leaving import leave
from ambassador.people.models import Person
from ambassador.reports.programme_queries import expiring
from ambassador.standing import words
from ambassador.standing.course_audiences import courses_in_force
from ambassador.standing.own_queries import standing_of
from ambassador.standing.queries import cleared_at, required_at
from ambassador.training.models import Attempt, Result
from tests.factories import LONG_AGO, Factory
from tests.rows import DAY, attempt, publish_course, result, rows

NOW = LONG_AGO + 30 * DAY


@pytest.fixture
def people(make: Factory) -> dict[str, int]:
    """Four ambassadors, a leader who has not joined, and an ambassador who has left."""
    sales = make.team("Salg")
    found = {
        "leads": make.person(is_leader=True),
        "sells": make.person(team_id=sales),
        "works": make.person(team_id=make.team("Drift")),
        "alone": make.person(),
        "aside": make.person(is_leader=True, team_id=sales),
        "gone": make.person(is_leader=True, team_id=sales),
    }
    for name in ("leads", "sells", "works", "alone", "gone"):
        make.opt_in(found[name])
    with make.database.transaction() as session:
        leave(session, person_ids=[found["gone"]], by=None, at=LONG_AGO + DAY)
    return found


def publish(make: Factory, audience: Audience, course_id: int = 1, *, number: int = 1, at: datetime) -> int:
    with make.database.transaction() as session:
        teams = [1] if audience is Audience.TEAMS else []
        return publish_course(session, course_id, at=at, number=number, audience=audience, teams=teams)


def cleared(make: Factory, people: dict[str, int], at: datetime = NOW) -> set[str]:
    """Return who is cleared, asked of all at once; asking each for themselves says the same."""
    names = {who: name for name, who in people.items()}
    with make.database.reading() as session:
        many = {names[who] for who in session.scalars(cleared_at(required_at(session, at), at))}
        one = {name for name, who in people.items() if standing_of(session, who, "en", at).is_cleared}
    assert one == many
    return many


@pytest.mark.parametrize(
    ("audience", "bound"),
    [
        (Audience.ALL, {"leads", "sells", "works", "alone"}),
        (Audience.AMBASSADORS, {"leads", "sells", "works", "alone"}),
        (Audience.LEADERS, {"leads"}),
        (Audience.TEAMS, {"sells"}),
    ],
)
def test_a_required_course_binds_those_ambassadors_it_is_for(
    make: Factory, people: dict[str, int], audience: Audience, bound: set[str]
) -> None:
    everyone = {"leads", "sells", "works", "alone"}
    assert cleared(make, people) == everyone
    version = publish(make, audience, at=LONG_AGO)
    assert cleared(make, people) == everyone - bound
    with make.database.transaction() as session:
        rows(session, Attempt, [attempt(who, who, version, NOW - DAY) for who in people.values()])
        ends = NOW + 10 * DAY
        passed = [result(who, who, 1, NOW - DAY, valid_until=ends) for who in people.values()]
        rows(session, Result, passed)
    assert cleared(make, people) == everyone
    assert cleared(make, people, ends) == everyone - bound
    with make.database.reading() as session:
        assert expiring(session, at=NOW, before=ends) == len(bound)
        assert expiring(session, at=NOW, before=ends - DAY) == 0


@pytest.mark.parametrize(
    ("audience", "asked"),
    [
        (Audience.ALL, {"leads", "sells", "works", "alone", "aside"}),
        (Audience.AMBASSADORS, {"leads", "sells", "works", "alone"}),
        (Audience.LEADERS, {"leads", "aside"}),
        (Audience.TEAMS, {"sells", "aside"}),
    ],
)
def test_a_course_asks_those_who_work_here_and_are_among_them(
    make: Factory, people: dict[str, int], audience: Audience, asked: set[str]
) -> None:
    publish(make, audience, at=LONG_AGO)
    with make.database.reading() as session:
        [course] = courses_in_force(session, NOW)
        found = set(session.scalars(select(Person.id).where(course.asks)))
    assert found == {people[name] for name in asked}


def test_the_version_in_force_at_the_moment_says_for_whom(make: Factory, people: dict[str, int]) -> None:
    publish(make, Audience.LEADERS, at=LONG_AGO)
    publish(make, Audience.TEAMS, number=2, at=LONG_AGO + 10 * DAY)
    assert cleared(make, people, LONG_AGO + 9 * DAY) == {"sells", "works", "alone"}
    assert cleared(make, people, LONG_AGO + 10 * DAY) == {"leads", "works", "alone"}


def test_a_course_for_all_and_one_for_leaders_are_both_needed_by_a_leader(
    make: Factory, people: dict[str, int]
) -> None:
    for_all = publish(make, Audience.AMBASSADORS, 1, at=LONG_AGO)
    for_leaders = publish(make, Audience.LEADERS, 2, at=LONG_AGO)
    leads, alone = people["leads"], people["alone"]
    ends = NOW + 10 * DAY
    with make.database.transaction() as session:
        rows(session, Attempt, [attempt(who, who, for_all, NOW - DAY) for who in (leads, alone)])
        rows(session, Result, [result(who, who, 1, NOW - DAY, valid_until=ends) for who in (leads, alone)])
    assert cleared(make, people) == {"alone"}
    with make.database.transaction() as session:
        rows(session, Attempt, [attempt(99, leads, for_leaders, NOW - DAY)])
        rows(session, Result, [result(99, leads, 2, NOW - DAY, valid_until=ends)])
    assert cleared(make, people) == {"alone", "leads"}


def test_a_standing_says_that_a_course_is_for_others(make: Factory, people: dict[str, int]) -> None:
    publish(make, Audience.LEADERS, 1, at=LONG_AGO)
    publish(make, Audience.TEAMS, 2, at=LONG_AGO)
    with make.app.test_request_context(), make.database.reading() as session:
        told = dict(words.told(standing_of(session, people["alone"], "en", NOW)))
        of_leader = dict(words.told(standing_of(session, people["leads"], "en", NOW)))
    assert told["Course 1.1"] == "Not asked: for leaders only."
    assert told["Course 2.1"] == "Not asked: for other teams only."
    assert of_leader["Course 1.1"] == "Not passed."


def test_a_course_for_leaders_is_a_step_for_them_alone(make: Factory, people: dict[str, int]) -> None:
    publish(make, Audience.LEADERS, at=LONG_AGO)
    assert "Course 1.1" in make.browser_of(people["leads"]).get("/checklist")
    assert "Course 1.1" not in make.browser_of(people["alone"]).get("/checklist")
