"""Why a guideline or a course is met or not, with audiences, exceptions and withdrawn versions."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from ambassador.guidelines.policy import Label
from ambassador.people.audiences import Audience
from ambassador.standing.course_policy import Training, Waived, course_requirement
from ambassador.standing.guideline_policy import (
    Answers,
    Declined,
    Edition,
    Excepted,
    Task,
    guideline_requirement,
)
from ambassador.standing.policy import Needed, Requirement, moment_on
from ambassador.standing.reasons import Reason, Why
from ambassador.standing.words import sentence
from tests.factories import LONG_AGO

DAY = timedelta(days=1)
LEADERS, ALL = Audience.LEADERS, Audience.ALL


def day(number: int) -> datetime:
    return LONG_AGO + number * DAY


def edition(
    major: int,
    *,
    binds: int = 0,
    signed: int | None = None,
    withdrawn: int | None = None,
    audience: Audience = Audience.AMBASSADORS,
) -> Edition:
    return Edition(
        major,
        day(binds),
        f"Rules {major}",
        None if signed is None else day(signed),
        withdrawn_at=None if withdrawn is None else day(withdrawn),
        audience=audience,
    )


def on_day_5(*editions: Edition, needed: Needed | None = None, **answers: object) -> Requirement:
    own = Answers(**answers)  # type: ignore[arg-type]  # each test gives what its field takes
    return guideline_requirement(1, editions, at=day(5), answers=own, needed=needed)


def whys(requirement: Requirement) -> list[Why]:
    return [reason.why for reason in requirement.reasons]


def test_a_signature_tells_version_and_day() -> None:
    found = on_day_5(edition(1, signed=2))
    assert (found.is_met, whys(found)) == (True, [Why.ACKNOWLEDGED])
    assert (found.reasons[0].version, found.reasons[0].at) == (Label(1, 0), day(2))


def test_in_grace_the_version_before_holds_and_the_new_one_waits() -> None:
    found = on_day_5(edition(1, signed=2), edition(2, binds=9))
    assert (found.is_met, found.is_open, found.until) == (True, True, day(9))
    waits = found.reason(Why.WAITS)
    assert waits is not None
    assert (waits.held, waits.version, waits.until) == (Label(1, 0), Label(2, 0), day(9))


def test_without_a_signature_the_version_that_binds_is_missing() -> None:
    found = on_day_5(edition(1, signed=2), edition(2, binds=4))
    assert (found.is_met, whys(found)) == (False, [Why.ACKNOWLEDGED, Why.MISSING])


def test_a_withdrawn_version_gives_way_to_the_one_before() -> None:
    found = on_day_5(edition(1, signed=2), edition(2, binds=3, withdrawn=4))
    assert (found.is_met, found.title, whys(found)) == (True, "Rules 1", [Why.ACKNOWLEDGED, Why.WITHDRAWN])


def test_the_signature_of_a_withdrawn_version_does_not_count() -> None:
    found = on_day_5(edition(1), edition(2, binds=3, signed=3, withdrawn=4))
    assert (found.is_met, whys(found)) == (False, [Why.MISSING, Why.WITHDRAWN])


def test_where_the_only_version_is_withdrawn_nothing_binds() -> None:
    found = on_day_5(edition(1, signed=2, withdrawn=4))
    assert (found.is_met, found.is_asked, whys(found)) == (True, False, [Why.NOT_BINDING, Why.WITHDRAWN])


@pytest.mark.parametrize(("until", "is_met"), [(4, False), (5, False), (6, True)])
def test_an_exception_is_good_until_its_end(until: int, is_met: bool) -> None:
    found = on_day_5(edition(1), exceptions=[Excepted(day(1), day(until), "Kari")])
    assert found.is_met == is_met
    assert found.until == (day(until) if is_met else None)
    assert whys(found) == ([Why.EXCEPTED] if is_met else [Why.MISSING])


def test_rules_for_leaders_bind_who_was_asked() -> None:
    rules = edition(1, audience=LEADERS)
    assert whys(on_day_5(rules)) == [Why.NOT_ASKED]
    asked = on_day_5(rules, tasks=[Task(1, day(9))])
    assert (asked.is_met, asked.is_open, asked.due_at) == (False, True, day(9))
    assert on_day_5(rules, tasks=[Task(1, day(9), is_live=False)]).is_met


def test_who_is_asked_for_the_next_version_stays_bound_by_this_one_in_its_grace() -> None:
    rules = (edition(1, audience=LEADERS), edition(2, binds=9, audience=LEADERS))
    before, after = Task(1, day(2), is_live=False, is_superseded=True), Task(2, day(9))
    assert not on_day_5(*rules, tasks=[before, after]).is_met
    newcomer = on_day_5(*rules, tasks=[after])
    assert (newcomer.is_met, newcomer.is_open, newcomer.until) == (True, True, day(9))


def test_rules_that_become_everybodys_spare_others_until_then() -> None:
    found = on_day_5(edition(1, audience=LEADERS), edition(2, binds=9, audience=ALL), tasks=[Task(2, day(9))])
    assert (found.is_met, found.until, whys(found)) == (True, day(9), [Why.NOT_ASKED, Why.WAITS])


def test_a_no_is_told_as_long_as_the_version_is_open() -> None:
    no = Declined(Label(1, 0), day(3))
    assert whys(on_day_5(edition(1), declines=[no])) == [Why.MISSING, Why.DECLINED]
    assert whys(on_day_5(edition(1, signed=4), declines=[no])) == [Why.ACKNOWLEDGED]


@pytest.mark.parametrize("needed", [Needed(False, day(1)), Needed(False, None, day(9)), Needed(False)])
def test_what_is_not_required_is_met_and_asks_for_nothing(needed: Needed) -> None:
    for found in (
        on_day_5(edition(1), needed=needed),
        course_requirement(1, "", done=Training(), at=day(5), needed=needed),
    ):
        assert (found.is_met, found.is_asked, found.is_open, found.until) == (True, False, False, None)
        assert (found.reasons[0].at, found.reasons[0].until) == (needed.changed_at, needed.again_from)


@pytest.mark.parametrize(("until", "why"), [(None, Why.NOT_PASSED), (5, Why.RAN_OUT), (6, Why.PASSED)])
def test_a_course_says_why(until: int | None, why: Why) -> None:
    ends = None if until is None else day(until)
    found = course_requirement(1, "", done=Training(day(1) if until else None, ends), at=day(5))
    assert whys(found) == [why]


days = st.integers(0, 20)
majors = st.integers(1, 4)
some_editions = st.lists(
    st.builds(
        lambda major, binds, signed, withdrawn, audience: edition(
            major, binds=binds, signed=signed, withdrawn=withdrawn, audience=audience
        ),
        majors,
        days,
        st.none() | days,
        st.none() | st.none() | days,
        st.sampled_from(Audience),
    ),
    min_size=1,
    max_size=5,
)
some_answers = st.builds(
    Answers,
    tasks=st.lists(st.builds(Task, majors, days.map(day), st.booleans(), st.booleans()), max_size=4),
    exceptions=st.lists(st.builds(Excepted, days.map(day), days.map(day)), max_size=2),
    declines=st.lists(
        st.builds(Declined, majors.map(lambda major: Label(major, 0)), days.map(day)), max_size=2
    ),
)


@given(some_editions, some_answers, days, days)
def test_until_is_right_whatever_was_answered(
    editions: list[Edition], answers: Answers, at: int, later: int
) -> None:
    now = guideline_requirement(1, editions, at=day(at), answers=answers)
    then = guideline_requirement(1, editions, at=day(at + later), answers=answers)
    if now.is_met and (now.until is None or day(at + later) < now.until):
        # It is met all the way up to then; after that moment it may become so again.
        assert then.is_met
    if now.is_met and now.until == day(at + later):
        assert not then.is_met


@given(some_editions, some_answers, days)
def test_there_is_always_a_reason(editions: list[Edition], answers: Answers, at: int) -> None:
    found = guideline_requirement(1, editions, at=day(at), answers=answers)
    assert found.reasons
    assert (Why.MISSING in whys(found)) == (not found.is_met)


def test_a_day_is_judged_at_its_end_today_now_and_later_not_at_all() -> None:
    oslo = ZoneInfo("Europe/Oslo")
    now = datetime(2026, 3, 3, 22, 30, tzinfo=ZoneInfo("UTC"))
    today = now.date()
    assert moment_on(today, oslo, now=now) == now
    assert moment_on(today + DAY, oslo, now=now) is None
    before = moment_on(today - DAY, oslo, now=now)
    assert before is not None
    assert before.isoformat() == "2026-03-02T23:59:59.999999+01:00"


@pytest.mark.parametrize(
    ("at", "met", "until", "whys"),
    [
        (9, True, 12, [Why.PASSED]),
        (10, True, 12, [Why.GRACE]),
        (11, True, 12, [Why.GRACE]),
        (12, False, None, [Why.RAN_OUT]),
    ],
)
def test_after_a_pass_ran_out_its_grace_counts_for_clearance(
    at: int, met: bool, until: int | None, whys: list[Why]
) -> None:
    done = Training(day(1), day(10), cleared_until=day(12), due_at=day(10))
    found = course_requirement(1, "", done=done, at=day(at))
    assert (found.is_met, found.until) == (met, day(until) if until else None)
    assert [reason.why for reason in found.reasons] == whys
    # The date stays that of the pass: in its grace one is late, and cleared.
    assert (found.due_at, found.is_open, found.has_task) == (day(10), True, True)


def test_the_grace_says_when_it_ran_out_and_until_when_one_is_cleared(app: Flask) -> None:
    reason = Reason(Why.GRACE, at=day(10), until=day(12))
    with app.test_request_context():
        told = sentence(reason)
    assert told == "Passed, but that ran out on 11 January 2025; still cleared until 13 January 2025."


@pytest.mark.parametrize(
    ("done", "whys"),
    [
        (Training(), [Why.WAIVED]),
        (Training(day(1), day(4)), [Why.WAIVED]),
        (Training(day(1), day(4), cleared_until=day(8)), [Why.GRACE, Why.WAIVED]),
        (Training(day(1), day(8)), [Why.PASSED]),
    ],
)
def test_who_is_let_off_has_met_it_and_nothing_is_asked_of_them(done: Training, whys: list[Why]) -> None:
    waived = Waived(day(0), day(20), "Mona")
    found = course_requirement(1, "", done=replace(done, waived=waived, due_at=day(3)), at=day(5))
    assert (found.is_met, found.until) == (True, day(20))
    assert [reason.why for reason in found.reasons] == whys
    assert (found.is_open, found.has_task, found.due_at) == (False, False, None)
