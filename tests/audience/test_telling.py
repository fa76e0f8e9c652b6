"""Telling one's audiences: facts are appended, channels are taken back, and bad input gets a sentence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread

from sqlalchemy import func, select

from ambassador import clock
from ambassador.audience.models import Account, AudienceCount
from ambassador.audience.operations import Told
from ambassador.audience.policy import Channel, Size
from ambassador.audience.queries import open_accounts
from ambassador.db import Database
from ambassador.optins import operations
from tests.browser import Browser
from tests.factories import LONG_AGO, Factory


def ambassador(make: Factory) -> tuple[int, Browser]:
    who = make.person()
    make.opt_in(who)
    return who, make.browser_of(who)


def counts(database: Database) -> list[tuple[int, bool]]:
    with database.reading() as session:
        rows = session.execute(
            select(AudienceCount.people, AudienceCount.is_at_least).order_by(AudienceCount.id)
        )
        return [(row[0], row[1]) for row in rows]


def test_channels_are_told_on_one_form(make: Factory) -> None:
    who, browser = ambassador(make)
    browser.submit(
        "/audience?welcome=1",
        form=1,
        linkedin_handle="linkedin.com/in/kari",
        linkedin_size="500+",
        x_size="1,2k",
    )
    with make.database.reading() as session:
        told = {c: (a.handle, a.size) for c, a in open_accounts(session, who).items()}
    assert told == {Channel.LINKEDIN: ("kari", Size(500, True)), Channel.X: ("", Size(1200))}


def test_the_form_shows_what_was_told(make: Factory) -> None:
    who, browser = ambassador(make)
    make.audience(who, Channel.BLUESKY, 500, at_least=True, handle="kari.bsky.social", at=clock.now())
    form = browser.get("/audience").forms[1]
    assert (form["bluesky_handle"].value, form["bluesky_size"].value) == ("kari.bsky.social", "500+")


def test_a_changed_number_is_a_new_row_and_an_unchanged_one_is_not(make: Factory) -> None:
    _who, browser = ambassador(make)
    for size in ("400", "400", "450"):
        browser.submit("/audience", form=1, instagram_size=size)
    assert counts(make.database) == [(400, False), (450, False)]


def test_an_emptied_channel_is_taken_back_and_its_handle_erased(make: Factory) -> None:
    _who, browser = ambassador(make)
    browser.submit("/audience", form=1, x_handle="kari", x_size="90")
    browser.submit("/audience", form=1, x_handle="", x_size="")
    with make.database.reading() as session:
        [account] = session.scalars(select(Account)).all()
    assert account.removed_at is not None
    assert account.handle == ""


def test_a_handle_without_a_number_is_an_account_without_a_count(make: Factory) -> None:
    who, browser = ambassador(make)
    browser.submit("/audience", form=1, x_handle="kari", x_size="90")
    browser.submit("/audience", form=1, x_handle="kari", x_size="")
    with make.database.reading() as session:
        account = open_accounts(session, who)[Channel.X]
    assert (account.handle, account.size) == ("kari", None)


def test_what_can_t_be_read_gets_a_sentence_and_stays(make: Factory) -> None:
    _who, browser = ambassador(make)
    page = browser.submit(
        "/audience",
        form=1,
        linkedin_size="many",
        tiktok_size="1,5",
        x_handle="javascript:alert(1)",
        threads_size="20",
    )
    assert page.status_int == 422
    assert page.forms[1]["linkedin_size"].value == "many"
    assert page.forms[1]["threads_size"].value == "20"
    assert "LinkedIn: write a number" in page
    assert "TikTok: this can be read in two ways" in page
    assert "X: write your name on the channel" in page
    assert counts(make.database) == []


def test_a_long_text_is_refused_beside_its_field(make: Factory) -> None:
    _who, browser = ambassador(make)
    page = browser.submit("/audience", form=1, x_size="9" * 100_000)
    assert page.status_int == 422


def test_without_consent_nothing_is_stored(make: Factory) -> None:
    who = make.person()
    make.opt_in(who)
    browser = make.browser_of(who)
    open_form = browser.get("/audience").forms[1]
    open_form["x_size"] = "90"
    make.withdraw(who, at=LONG_AGO + timedelta(days=1))
    answer = open_form.submit(expect_errors=True)
    assert answer.status_int == 422
    assert "See what joining means" in answer
    assert counts(make.database) == []


def both_at_once(*actions: Callable[[], object]) -> None:
    barrier = Barrier(len(actions))

    def run(action: Callable[[], object]) -> None:
        barrier.wait()
        action()

    threads = [Thread(target=run, args=(action,)) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_two_identical_submissions_at_once_are_one(make: Factory) -> None:
    _who, browser = ambassador(make)
    forms = [browser.get("/audience").forms[1] for _ in range(2)]
    statuses = []
    for form in forms:
        form["x_size"] = "90"
    both_at_once(*(lambda f=form: statuses.append(f.submit(expect_errors=True).status_int) for form in forms))
    assert statuses == [303, 303]
    assert counts(make.database) == [(90, False)]


def test_leaving_while_telling_leaves_no_audience_behind(make: Factory) -> None:
    for _ in range(4):
        who = make.person()
        make.opt_in(who)

        def told(who: int = who) -> None:
            with make.database.transaction() as session:
                operations.tell_audiences(
                    session, audiences={Channel.X: Told("kari", Size(9))}, by=who, at=LONG_AGO
                )

        both_at_once(told, lambda who=who: make.withdraw(who, at=LONG_AGO))
    with make.database.reading() as session:
        assert session.scalar(select(func.count()).where(Account.removed_at.is_(None))) == 0


def test_the_newest_count_is_the_one_that_holds(make: Factory) -> None:
    who = make.person()
    make.audience(who, Channel.X, 100, at=LONG_AGO)
    make.audience(who, Channel.X, 200, at_least=True, at=LONG_AGO + timedelta(days=2))
    make.audience(who, Channel.TIKTOK, None, handle="kari")
    with make.database.reading() as session:
        found = open_accounts(session, who)
    assert {channel: account.size for channel, account in found.items()} == {
        Channel.X: Size(200, is_at_least=True),
        Channel.TIKTOK: None,
    }
