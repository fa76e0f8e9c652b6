"""Contacts in common: only between two who both agreed, drawn at random, and forgotten when one stops."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ambassador import clock
from ambassador.audience.policy import Channel
from ambassador.people.leaving import leave
from ambassador.reach import MutualCount
from ambassador.sharing import mutual_operations as operations
from ambassador.sharing import mutual_queries as queries
from ambassador.sharing.content import consent_in
from ambassador.sharing.models import MutualPair, SharingConsent
from ambassador.sharing.policy import Purpose
from ambassador.trail.models import TrailEntry
from tests.browser import Browser
from tests.factories import LONG_AGO, Factory
from tests.test_races import at_once

NOW = LONG_AGO + timedelta(days=30)
SIZE = 400


@contextmanager
def writing(make: Factory) -> Iterator[Session]:
    with make.app.test_request_context(), make.database.transaction() as session:
        yield session


def connected(make: Factory, *, size: int = SIZE, name: str = "") -> int:
    """Make somebody who joined and told an exact number of connections."""
    who = make.person(name)
    make.opt_in(who)
    make.audience(who, Channel.LINKEDIN, size, handle=f"profile-{who}")
    return who


def agree(make: Factory, who: int, *, at: datetime = NOW) -> None:
    with writing(make) as session:
        seen = consent_in(Purpose.MUTUAL, "nb").fingerprint
        assert operations.agree(session, seen=seen, by=who, at=at) is None


def agreed(make: Factory, people: int = 6) -> list[int]:
    everyone = [connected(make) for _ in range(people)]
    for who in everyone:
        agree(make, who)
    return everyone


def pairs(make: Factory) -> list[MutualPair]:
    with make.database.reading() as session:
        return list(session.scalars(select(MutualPair).order_by(MutualPair.id)))


def counted(make: Factory, at: datetime | None = None) -> list[MutualCount]:
    with make.database.reading() as session:
        return queries.pairs(session, Channel.LINKEDIN, at=at or clock.now())


def shown(page: object) -> list[str]:
    return [legend.text for legend in page.html.main.find_all("legend")]  # type: ignore[attr-defined]  # a page


def test_the_consent_is_asked_first_and_kept_in_its_words(make: Factory) -> None:
    browser = make.browser_of(connected(make))
    page = browser.get("/audience").click("Count contacts in common")
    assert page.forms[1]["agree"].checked is False
    page = browser.submit("/audience/mutual", agree=True)
    assert "Too few colleagues have agreed so far" in page
    with make.database.reading() as session:
        [held] = session.scalars(select(SharingConsent)).all()
    assert (held.purpose, held.channel, held.number, held.language) == ("mutual", "linkedin", 1, "en")
    assert held.sentence == consent_in(Purpose.MUTUAL, "en").sentence


def test_without_a_tick_nothing_is_kept(make: Factory) -> None:
    page = make.browser_of(connected(make)).submit("/audience/mutual")
    assert page.status_int == 422
    assert "Tick the box if you agree." in page


def test_words_that_changed_are_a_conflict(make: Factory) -> None:
    form = make.browser_of(connected(make)).get("/audience/mutual").forms[1]
    form["agree"] = True
    form["seen"] = "0" * 64
    assert form.submit(expect_errors=True).status_int == 409


def test_it_takes_joining_and_an_exact_number(make: Factory) -> None:
    who = make.person()
    browser = make.browser_of(who)
    assert "Only those who have joined" in browser.get("/audience/mutual")
    make.opt_in(who)
    make.audience(who, Channel.LINKEDIN, 500, at_least=True)
    assert "such as 500+ is too little" in browser.get("/audience/mutual")
    with writing(make) as session:
        seen = consent_in(Purpose.MUTUAL, "nb").fingerprint
        assert operations.agree(session, seen=seen, by=who, at=NOW) is not None


def test_nobody_is_shown_before_five_others_agreed(make: Factory) -> None:
    agreed(make, 5)
    assert pairs(make) == []
    agree(make, connected(make))
    assert len(pairs(make)) == 3


def test_whoever_agreed_early_draws_when_there_are_enough(make: Factory) -> None:
    first = agreed(make)[0]
    page = make.browser_of(first).submit("/audience/mutual")
    assert len(shown(page)) == 3


def test_two_people_are_a_pair_once_whoever_is_asked(make: Factory) -> None:
    everyone = agreed(make, 7)
    with writing(make) as session:
        for _ in range(3):
            for who in everyone:
                operations.draw(session, by=who, at=NOW)
    met = [frozenset((pair.asked_id, pair.other_id)) for pair in pairs(make)]
    assert len(set(met)) == len(met)
    assert all(len(each) == 2 for each in met)
    with make.database.reading() as session:
        asked = session.execute(select(func.count()).select_from(MutualPair).group_by(MutualPair.asked_id))
        assert max(asked.scalars()) <= 3


def test_everyone_is_drawn_alike(make: Factory) -> None:
    everyone, drawn = agreed(make, 9), set()
    with writing(make) as session:
        for _ in range(200):
            drawn.update(queries.draw_others(session, everyone[0], most=1))
    paired = {pair.asked_id for pair in pairs(make) if pair.other_id == everyone[0]}
    assert drawn == set(everyone[1:]) - paired


def test_a_name_is_shown_to_ten_at_most(make: Factory) -> None:
    everyone = agreed(make, 14)
    with writing(make) as session:
        for pair in session.scalars(select(MutualPair)):
            session.delete(pair)
        session.flush()
        session.add_all(
            MutualPair(channel=Channel.LINKEDIN, asked_id=who, other_id=everyone[0], offered_at=NOW)
            for who in everyone[1:11]
        )
        session.flush()
        assert everyone[0] not in queries.draw_others(session, everyone[13], most=20)


def test_what_was_counted_is_kept_with_both_audiences(make: Factory) -> None:
    everyone = agreed(make)
    browser = make.browser_of(everyone[-1])
    page = browser.get("/audience/mutual")
    fields = [name for name in page.forms[1].fields if name and name.startswith("mutual_")]
    assert len(shown(page)) == 3
    assert "profile-" in page
    page = browser.submit("/audience/mutual", **{fields[0]: "17", fields[1]: "0"})
    assert "What you counted is saved" in page
    assert len(shown(page)) == 1
    assert counted(make) == [MutualCount(SIZE, SIZE, 17), MutualCount(SIZE, SIZE, 0)]
    page = browser.submit("/audience/mutual", **{fields[2]: "3"})
    assert "There is nothing more to count" in page


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("-1", "Write a whole number from 0 up."),
        ("401", "can&#39;t have more contacts in common than you have connections: 400."),
        ("many", "Not a valid integer value."),
        ("9" * 5000, "Not a valid integer value."),
    ],
)
def test_what_can_t_be_right_gets_a_sentence_and_keeps_nothing(
    make: Factory, typed: str, sentence: str
) -> None:
    everyone = agreed(make)
    browser = make.browser_of(everyone[-1])
    fields = [n for n in browser.get("/audience/mutual").forms[1].fields if n and n.startswith("mutual_")]
    page = browser.submit("/audience/mutual", **{fields[0]: typed, fields[1]: "5"})
    assert page.status_int == 422
    assert sentence in page
    assert page.forms[1][fields[0]].value == typed
    assert page.forms[1][fields[1]].value == "5"
    assert counted(make) == []


def test_no_answer_tells_the_size_of_a_colleagues_audience(make: Factory) -> None:
    people = [connected(make, size=30) for _ in range(5)] + [connected(make)]
    for who in people:
        agree(make, who)
    browser = make.browser_of(people[-1])
    fields = [n for n in browser.get("/audience/mutual").forms[1].fields if n and n.startswith("mutual_")]
    page = browser.submit("/audience/mutual", **{fields[0]: "31", fields[1]: "30", fields[2]: "400"})
    assert "What you counted is saved" in page
    assert counted(make) == [MutualCount(SIZE, 30, 30)]


def test_the_first_answer_stands_and_nobody_answers_for_another(make: Factory) -> None:
    everyone = agreed(make)
    pair = pairs(make)[0]
    with writing(make) as session:
        operations.answer(session, counted={pair.id: 1}, by=everyone[0], at=NOW)
        operations.answer(session, counted={pair.id: 5}, by=everyone[-1], at=NOW)
        operations.answer(session, counted={pair.id: 6, 10**9: 1}, by=everyone[-1], at=NOW)
    assert counted(make) == [MutualCount(SIZE, SIZE, 5)]
    assert counted(make, at=NOW - timedelta(days=1)) == []


def test_stopping_deletes_every_pair_one_is_part_of(make: Factory) -> None:
    everyone = agreed(make, 7)
    with writing(make) as session:
        for pair in session.scalars(select(MutualPair)).all():
            operations.answer(session, counted={pair.id: 5}, by=pair.asked_id, at=NOW)
    who = next(pair.other_id for pair in pairs(make))
    browser = make.browser_of(who)
    [form] = [f for f in browser.get("/audience/mutual").forms.values() if f.action.endswith("/stop")]
    assert "shown to nobody any more" in form.submit().follow()
    assert not [pair for pair in pairs(make) if who in (pair.asked_id, pair.other_id)]
    assert form.submit().status_int == 303
    assert browser.get("/audience/mutual").forms[1]["agree"].checked is False
    agree(make, who, at=clock.now())
    assert everyone


def test_opting_out_and_leaving_do_the_same(make: Factory) -> None:
    everyone = agreed(make, 8)
    with make.app.test_request_context():
        make.withdraw(everyone[-1], at=NOW)
    with writing(make) as session:
        leave(session, person_ids=[everyone[-2], everyone[0]], by=None, at=NOW)
    gone = {everyone[-1], everyone[-2], everyone[0]}
    assert not [pair for pair in pairs(make) if gone & {pair.asked_id, pair.other_id}]
    with make.database.reading() as session:
        assert set(session.scalars(queries.agreed())) == set(everyone) - gone


def test_a_colleague_whose_number_is_not_exact_any_more_is_not_shown(make: Factory) -> None:
    everyone = agreed(make)
    browser = make.browser_of(everyone[-1])
    for pair in pairs(make):
        make.audience(pair.other_id, Channel.LINKEDIN, 500, at_least=True, at=NOW)
    assert shown(browser.get("/audience/mutual")) == []


def test_a_consent_twice_at_once_is_one_and_pairs_meet_once(make: Factory) -> None:
    everyone = [connected(make) for _ in range(8)]
    for who in everyone[:4]:
        agree(make, who)
    at_once(make, *(lambda w=who: agree(make, w) for who in everyone[4:] * 2))  # type: ignore[misc]  # bound at once
    with make.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(SharingConsent)) == 8
    met = [frozenset((pair.asked_id, pair.other_id)) for pair in pairs(make)]
    assert len(set(met)) == len(met)


def test_nobody_is_drawn_who_stops_at_the_same_moment(make: Factory) -> None:
    everyone = agreed(make, 7)

    def stop(who: int) -> None:
        with make.database.transaction() as session:
            operations.stop(session, by=who, at=NOW)

    newcomers = [connected(make) for _ in range(2)]
    at_once(
        make,
        lambda: stop(everyone[0]),
        lambda: make.withdraw(everyone[1], at=NOW),
        *(lambda w=who: agree(make, w) for who in newcomers),  # type: ignore[misc]  # bound at once
    )
    assert not [pair for pair in pairs(make) if {everyone[0], everyone[1]} & {pair.asked_id, pair.other_id}]


def test_the_trail_names_nobody_who_was_shown(make: Factory) -> None:
    everyone = agreed(make)
    with make.database.reading() as session:
        entries = session.scalars(select(TrailEntry.entry).order_by(TrailEntry.sequence)).all()
    assert "mutual counts offered" in entries[-1]
    assert '"pairs":3' in entries[-1]
    assert len(everyone) == 6


def test_hostile_posts_are_no_fault(make: Factory) -> None:
    browser: Browser = make.browser_of(agreed(make)[-1])
    token = browser.get("/audience/mutual").forms[1]["csrf_token"].value
    for path in ("agree", "draw", "counts", "stop"):
        fields = {"csrf_token": token, "seen": "x" * 1000, "mutual_1": "\x00", "mutual_x": "\u0663"}
        assert browser.post(f"/audience/mutual/{path}", fields, expect_errors=True).status_int < 500
