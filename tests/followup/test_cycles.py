"""Cycles of training are there at once, whatever happens, one open for each person and course."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from ambassador.db import Database
from ambassador.followup.cycles import bring_up_to_date
from ambassador.optins import operations as optins
from ambassador.people.audiences import Audience
from ambassador.people.leaving import leave
from ambassador.training.cycles.models import CourseCycle
from ambassador.training.models import Attempt, Result
from ambassador.training.requirement_operations import set_required
from ambassador.training.signals import course_published
from tests.factories import ZONE, Factory
from tests.followup.test_tasks import import_people
from tests.rows import DAY, attempt, publish_course, result, rows

AT = datetime.fromisoformat("2026-03-02T09:00:00+00:00")
OSLO = ZoneInfo(ZONE)
COURSE = 7


def publish(
    make: Factory,
    course_id: int = COURSE,
    *,
    at: datetime = AT,
    number: int = 1,
    audience: Audience = Audience.ALL,
    **settings: int,
) -> int:
    """Publish a version of a course for an audience, as publishing does."""
    with make.database.transaction() as session:
        version = publish_course(session, course_id, at=at, number=number, audience=audience, **settings)
        course_published.send(session, course_id=course_id, at=at)
    return version


def require(make: Factory, *, is_required: bool, at: datetime) -> None:
    with make.database.transaction() as session:
        set_required(session, course_id=COURSE, is_required=is_required, by=None, at=at)


def passed(make: Factory, who: int, version: int, at: datetime, *, until: datetime) -> None:
    """Put a pass into the tables, as if it had been made before there were cycles."""
    with make.database.transaction() as session:
        rows(session, Attempt, [attempt(who, who, version, at)])
        rows(session, Result, [result(who, who, COURSE, at, valid_until=until)])


def look(make: Factory, at: datetime, person_ids: list[int] | None = None) -> None:
    with make.database.transaction() as session:
        bring_up_to_date(session, at=at, person_ids=person_ids)


def cycles(make: Factory, who: int | None = None) -> list[CourseCycle]:
    with make.database.reading() as session:
        found = session.scalars(select(CourseCycle).order_by(CourseCycle.id)).all()
    return [cycle for cycle in found if who in (None, cycle.person_id)]


def asked(make: Factory, course_id: int = COURSE) -> list[int]:
    return sorted(
        each.person_id for each in cycles(make) if each.course_id == course_id and each.ended_at is None
    )


def ends_of(make: Factory, who: int) -> list[str | None]:
    return [each.ended_why for each in cycles(make, who)]


def test_publishing_asks_the_whole_audience_at_once(make: Factory) -> None:
    plain, opted_in, leads = make.person(), make.person(), make.person(is_leader=True)
    make.opt_in(opted_in)
    for course_id, audience in enumerate((Audience.ALL, Audience.AMBASSADORS, Audience.LEADERS), COURSE):
        publish(make, course_id, audience=audience)
    assert [asked(make, COURSE + place) for place in range(3)] == [
        [plain, opted_in, leads],
        [opted_in],
        [leads],
    ]


@pytest.mark.parametrize(
    ("asked_at", "last_day"),
    [
        ("2026-03-02T09:00:00+00:00", date(2026, 4, 1)),
        # Half an hour before midnight in Oslo, and half an hour after; summer time begins in between.
        ("2026-03-10T22:30:00+00:00", date(2026, 4, 9)),
        ("2026-03-10T23:30:00+00:00", date(2026, 4, 10)),
    ],
)
def test_who_is_asked_first_has_whole_days_by_the_company_s_calendar(
    make: Factory, asked_at: str, last_day: date
) -> None:
    who = make.person()
    publish(make, at=datetime.fromisoformat(asked_at))
    due = cycles(make, who)[0].due_at.astimezone(OSLO)
    assert (due.date(), due.isoformat()[11:26]) == (last_day, "23:59:59.999999")


def test_days_are_those_of_the_company_whoever_tells_of_the_publication(make: Factory) -> None:
    # As a command does, with no app at work.
    who = make.person()
    elsewhere = Database(
        make.database.engine.url.render_as_string(hide_password=False), timezone="Pacific/Auckland"
    )
    with elsewhere.transaction() as session:
        publish_course(session, COURSE, at=AT, audience=Audience.ALL)
        course_published.send(session, course_id=COURSE, at=AT)
    elsewhere.engine.dispose()
    due = cycles(make, who)[0].due_at.astimezone(ZoneInfo("Pacific/Auckland"))
    assert due.isoformat()[:26] == "2026-04-01T23:59:59.999999"


def test_a_version_says_how_many_days_there_are(make: Factory) -> None:
    who = make.person()
    publish(make, days_to_pass=7)
    assert cycles(make, who)[0].due_at.astimezone(OSLO).date() == date(2026, 3, 9)


def test_passing_ends_the_cycle_with_the_result(make: Factory, content: None) -> None:
    who = make.person()
    make.opt_in(who)
    make.pass_course(who, at=AT)
    assert {(each.ended_at, each.ended_why) for each in cycles(make, who)} == {(AT, "passed")}
    look(make, AT + DAY)
    assert asked(make, 1) == []


def test_a_pass_is_to_be_renewed_from_sixty_days_before_it_runs_out(make: Factory) -> None:
    who, until = make.person(), AT + 200 * DAY
    passed(make, who, publish(make, at=AT - DAY), AT, until=until)
    look(make, AT + DAY)
    assert ends_of(make, who) == ["passed"]
    look(make, until - 60 * DAY - timedelta(microseconds=1))
    assert asked(make) == []
    look(make, until - 60 * DAY)
    [_first, renewal] = cycles(make, who)
    assert (renewal.number, renewal.due_at, renewal.ended_at) == (2, until, None)
    # Over its date it stays as it is.
    look(make, until + 90 * DAY)
    assert [each.due_at for each in cycles(make, who)][1:] == [until]


def test_renewing_early_keeps_the_anniversary_and_ends_the_cycle(make: Factory, content: None) -> None:
    who = make.person()
    make.opt_in(who, at=AT)
    make.pass_course(who, at=datetime(2024, 2, 29, 12, tzinfo=OSLO))
    for again, until in (
        (datetime(2025, 1, 15, 12, tzinfo=OSLO), date(2026, 2, 28)),
        (datetime(2026, 2, 28, 23, 59, tzinfo=OSLO), date(2027, 2, 28)),
        (datetime(2027, 2, 1, 12, tzinfo=OSLO), date(2028, 2, 29)),
    ):
        look(make, again)
        assert asked(make, 1) == [who]
        make.pass_course(who, at=again)
        assert asked(make, 1) == []
        with make.database.reading() as session:
            newest = session.scalars(select(Result.valid_until).where(Result.at == again.astimezone(UTC)))
            assert [end.astimezone(OSLO).date() for end in newest if end] == [until]


def test_who_comes_back_after_it_ran_out_has_the_days_of_a_first_time(make: Factory) -> None:
    who = make.person()
    passed(make, who, publish(make, at=AT - DAY), AT, until=AT + DAY)
    with make.database.transaction() as session:
        leave(session, person_ids=[who], by=None, at=AT + DAY)
    assert ends_of(make, who) == ["left"]
    import_people(make, f"Person Nr1,{make.email_of(who)},Salg,no", at=AT + 50 * DAY)
    last = cycles(make, who)[-1]
    assert (last.number, last.due_at.astimezone(OSLO).date()) == (2, date(2026, 5, 21))


def test_moving_opting_in_and_out_and_leaving_ask_and_stop_asking(make: Factory) -> None:
    import_people(make, "Kari Nordmann,kari@example.no,Salg,no")
    publish(make, 7, audience=Audience.LEADERS)
    publish(make, 8, audience=Audience.AMBASSADORS)
    assert cycles(make) == []
    import_people(make, "Kari Nordmann,kari@example.no,Salg,yes", at=AT + DAY)
    [who] = asked(make, 7)
    make.opt_in(who, at=AT + DAY)
    assert asked(make, 8) == [who]
    with make.database.transaction() as session:
        optins.withdraw(session, by=who, at=AT + 2 * DAY)
    assert ends_of(make, who) == [None, "outside"]
    with make.database.transaction() as session:
        leave(session, person_ids=[who], by=None, at=AT + 3 * DAY)
    assert ends_of(make, who) == ["left", "outside"]


def test_what_is_no_longer_required_asks_nobody(make: Factory) -> None:
    who = make.person()
    publish(make)
    require(make, is_required=False, at=AT + DAY)
    assert (asked(make), ends_of(make, who)) == ([], ["not required"])
    require(make, is_required=True, at=AT + 2 * DAY)
    assert asked(make) == [who]


def test_another_audience_ends_the_cycles_of_those_outside(make: Factory) -> None:
    plain, leads = make.person(), make.person(is_leader=True)
    publish(make)
    publish(make, number=2, audience=Audience.LEADERS, at=AT + DAY)
    assert (asked(make), ends_of(make, plain)) == ([leads], ["outside"])


def test_looking_again_changes_nothing(make: Factory) -> None:
    make.person()
    publish(make)
    for person_ids in (None, [1], []):
        look(make, AT + DAY, person_ids)
    assert [(each.number, each.ended_at) for each in cycles(make)] == [(1, None)]


def test_the_database_knows_one_open_cycle_of_a_person_and_course(make: Factory) -> None:
    who = make.person()
    publish(make)
    second = {"person_id": who, "course_id": COURSE, "number": 2, "opened_at": AT, "due_at": AT}
    with pytest.raises(IntegrityError), make.database.transaction() as session:
        session.execute(insert(CourseCycle), second)
    with make.database.transaction() as session:
        session.execute(insert(CourseCycle), second | {"ended_at": AT, "ended_why": "left"})


@pytest.mark.parametrize("times", range(3))
def test_events_at_once_open_one_cycle_each(make: Factory, times: int) -> None:
    people = [make.person() for _ in range(10)]
    publish(make, audience=Audience.AMBASSADORS)
    together = Barrier(3)

    def at_once(act: Callable[[], None]) -> None:
        together.wait()
        act()

    def opt_in() -> None:
        for who in people:
            make.opt_in(who, at=AT + DAY)

    with ThreadPoolExecutor(3) as threads:
        everybody = lambda: look(make, AT + DAY)  # noqa: E731  (two of the three who act at once)
        list(threads.map(at_once, (everybody, opt_in, everybody)))
    assert asked(make) == people
