"""Reminders of courses: thirty, seven and one day before, in the one letter for all that waits."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from ambassador.followup import course_source, guideline_source
from ambassador.people.audiences import Audience
from ambassador.people.leaving import leave
from ambassador.training.cycles.models import CourseCycle, CycleReminder
from tests.factories import Factory
from tests.followup.asking import publish as publish_guideline
from tests.followup.test_cycles import AT, COURSE, asked, look, passed, publish, require
from tests.followup.test_reminding import reminded, reminders
from tests.rows import DAY, end_waiver, waive

BOTH = (guideline_source, course_source)
DUE = "2026-05-01"
"""A Friday, 60 days after the course is published; 1, 24 and 30 April are weekdays."""


def days_of_letters(make: Factory, *, days: int = 80, since: datetime = AT) -> list[str]:
    """Run the job on each day, and return the days on which it wrote."""
    every = (since + n * DAY for n in range(days))
    return [at.date().isoformat() for at in every if reminded(make, at, (course_source,))]


def test_there_are_three_before_the_date_and_none_after(make: Factory) -> None:
    make.person()
    publish(make, days_to_pass=60)
    assert days_of_letters(make) == ["2026-04-01", "2026-04-24", "2026-04-30"]
    with make.database.reading() as session:
        kinds = session.scalars(select(CycleReminder.kind).order_by(CycleReminder.at)).all()
    assert kinds == ["month before", "week before", "day before"]


def test_one_that_falls_on_a_weekend_comes_on_monday(make: Factory) -> None:
    make.person()
    publish(make, days_to_pass=62)
    # Sunday 3 May: 3 April is a Friday, 26 April and 2 May are at a weekend.
    assert days_of_letters(make) == ["2026-04-03", "2026-04-27", "2026-05-04"]


def test_who_has_thirty_days_hears_of_it_when_asked_and_not_the_same_day_again(make: Factory) -> None:
    make.person()
    publish(make)
    assert days_of_letters(make) == ["2026-03-25", "2026-03-31"]


def test_a_renewal_is_reminded_of_by_the_end_of_the_pass(make: Factory) -> None:
    who, until = make.person(), datetime(2026, 6, 30, 23, 59, 59, 999999, tzinfo=ZoneInfo("Europe/Oslo"))
    passed(make, who, publish(make, at=AT - DAY), AT, until=until)
    found = []
    for at in (AT + n * DAY for n in range(140)):
        look(make, at)
        found += [at.date().isoformat()] * reminded(make, at, (course_source,))
    # 31 May is a Sunday.
    assert found == ["2026-06-01", "2026-06-23", "2026-06-29"]


def test_a_course_stands_in_the_same_letter_as_the_rules(make: Factory) -> None:
    make.person("Kari Nordmann")
    publish(make, days_to_pass=60)
    publish_guideline(make.database, due_at=datetime.fromisoformat("2026-05-01T21:59:59+00:00"))
    at = datetime.fromisoformat("2026-04-24T09:00:00+00:00")
    assert [reminded(make, at, BOTH), reminded(make, at, BOTH)] == [1, 0]
    [letter] = reminders(make)
    assert "- “Rules”: read it and answer by 1 May 2026.\n" in letter.body
    assert "- The course “Course 7.1”: pass it by 1 May 2026.\n  http://localhost/training/7\n" in letter.body
    assert "If you disagree with a text" in letter.body


def test_nobody_is_told_that_a_course_can_be_declined(make: Factory) -> None:
    make.person()
    publish(make, days_to_pass=60)
    reminded(make, datetime.fromisoformat("2026-04-24T09:00:00+00:00"), BOTH)
    [letter] = reminders(make)
    assert letter.body.endswith("We remind you of each of these three times at most.\n")
    assert "disagree" not in letter.body


@pytest.mark.parametrize("why", ["passed", "waived", "left", "voluntary", "outside"])
def test_reminders_stop(make: Factory, why: str) -> None:
    who = make.person()
    version = publish(make, days_to_pass=60)
    at = datetime.fromisoformat("2026-04-02T09:00:00+00:00")
    assert reminded(make, at - DAY, (course_source,)) == 1
    if why == "passed":
        passed(make, who, version, at, until=at + 300 * DAY)
        look(make, at)
    elif why == "waived":
        with make.database.transaction() as session:
            waive(session, who, COURSE, at, until=at + 300 * DAY, by=who)
    elif why == "voluntary":
        require(make, is_required=False, at=at)
    elif why == "outside":
        publish(make, number=2, audience=Audience.LEADERS, at=at)
    else:
        with make.database.transaction() as session:
            leave(session, person_ids=[who], by=None, at=at)
    assert days_of_letters(make, since=at, days=60) == []
    assert asked(make) == ([who] if why == "waived" else [])


def test_a_waiver_that_ended_lets_reminders_go_on(make: Factory) -> None:
    who = make.person()
    publish(make, days_to_pass=60)
    with make.database.transaction() as session:
        waiver = waive(session, who, COURSE, AT, until=AT + 300 * DAY, by=who)
        end_waiver(session, waiver, datetime.fromisoformat("2026-04-25T09:00:00+00:00"), by=who)
    assert days_of_letters(make, since=datetime.fromisoformat("2026-04-26T09:00:00+00:00")) == [
        "2026-04-27",
        "2026-04-30",
    ]


def test_every_cycle_has_its_own_reminders(make: Factory) -> None:
    who = make.person()
    version = publish(make, days_to_pass=60)
    days_of_letters(make)
    passed(make, who, version, AT + 40 * DAY, until=AT + 400 * DAY)
    look(make, AT + 41 * DAY)
    look(make, AT + 345 * DAY)
    with make.database.reading() as session:
        numbers = session.scalars(select(CourseCycle.number).order_by(CourseCycle.id)).all()
    assert numbers == [1, 2]
    assert len(days_of_letters(make, since=AT + 346 * DAY)) == 3
