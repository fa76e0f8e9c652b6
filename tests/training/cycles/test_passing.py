"""A pass counts by one rule, whether somebody passes at once or is marked again, and ends the cycle."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from ambassador.followup.cycles import bring_up_to_date
from ambassador.training.cycles.models import CourseCycle
from ambassador.training.cycles.policy import Held, counts
from ambassador.training.models import RemarkedResult, Result
from ambassador.training.pass_queries import passes
from ambassador.web.access import Role
from tests.factories import ZONE, Factory
from tests.training.publishing import publish_next
from tests.training.withdrawing import questions_of, take, withdraw

pytestmark = pytest.mark.usefixtures("content")

OSLO = ZoneInfo(ZONE)


def noon(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 12, tzinfo=OSLO).astimezone(UTC)


def all_passes(make: Factory, who: int) -> list[tuple[datetime, date, date, int | None]]:
    """Return somebody's passes in their order: when, until which day, and with its grace."""
    each = passes().c
    with make.database.reading() as session:
        found = session.execute(
            select(each.at, each.valid_until, each.cleared_until, each.anchor_day)
            .where(each.person_id == who)
            .order_by(each.at)
        ).all()
    return [
        (at, until.astimezone(OSLO).date(), cleared.astimezone(OSLO).date(), anchor)
        for at, until, cleared, anchor in found
    ]


@pytest.mark.parametrize(
    "second",
    [
        # Within the days of renewal, on the last day, long before, and after it ran out.
        *(noon(2025, 1, 15), noon(2025, 2, 28), noon(2024, 9, 9), noon(2025, 6, 1)),
    ],
)
def test_who_is_marked_again_has_what_a_pass_at_once_would_have_given(
    make: Factory, second: datetime
) -> None:
    first = noon(2024, 2, 29)
    at_once, later = make.person(), make.person()
    for who, wrong in ((at_once, 0), (later, 3)):
        take(make, who, wrong=0, at=first)
        take(make, who, wrong=wrong, at=second)
    assert len(all_passes(make, later)) == 1
    withdraw(make, questions_of(make)[0].id, by=make.person(role=Role.PROGRAMME_MANAGER))
    assert all_passes(make, later) == all_passes(make, at_once)
    own = counts(first, months=12, zone=OSLO)
    made = counts(second, months=12, zone=OSLO, held=Held(first, own.until, own.anchor_day))
    assert all_passes(make, later)[1][1] == made.until.astimezone(OSLO).date()


def test_several_passes_of_one_person_that_come_at_once_know_of_each_other(make: Factory) -> None:
    who = make.person()
    # None of them passes before a question is withdrawn; then each renews the one before.
    for at in (noon(2024, 2, 29), noon(2025, 2, 1), noon(2026, 2, 27)):
        take(make, who, wrong=3, at=at)
    withdraw(make, questions_of(make)[0].id, by=make.person(role=Role.PROGRAMME_MANAGER))
    assert [until for _at, until, _cleared, _anchor in all_passes(make, who)] == [
        date(2025, 2, 28),
        date(2026, 2, 28),
        date(2027, 2, 28),
    ]


def test_a_pass_keeps_the_grace_of_the_version_it_was_made_at(make: Factory) -> None:
    who = make.person()
    publish_next(make.database, grace_days=14)
    take(make, who, wrong=0, at=noon(2026, 3, 1))
    # A later version promises nobody anything who passed before, and takes nothing away.
    publish_next(make.database, grace_days=0)
    take(make, who, wrong=0, at=noon(2026, 6, 1))
    assert [(until, cleared) for _at, until, cleared, _anchor in all_passes(make, who)] == [
        (date(2027, 3, 1), date(2027, 3, 15)),
        (date(2027, 6, 1), date(2027, 6, 1)),
    ]


def test_being_marked_again_ends_the_cycle_in_the_same_deed(make: Factory) -> None:
    who = make.person()
    make.opt_in(who, at=noon(2026, 9, 1))
    take(make, who, wrong=3, at=noon(2026, 9, 2))
    with make.database.reading() as session:
        assert session.scalars(select(CourseCycle.ended_at)).all() == [None]
    at = noon(2026, 9, 20)
    withdraw(make, questions_of(make)[0].id, by=make.person(role=Role.PROGRAMME_MANAGER), at=at)
    with make.database.transaction() as session:
        bring_up_to_date(session, at=at + timedelta(days=1))
        cycle = session.scalars(select(CourseCycle)).one()
        assert (cycle.ended_at, cycle.ended_why) == (at, "passed")
        assert len(session.scalars(select(RemarkedResult)).all()) == 1


def test_a_pass_of_long_ago_that_comes_of_marking_again_ends_no_cycle_of_today(make: Factory) -> None:
    who = make.person()
    make.opt_in(who, at=noon(2026, 9, 1))
    take(make, who, wrong=3, at=noon(2025, 1, 2))
    withdraw(
        make,
        questions_of(make)[0].id,
        by=make.person(role=Role.PROGRAMME_MANAGER),
        at=noon(2026, 9, 20),
    )
    with make.database.reading() as session:
        assert session.scalars(select(CourseCycle.ended_at)).all() == [None]
        assert session.scalars(select(Result.is_passed)).all() == [False]
