"""Saying that numbers still hold: one click, once, and no figure changes by it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert, select

from ambassador.audience.models import Account, AudienceCount, CountFetch
from ambassador.audience.policy import Channel
from ambassador.audience.queries import open_accounts
from ambassador.trail.models import TrailEntry
from tests.browser import Browser
from tests.factories import APRIL, LONG_AGO, Factory

DAY = timedelta(days=1)


pytestmark = pytest.mark.usefixtures("in_april")


def ambassador(make: Factory, told: datetime = LONG_AGO) -> tuple[int, Browser]:
    who = make.person()
    make.opt_in(who)
    make.audience(who, Channel.LINKEDIN, 500, at_least=True, handle="kari", at=told)
    return who, make.browser_of(who)


def counts(make: Factory) -> list[tuple[int, bool]]:
    with make.database.reading() as session:
        rows = session.execute(
            select(AudienceCount.people, AudienceCount.is_at_least).order_by(AudienceCount.id)
        )
        return [(row[0], row[1]) for row in rows]


def fetched(make: Factory, at: datetime | None, fault: str = "") -> None:
    """Say that the one account was last looked up at this moment."""
    with make.database.transaction() as session:
        account = session.scalars(select(Account.id)).one()
        session.execute(
            insert(CountFetch).values(
                account_id=account, fetched_at=at, next_try_at=APRIL + 30 * DAY, tries=0, last_error=fault
            )
        )


def test_one_click_renews_every_number_and_keeps_what_it_was(make: Factory) -> None:
    who, browser = ambassador(make)
    make.audience(who, Channel.X, 90, at=LONG_AGO + 5 * DAY)
    make.audience(who, Channel.TIKTOK, None, handle="kari")
    page = browser.get("/audience")
    assert "Are these still right?" in page
    after = page.forms[1].submit().follow()
    assert after.request.path == "/checklist"
    assert sorted(counts(make)) == [(90, False), (90, False), (500, True), (500, True)]
    assert "Are these still right?" not in browser.get("/audience")


def test_two_clicks_are_one(make: Factory) -> None:
    _who, browser = ambassador(make)
    form = browser.get("/audience").forms[1]
    form.submit()
    form.submit()
    assert len(counts(make)) == 2
    with make.database.reading() as session:
        entries = session.scalars(select(TrailEntry.entry)).all()
    assert len([entry for entry in entries if "audiences confirmed" in entry]) == 1


def test_saving_the_form_confirms_what_was_left_as_it_is(make: Factory) -> None:
    who, browser = ambassador(make)
    make.audience(who, Channel.X, 90, at=LONG_AGO)
    browser.submit("/audience", form=2, x_size="95")
    assert sorted(counts(make)) == [(90, False), (95, False), (500, True), (500, True)]
    assert "Are these still right?" not in browser.get("/audience")


def test_a_number_of_this_week_is_not_asked_for_and_not_told_twice(make: Factory) -> None:
    _who, browser = ambassador(make, told=APRIL - 6 * DAY)
    page = browser.get("/audience")
    assert "Are these still right?" not in page
    page.forms[1].submit()
    assert len(counts(make)) == 1


def test_who_is_not_in_the_programme_confirms_nothing(make: Factory) -> None:
    who, browser = ambassador(make)
    form = browser.get("/audience").forms[1]
    make.withdraw(who, at=APRIL)
    answer = form.submit(expect_errors=True)
    assert answer.status_int == 422
    assert "See what joining means" in answer
    assert len(counts(make)) == 1


def test_a_confirmation_without_its_token_is_refused(make: Factory) -> None:
    _who, browser = ambassador(make)
    browser.post("/audience/confirm", {}, status=400)
    assert len(counts(make)) == 1


def on_bluesky(make: Factory, handle: str = "kari.bsky.social") -> Browser:
    who = make.person()
    make.opt_in(who)
    make.audience(who, Channel.BLUESKY, 312, handle=handle)
    return make.browser_of(who)


def test_the_page_says_when_a_number_was_fetched_and_asks_for_no_second_look(make: Factory) -> None:
    browser = on_bluesky(make)
    fetched(make, APRIL - DAY)
    page = browser.get("/audience")
    assert "Fetched from Bluesky on 7 April 2025." in page
    assert "Are these still right?" not in page
    page.forms[1].submit()
    assert counts(make) == [(312, False)]


def test_the_page_says_that_a_profile_was_not_found(make: Factory) -> None:
    browser = on_bluesky(make, "kair.bsky.social")
    fetched(make, None, "not found")
    assert "We found no profile named kair.bsky.social on Bluesky." in browser.get("/audience")
    browser.submit("/audience", form=2, bluesky_handle="kari.bsky.social")
    assert "We found no profile" not in browser.get("/audience")


def test_the_page_says_that_half_a_name_can_t_be_looked_up(make: Factory) -> None:
    browser = on_bluesky(make, "kari")
    fetched(make, None, "no whole name")
    assert "write the whole name" in browser.get("/audience")


def test_the_page_says_that_the_last_good_number_is_kept(make: Factory) -> None:
    browser = on_bluesky(make)
    fetched(make, APRIL - DAY, "too slow")
    assert "so that number is kept" in browser.get("/audience")


def test_what_is_read_of_an_account_includes_how_fresh_it_is(make: Factory) -> None:
    who, _browser = ambassador(make)
    with make.database.reading() as session:
        account = open_accounts(session, who)[Channel.LINKEDIN]
    assert account.counted_at == LONG_AGO
    assert [account.is_stale(LONG_AGO + days * DAY) for days in (79, 80)] == [False, True]
    assert [account.is_confirmable(LONG_AGO + days * DAY) for days in (6, 7)] == [False, True]
