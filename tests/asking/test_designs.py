"""A design: who is drawn, what a no does, and that all of it can be found again from the facts."""

from __future__ import annotations

import json
from collections.abc import Callable

import numpy as np
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from ambassador.asking import frame_queries, operations, queries
from ambassador.asking.drawing import fingerprint
from ambassador.asking.models import ListDesign, ListDraw, ListQuestion
from ambassador.asking.policy import REST
from ambassador.audience import operations as audience
from ambassador.audience.policy import Channel
from ambassador.mail.models import Letter
from ambassador.people.leaving import leave
from ambassador.reach import orders
from ambassador.sharing.models import SharedList, SharingConsent
from ambassador.sharing.policy import Purpose
from ambassador.sharing.signals import list_shared
from ambassador.trail.models import TrailEntry
from tests.asking.conftest import BEGUN, SEED, Programme
from tests.factories import LIST_SECRET, LONG_AGO, Factory
from tests.rows import DAY, YEAR, rows, shared_list, sharing_consent

LINKEDIN = Channel.LINKEDIN


def act(programme: Programme, deed: Callable[[Session], object]) -> None:
    with programme.make.app.test_request_context(), programme.make.database.transaction() as session:
        deed(session)


def no(programme: Programme, who: int, *, days: int = 1) -> None:
    act(programme, lambda s: operations.say_no(s, channel=LINKEDIN, by=who, at=BEGUN + days * DAY))


def share(make: Factory, who: int, *, people: int = 500, secret: str = LIST_SECRET) -> None:
    """Write a list of somebody's followers."""
    consent = sharing_consent(who, LONG_AGO, purpose=Purpose.LIST, channel=LINKEDIN)
    with make.database.transaction() as session:
        consent_id = session.scalar(insert(SharingConsent).values(consent).returning(SharingConsent.id))
        shared = shared_list(
            who,
            who,
            consent_id or 0,
            LONG_AGO,
            channel=LINKEDIN,
            people=people,
            secret=secret,
            kept=10 * YEAR,
        )
        rows(session, SharedList, [shared])


def letters_to(programme: Programme) -> set[int | None]:
    with programme.make.database.reading() as session:
        return set(session.scalars(select(Letter.person_id)))


def drawn_again(programme: Programme) -> list[tuple[bool, int, int, int]]:
    """Draw all over, from the design and the facts alone: how many were drawn in which part, and when."""
    [design] = programme.designs()
    with programme.make.database.reading() as session:
        frame = frame_queries.frame(session, LINKEDIN, at=design.begun_at)
        order, drawn = orders(frame.audience, seed=int(design.seed, 16)), []
        places = {True: 0, False: 0}
        for draw in programme.draws():
            able = set(frame_queries.frame(session, LINKEDIN, at=draw.asked_at).person.tolist())
            able -= {person for _part, _place, person, _size in drawn}
            part = order.largest if draw.is_certain else order.by_chance
            following = next(each for each in part if int(frame.person[each]) in able)
            places[draw.is_certain] += 1
            drawn.append(
                (
                    draw.is_certain,
                    places[draw.is_certain],
                    int(frame.person[following]),
                    int(frame.audience[following]),
                )
            )
    return drawn


def recorded(programme: Programme) -> list[tuple[bool, int, int, int]]:
    return [(draw.is_certain, draw.place, draw.person_id, draw.audience) for draw in programme.draws()]


def test_half_are_the_largest_and_the_others_are_drawn_by_chance(programme: Programme) -> None:
    programme.begin(11)
    certain = [draw.person_id for draw in programme.draws() if draw.is_certain]
    assert certain == programme.people[:-6:-1]
    assert len(programme.draws()) == 11
    assert programme.questions() == {draw.person_id for draw in programme.draws()}


def test_every_draw_can_be_found_again_from_the_design_and_the_facts(programme: Programme) -> None:
    programme.begin(12)
    first = programme.draws()
    no(programme, first[0].person_id, days=1)
    no(programme, first[8].person_id, days=2)
    with programme.make.app.test_request_context():
        programme.make.withdraw(programme.people[17], at=BEGUN + 3 * DAY)
        programme.make.withdraw(first[1].person_id, at=BEGUN + 4 * DAY)
    no(programme, first[2].person_id, days=5)
    assert len(programme.draws()) > 12
    assert drawn_again(programme) == recorded(programme)


def test_the_trail_holds_the_seed_and_the_fingerprint_of_who_could_be_drawn(programme: Programme) -> None:
    programme.begin()
    with programme.make.database.reading() as session:
        told = json.loads(session.scalars(select(TrailEntry.entry).order_by(TrailEntry.sequence)).all()[-1])
        frame = frame_queries.frame(session, LINKEDIN, at=BEGUN)
    assert told["what"] == "list design begun"
    assert told["facts"]["seed"] == SEED
    assert told["facts"]["people_sha256"] == fingerprint(frame)


def test_another_seed_draws_others(programme: Programme) -> None:
    programme.begin(10)
    act(programme, lambda s: operations.close(s, channel=LINKEDIN, by=programme.manager, at=BEGUN))
    programme.begin(10, seed="f" * 32, at=BEGUN + REST)
    first, second = (
        {d.person_id for d in programme.draws() if d.design_id == design.id and not d.is_certain}
        for design in programme.designs()
    )
    assert first != second


def test_nobody_is_asked_again_within_four_weeks(programme: Programme) -> None:
    programme.begin()
    act(programme, lambda s: operations.close(s, channel=LINKEDIN, by=programme.manager, at=BEGUN))
    refusal = programme.try_to_begin(seed="f" * 32, at=BEGUN + REST - DAY)
    assert refusal is not None
    assert "the next time can begin on" in refusal.sentence
    assert programme.count(ListDesign) == 1


def test_everyone_drawn_gets_one_letter_in_their_language(programme: Programme) -> None:
    programme.begin()
    with programme.make.database.reading() as session:
        letters = session.scalars(select(Letter)).all()
    assert {letter.person_id for letter in letters} == programme.questions()
    assert all("/audience/asked" in letter.body and "Person" in letter.body for letter in letters)
    assert not any("~~" in letter.body for letter in letters)


def test_a_no_is_counted_and_written_nowhere(programme: Programme) -> None:
    programme.begin()
    who = programme.draws()[0].person_id
    no(programme, who)
    assert who not in programme.questions()
    assert [design.refusals for design in programme.designs()] == [1]
    with programme.make.database.reading() as session:
        last = session.scalars(select(TrailEntry.entry).order_by(TrailEntry.sequence.desc())).first()
    told = json.loads(last or "")
    assert (told["what"], told["by"]) == ("list question declined", None)
    assert who not in told["facts"].values()


def test_a_no_among_the_largest_asks_the_next_largest_not_yet_asked(programme: Programme) -> None:
    programme.begin()
    asked = {draw.person_id for draw in programme.draws()}
    no(programme, programme.draws()[0].person_id)
    added = programme.draws()[-1]
    assert added.is_certain
    assert added.person_id == max(set(programme.people) - asked)
    assert added.person_id in programme.questions()


def test_a_no_among_those_drawn_asks_the_next_drawn(programme: Programme) -> None:
    programme.begin()
    no(programme, programme.draws()[-1].person_id)
    added = programme.draws()[-1]
    assert (added.is_certain, added.place) == (False, 6)


def test_a_second_no_is_no_no(programme: Programme) -> None:
    programme.begin()
    who = programme.draws()[0].person_id
    for _ in range(2):
        no(programme, who)
    no(programme, programme.manager)
    assert [design.refusals for design in programme.designs()] == [1]
    assert len(programme.draws()) == 11


def test_when_everyone_has_been_asked_a_no_asks_nobody(programme: Programme) -> None:
    programme.begin(20)
    for who in [draw.person_id for draw in programme.draws()]:
        no(programme, who)
    for who in programme.questions():
        no(programme, who)
    assert len(programme.draws()) == 23
    assert [design.refusals for design in programme.designs()] == [23]


def test_whose_list_is_in_has_agreed_without_being_asked(programme: Programme) -> None:
    share(programme.make, programme.people[-1])
    programme.begin()
    assert programme.draws()[0].person_id == programme.people[-1]
    assert programme.people[-1] not in programme.questions()
    assert len(programme.questions()) == 9


def test_the_letters_tell_nobody_whose_list_is_in(programme: Programme) -> None:
    share(programme.make, programme.people[-1])
    programme.begin()
    assert letters_to(programme) == {draw.person_id for draw in programme.draws()}


def test_who_opted_out_gets_no_letter_that_was_not_sent_yet(programme: Programme) -> None:
    programme.begin()
    who, other = (draw.person_id for draw in programme.draws()[:2])
    with programme.make.app.test_request_context():
        programme.make.withdraw(who, at=BEGUN + DAY)
    assert who not in letters_to(programme)
    assert other in letters_to(programme)


def test_closing_takes_back_the_letters_that_wait(programme: Programme) -> None:
    programme.begin()
    with programme.make.database.transaction() as session:
        letters = session.scalars(select(Letter).order_by(Letter.id)).all()
        letters[0].sent_at = BEGUN
        sent_to = letters[0].person_id
    act(programme, lambda s: operations.close(s, channel=LINKEDIN, by=programme.manager, at=BEGUN + 2 * DAY))
    assert letters_to(programme) == {sent_to}


def test_who_had_a_list_and_left_gets_no_letter_either(programme: Programme) -> None:
    share(programme.make, programme.people[-1])
    programme.begin()
    act(programme, lambda s: leave(s, person_ids=[programme.people[-1]], by=None, at=BEGUN + DAY))
    assert programme.people[-1] not in letters_to(programme)


def test_whose_list_was_made_under_another_secret_is_asked_for_it_anew(programme: Programme) -> None:
    share(programme.make, programme.people[-1], secret="o" * 64)
    programme.begin()
    assert programme.people[-1] in programme.questions()


def test_a_shared_list_closes_the_question_and_asks_nobody_else(programme: Programme) -> None:
    programme.begin()
    who = programme.draws()[0].person_id
    act(programme, lambda s: list_shared.send(s, person_id=who, channel=LINKEDIN, at=BEGUN))
    assert who not in programme.questions()
    assert len(programme.draws()) == 10
    assert [design.refusals for design in programme.designs()] == [0]


def test_opting_out_asks_the_next_and_is_no_no(programme: Programme) -> None:
    programme.begin()
    who = programme.draws()[0].person_id
    with programme.make.app.test_request_context():
        programme.make.withdraw(who, at=BEGUN + DAY)
    assert who not in programme.questions()
    assert len(programme.questions()) == 10
    assert [design.refusals for design in programme.designs()] == [0]


def test_an_account_taken_back_is_asked_about_no_more(programme: Programme) -> None:
    programme.begin()
    who = programme.draws()[0].person_id
    with programme.make.app.test_request_context(), programme.make.database.transaction() as session:
        audience.tell(session, audiences={}, by=who, at=BEGUN + DAY)
        operations.replace_closed(session, account_ids=[who], at=BEGUN + DAY)
    assert who not in programme.questions()
    assert len(programme.questions()) == 10
    assert drawn_again(programme) == recorded(programme)


def test_leavers_are_replaced_together_and_by_nobody_who_leaves(programme: Programme) -> None:
    programme.begin()
    leavers = [draw.person_id for draw in programme.draws()][:7] + programme.people[:2]
    act(programme, lambda s: leave(s, person_ids=leavers, by=None, at=BEGUN + DAY))
    assert not programme.questions() & set(leavers)
    assert len(programme.questions()) == 10
    assert drawn_again(programme) == recorded(programme)


def test_those_without_a_size_a_consent_or_an_account_are_not_drawn(programme: Programme) -> None:
    make = programme.make
    programme.make.withdraw(programme.people[0], at=BEGUN)
    make.audience(programme.people[1], LINKEDIN, None, handle="kari", at=LONG_AGO + DAY)
    make.audience(programme.people[2], LINKEDIN, 0, at=LONG_AGO + DAY)
    make.audience(programme.people[3], LINKEDIN, 9000, at_least=True, at=BEGUN)
    make.audience(programme.people[4], LINKEDIN, 9000, at=BEGUN + DAY)
    with make.database.reading() as session:
        frame = frame_queries.frame(session, LINKEDIN, at=BEGUN)
        assert frame_queries.frame_sizes(session, at=BEGUN) == {LINKEDIN: 20}
    assert frame.person.tolist() == programme.people[3:]
    assert frame.audience.tolist()[:2] == [9000, 500]


def test_closing_deletes_the_questions_and_keeps_the_draws(programme: Programme) -> None:
    programme.begin()
    for _ in range(2):
        act(programme, lambda s: operations.close(s, channel=LINKEDIN, by=programme.manager, at=BEGUN + DAY))
    assert (programme.count(ListQuestion), programme.count(ListDraw)) == (0, 10)
    no(programme, programme.draws()[0].person_id, days=2)
    assert [(d.refusals, d.closed_at) for d in programme.designs()] == [(0, BEGUN + DAY)]


def test_one_design_of_a_channel_at_a_time(programme: Programme) -> None:
    programme.begin()
    programme.begin(seed="f" * 32)
    assert programme.count(ListDesign) == 1


def test_reports_read_the_two_parts_of_the_latest_design(programme: Programme) -> None:
    with programme.make.database.reading() as session:
        assert queries.drawn(session, LINKEDIN).dtype == np.int64
        assert queries.asked_for_certain(session, LINKEDIN).size == 0
    programme.begin()
    with programme.make.database.reading() as session:
        certain = queries.asked_for_certain(session, LINKEDIN)
        chance = queries.drawn(session, LINKEDIN)
        assert queries.drawn(session, Channel.X).size == 0
    assert certain.tolist() == programme.people[:-6:-1]
    assert sorted([*certain, *chance]) == sorted(draw.person_id for draw in programme.draws())
