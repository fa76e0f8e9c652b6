"""A list ends with its consent, its account, its owner's time here, and its days: the row is gone at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from ambassador import clock
from ambassador.audience.policy import Channel
from ambassador.people.leaving import leave
from ambassador.sharing.operations import delete_expired
from tests.factories import LONG_AGO, Factory
from tests.sharing.listfiles import connections, people
from tests.sharing.sharing import ambassador, bring, consents, keep, kept_lists, share, trail
from tests.test_races import at_once


def test_one_button_ends_it(make: Factory) -> None:
    _who, browser = ambassador(make)
    page = keep(bring(browser, connections(people(42))))
    [stop] = [form for form in page.forms.values() if form.action.endswith("/stop")]
    assert "is deleted" in stop.submit().follow()
    assert kept_lists(make) == []
    assert consents(make) == [(1, False)]
    assert '"what":"list deleted"' in trail(make)
    assert "is deleted" not in stop.submit().follow()


def test_sharing_again_is_a_new_consent(make: Factory) -> None:
    _who, browser = ambassador(make)
    page = keep(bring(browser, connections(people(42))))
    [stop] = [form for form in page.forms.values() if form.action.endswith("/stop")]
    stop.submit()
    keep(bring(browser, connections(people(42))))
    assert consents(make) == [(1, False), (2, True)]


def test_stopping_on_one_channel_leaves_the_other(make: Factory) -> None:
    who, browser = ambassador(make)
    share(make, who, people(5), at=clock.now())
    share(make, who, people(5), channel=Channel.TIKTOK, at=clock.now())
    page = browser.get("/audience/lists/tiktok")
    [stop] = [form for form in page.forms.values() if form.action.endswith("/stop")]
    stop.submit()
    assert [kept.channel for kept in kept_lists(make)] == ["linkedin"]
    assert consents(make) == [(1, True), (1, False)]


def withdraw(make: Factory, who: int) -> None:
    make.withdraw(who, at=clock.now())


def left(make: Factory, who: int) -> None:
    with make.database.transaction() as session:
        leave(session, person_ids=[who], by=None, at=clock.now())


def take_back(make: Factory, who: int) -> None:
    make.browser_of(who).submit("/audience", form=2, linkedin_handle="", linkedin_size="")


@pytest.mark.parametrize("end", [withdraw, left, take_back])
def test_a_list_goes_with_the_opt_in_the_job_and_the_account(
    make: Factory, end: Callable[[Factory, int], None]
) -> None:
    who, _browser = ambassador(make)
    other, _browser = ambassador(make)
    for each in (who, other):
        share(make, each, people(42))
    end(make, who)
    assert [kept.person_id for kept in kept_lists(make)] == [other]
    assert consents(make) == [(1, False), (1, True)]
    assert '"what":"lists deleted"' in trail(make)


def test_a_changed_count_leaves_the_list(make: Factory) -> None:
    who, browser = ambassador(make)
    share(make, who, people(42))
    browser.submit("/audience", form=2, linkedin_handle="kari", linkedin_size="43")
    assert len(kept_lists(make)) == 1


def test_lists_are_deleted_when_their_days_are_over(make: Factory) -> None:
    (who, _browser), (other, _browser) = ambassador(make), ambassador(make)
    share(make, who, people(42), at=LONG_AGO)
    share(make, other, people(42), at=LONG_AGO + timedelta(days=1))
    over = LONG_AGO + timedelta(days=365)
    for at, expected in ((over - timedelta(seconds=1), 0), (over, 1), (over, 0)):
        with make.database.transaction() as session:
            assert delete_expired(session, at=at) == expected
    assert [kept.person_id for kept in kept_lists(make)] == [other]
    assert consents(make) == [(1, False), (1, True)]


def test_a_list_whose_days_are_over_is_shared_under_a_new_consent(make: Factory) -> None:
    who, browser = ambassador(make)
    share(make, who, people(42), at=LONG_AGO)
    assert "Shared" not in browser.get("/audience/lists").html.main.text
    share(make, who, people(43), at=LONG_AGO + timedelta(days=400))
    assert [kept.people for kept in kept_lists(make)] == [43]
    assert consents(make) == [(1, False), (2, True)]


def test_whoever_shares_while_leaving_leaves_no_list(make: Factory) -> None:
    for _ in range(5):
        who = make.person()
        make.opt_in(who)

        def try_to_share(by: int = who) -> None:
            try:
                share(make, by, people(42), at=clock.now())
            except AssertionError:
                return

        at_once(make, try_to_share, lambda by=who: withdraw(make, by))  # type: ignore[misc]  # bound at once
        assert kept_lists(make) == []
        assert not any(holds for _number, holds in consents(make))


def test_two_tabs_at_the_same_moment_are_one_list_and_one_consent(make: Factory) -> None:
    who, _browser = ambassador(make)
    at_once(make, *(lambda n=n: share(make, who, people(n), at=clock.now()) for n in (40, 41, 42)))  # type: ignore[misc]  # bound at once
    assert len(kept_lists(make)) == 1
    assert consents(make) == [(1, True)]
