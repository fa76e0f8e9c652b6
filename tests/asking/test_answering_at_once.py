"""Answers at the same moment: one no is counted once, and two are replaced by two different people."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from ambassador.asking import operations
from ambassador.audience.policy import Channel
from tests.asking.conftest import BEGUN, Programme
from tests.rows import DAY
from tests.test_races import at_once

LATER = BEGUN + DAY


def inside(programme: Programme, deed: Callable[[Session], object]) -> Callable[[], object]:
    def act() -> object:
        with programme.make.database.transaction() as session:
            return deed(session)

    return act


def declines(programme: Programme, who: int) -> Callable[[], object]:
    return inside(programme, lambda s: operations.say_no(s, channel=Channel.LINKEDIN, by=who, at=LATER))


def test_two_clicks_at_once_are_one_no(programme: Programme) -> None:
    programme.begin()
    for draw in programme.draws()[:3]:
        at_once(programme.make, *[declines(programme, draw.person_id)] * 3)
    assert [design.refusals for design in programme.designs()] == [3]
    assert len(programme.draws()) == 13


def test_noes_at_once_draw_different_people(programme: Programme) -> None:
    programme.begin()
    asked = [draw.person_id for draw in programme.draws()]
    at_once(programme.make, *(declines(programme, who) for who in asked[:4] + asked[-2:]))
    assert [design.refusals for design in programme.designs()] == [6]
    people = [draw.person_id for draw in programme.draws()]
    assert len(set(people)) == len(people) == 16
    assert len(programme.questions()) == 10
    certain = sorted(draw.place for draw in programme.draws() if draw.is_certain)
    assert certain == list(range(1, 10))


def test_two_managers_who_begin_at_once_begin_one(programme: Programme) -> None:
    def begins(session: Session) -> object:
        return operations.begin(
            session, channel=Channel.LINKEDIN, lists=10, seed="a" * 32, by=programme.manager, at=BEGUN
        )

    assert at_once(programme.make, *[inside(programme, begins)] * 3) == [None] * 3
    assert len(programme.designs()) == 1
    assert len(programme.draws()) == 10


def test_who_opts_out_while_a_design_begins_has_no_question(programme: Programme) -> None:
    largest = programme.people[-1]

    def begins(session: Session) -> object:
        return operations.begin(
            session, channel=Channel.LINKEDIN, lists=10, seed="a" * 32, by=programme.manager, at=BEGUN
        )

    at_once(
        programme.make,
        inside(programme, begins),
        lambda: programme.make.withdraw(largest, at=LATER),
    )
    assert largest not in programme.questions()
    assert len(programme.questions()) == 10


def test_leaving_saying_no_and_closing_at_once_leave_no_question(programme: Programme) -> None:
    programme.begin()
    first, second = (draw.person_id for draw in programme.draws()[:2])
    at_once(
        programme.make,
        declines(programme, first),
        lambda: programme.make.withdraw(first, at=LATER),
        declines(programme, second),
        inside(
            programme,
            lambda s: operations.close(s, channel=Channel.LINKEDIN, by=programme.manager, at=LATER),
        ),
    )
    assert programme.questions() == set()
    assert len(programme.designs()) == 1
