"""Asking for audiences again: one letter a quarter and person, and to nobody who need not be asked."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from ambassador.audience.models import Account, AudienceCount, CountFetch
from ambassador.audience.policy import Channel
from ambassador.mail.models import Letter
from ambassador.mail.operations import send_due
from ambassador.optins.reminding import remind
from ambassador.people.leaving import leave
from ambassador.people.models import Person
from ambassador.settings import Smtp
from tests.browser import Browser
from tests.factories import APRIL, LONG_AGO, PASSWORD, Factory
from tests.mail.test_outbox import Received, server  # noqa: F401  (a fixture is found by its name)

DAY = timedelta(days=1)
"""A Tuesday: the first day of reminders in that quarter, 97 days after everybody told."""


def ambassador(make: Factory, *, told: datetime = LONG_AGO, people: int | None = 500, **about: Any) -> int:
    who = make.person(**about)
    make.opt_in(who)
    make.audience(who, Channel.LINKEDIN, people, at_least=True, handle="kari", at=told)
    return who


def reminded(make: Factory, at: datetime) -> int:
    """Run the job, and return how many letters it queued."""
    with make.app.test_request_context(), make.database.transaction() as session:
        return remind(session, at=at).letters


def letters(make: Factory) -> list[Letter]:
    with make.database.reading() as session:
        return list(session.scalars(select(Letter).order_by(Letter.person_id, Letter.id)))


def test_one_letter_names_all_channels_with_their_last_figures(make: Factory) -> None:
    who = ambassador(make, name="Kari Nordmann")
    make.audience(who, Channel.INSTAGRAM, 1234, at=LONG_AGO + 5 * DAY)
    make.audience(who, Channel.X, None, handle="kari")
    assert reminded(make, APRIL) == 1
    [letter] = letters(make)
    assert letter.key == f"audience-reminder:2025Q2:{who}"
    assert letter.subject == "Are your audience numbers still right?"
    assert "Hello Kari Nordmann," in letter.body
    assert (
        "- LinkedIn: 500+, on 1 January 2025\n"
        "- Instagram: 1,234, on 6 January 2025\n"
        "- X: no number told\n" in letter.body
    )
    assert "http://localhost/audience\n" in letter.body
    assert "http://localhost/leave\n" in letter.body
    assert "~~" not in letter.body


def test_each_letter_speaks_its_receivers_language(make: Factory) -> None:
    who = ambassador(make, people=1500)
    with make.database.transaction() as session:
        session.get_one(Person, who).language = "nb"
    reminded(make, APRIL)
    [letter] = letters(make)
    assert letter.language == "nb"
    assert "- LinkedIn: 1\N{NO-BREAK SPACE}500+, 1. januar 2025\n" in letter.body


def test_running_it_again_queues_nobody_twice(make: Factory) -> None:
    for _ in range(3):
        ambassador(make)
    assert [reminded(make, APRIL + n * DAY) for n in range(3)] == [3, 0, 0]


def test_two_workers_at_once_queue_nobody_twice(make: Factory) -> None:
    for _ in range(30):
        ambassador(make)
    with ThreadPoolExecutor(4) as threads:
        queued = list(threads.map(lambda _: reminded(make, APRIL), range(4)))
    assert sum(queued) == len(letters(make)) == 30


def test_who_does_not_answer_is_asked_again_next_quarter_and_not_before(make: Factory) -> None:
    ambassador(make)
    asked = []
    for days in range(365):
        if reminded(make, APRIL + days * DAY):
            asked.append((APRIL + days * DAY).date().isoformat())
            with make.database.transaction() as session:
                session.execute(update(Letter).values(sent_at=APRIL + days * DAY))
    assert asked == ["2025-04-08", "2025-08-15", "2025-11-03", "2026-01-22"]


def test_while_a_letter_still_waits_no_other_is_written(make: Factory) -> None:
    ambassador(make)
    assert [reminded(make, APRIL + days * DAY) for days in (0, 150, 300)] == [1, 0, 0]


@pytest.mark.parametrize(
    ("day", "is_asked"),
    [
        ("2025-04-07", False),  # still the first week
        ("2025-04-08", True),
        ("2025-04-12", False),  # a Saturday
        ("2025-06-30", True),
        ("2025-07-15", False),  # holidays
        ("2025-08-14", False),
        ("2025-08-15", True),
        ("2025-10-07", False),
        ("2025-10-08", True),
        ("2026-01-07", False),
        ("2026-01-08", True),
    ],
)
def test_letters_are_written_on_weekdays_from_the_second_week_on(
    make: Factory, day: str, is_asked: bool
) -> None:
    ambassador(make)
    assert reminded(make, datetime.fromisoformat(f"{day}T10:00:00+00:00")) == is_asked


def test_the_day_is_that_of_the_company(make: Factory) -> None:
    ambassador(make)
    just_before = datetime(2025, 4, 7, 21, 59, tzinfo=UTC)
    assert reminded(make, just_before) == 0
    assert reminded(make, just_before + timedelta(minutes=2)) == 1


def test_whose_numbers_are_fresh_gets_no_letter(make: Factory) -> None:
    ambassador(make, told=APRIL - 79 * DAY)
    assert reminded(make, APRIL) == 0


def test_who_chose_to_tell_no_numbers_is_not_asked_for_them(make: Factory) -> None:
    ambassador(make, people=None)
    assert reminded(make, APRIL) == 0


def test_who_opted_in_lately_gets_no_letter(make: Factory) -> None:
    who = ambassador(make)
    make.withdraw(who, at=APRIL - 100 * DAY)
    make.opt_in(who, at=APRIL - 79 * DAY)
    make.audience(who, Channel.X, 5, at=LONG_AGO)
    assert reminded(make, APRIL) == 0
    assert reminded(make, APRIL + DAY) == 1


def test_who_opted_out_or_left_or_took_all_channels_back_gets_no_letter(make: Factory) -> None:
    opted_out, gone, closed = (ambassador(make) for _ in range(3))
    make.withdraw(opted_out, at=LONG_AGO + DAY)
    with make.database.transaction() as session:
        leave(session, person_ids=[gone], by=None, at=LONG_AGO + DAY)
        session.execute(
            update(Account).where(Account.person_id == closed).values(removed_at=LONG_AGO + DAY, handle="")
        )
    assert reminded(make, APRIL) == 0


def test_a_letter_that_waits_is_taken_back_with_the_consent(make: Factory) -> None:
    opted_out, gone, still_here = (ambassador(make) for _ in range(3))
    reminded(make, APRIL)
    make.withdraw(opted_out, at=APRIL)
    with make.database.transaction() as session:
        leave(session, person_ids=[gone], by=None, at=APRIL)
    assert [letter.person_id for letter in letters(make)] == [still_here]


def test_a_count_that_was_looked_up_lately_is_not_asked_for(make: Factory) -> None:
    who = make.person()
    make.opt_in(who)
    make.audience(who, Channel.BLUESKY, 312, handle="kari.bsky.social")
    with make.database.transaction() as session:
        account = session.scalars(select(Account)).one()
        session.execute(
            insert(CountFetch).values(
                account_id=account.id, fetched_at=APRIL - DAY, next_try_at=APRIL, tries=0, last_error=""
            )
        )
    assert reminded(make, APRIL) == 0
    with make.database.transaction() as session:
        session.execute(update(CountFetch).values(fetched_at=APRIL - 81 * DAY))
    assert reminded(make, APRIL) == 1
    assert "- Bluesky: 312, on 17 January 2025\n" in letters(make)[0].body


def test_people_are_taken_batch_by_batch(make: Factory) -> None:
    people = [ambassador(make) for _ in range(5)]
    after: int | None = 0
    batches = []
    while after is not None:
        with make.app.test_request_context(), make.database.transaction() as session:
            batch = remind(session, at=APRIL, after=after, most=2)
        after = batch.last
        batches.append(batch.letters)
    assert batches == [2, 2, 1, 0]
    assert [letter.person_id for letter in letters(make)] == people


@pytest.mark.usefixtures("in_april")
def test_the_letter_arrives_and_one_click_answers_it(
    make: Factory,
    server: tuple[Received, Smtp],  # noqa: F811  (the fixture, not the name that brought it here)
) -> None:
    who = ambassador(make, password=True)
    make.app.extensions["ambassador.settings"] = replace(
        make.app.extensions["ambassador.settings"], smtp=server[1]
    )
    reminded(make, APRIL)
    assert send_due(make.database, server[1], at=APRIL) == 1
    [message] = server[0].messages
    assert message["To"] == make.email_of(who)
    text = message.get_payload(decode=True).decode()  # type: ignore[union-attr]  # one part, so bytes
    [path] = re.findall(r"http://localhost(/audience)\b", text)
    form = Browser(make.app).get(path).follow().forms[0]
    form["email"], form["password"] = make.email_of(who), PASSWORD
    page = form.submit().follow()
    assert page.request.path == "/audience"
    after = page.forms[1].submit("").follow()
    assert "Thank you. Your numbers are confirmed." in after
    assert reminded(make, APRIL + 40 * DAY) == 0
    with make.database.reading() as session:
        assert session.scalars(select(AudienceCount.people)).all() == [500, 500]
