"""Opting in and out: as easy one way as the other, and saying no leaves no trace."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import func, select

from ambassador.audience.models import Account
from ambassador.audience.policy import Channel
from ambassador.db import Base, Database
from ambassador.optins import content, operations
from ambassador.optins.content import consent_in
from ambassador.optins.models import OptIn, Withdrawal
from ambassador.optins.policy import Consent
from ambassador.people.leaving import leave
from ambassador.trail.models import TrailEntry
from ambassador.web.access import Permission
from tests.browser import Browser
from tests.factories import LONG_AGO, Factory


def opt_ins(database: Database) -> list[OptIn]:
    with database.reading() as session:
        return list(session.scalars(select(OptIn).order_by(OptIn.id)))


def everything(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """Return all rows of all tables, as text that can be compared."""
    with database.reading() as session:
        return {
            name: sorted(tuple(map(str, row)) for row in session.execute(select(table)))
            for name, table in Base.metadata.tables.items()
        }


def withdrawals(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Withdrawal)) or 0


def test_joining_keeps_the_exact_sentence_that_was_shown(make: Factory) -> None:
    browser = make.browser_of(make.person())
    page = browser.submit("/join", form=1, agree=True)
    assert "Which channels do you use?" in page
    [held] = opt_ins(make.database)
    consent = consent_in("en")
    assert (held.consent_version, held.language, held.sentence) == (consent.version, "en", consent.sentence)


def test_the_tick_is_not_set_beforehand_and_is_needed(make: Factory) -> None:
    browser = make.browser_of(make.person())
    assert browser.get("/join").forms[1]["agree"].checked is False
    page = browser.submit("/join", form=1)
    assert page.status_int == 422
    assert "Tick the box if you want to join" in page
    assert opt_ins(make.database) == []


def test_the_whole_journey_ends_at_the_checklist(make: Factory) -> None:
    browser = make.browser_of(make.person())
    welcome = browser.submit("/join", form=1, agree=True)
    welcome.forms[1]["linkedin_size"] = "500+"
    page = welcome.forms[1].submit().follow()
    assert page.request.path == "/checklist"
    assert "Your channels are saved" in page


def test_saying_no_changes_no_row_in_any_table(make: Factory) -> None:
    browser = make.browser_of(make.person())
    before = everything(make.database)
    browser.get("/join").click("Not now")
    assert everything(make.database) == before


def test_a_consent_changed_while_reading_is_shown_anew(
    make: Factory, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = make.browser_of(make.person())
    form = browser.get("/join").forms[1]
    form["agree"] = True
    new = Consent(version="next", language="en", sentence="I agree to other words.", points=("A point.",))
    monkeypatch.setattr(content, "consents", lambda: {"en": new, "nb": new})
    page = form.submit(expect_errors=True)
    assert page.status_int == 409
    assert "The consent was changed while you were reading" in page
    assert "I agree to other words." in page
    assert page.forms[1]["agree"].checked is False
    assert opt_ins(make.database) == []
    page.forms[1]["agree"] = True
    page.forms[1].submit()
    assert [held.consent_version for held in opt_ins(make.database)] == ["next"]


def test_a_language_changed_while_reading_keeps_the_words_that_were_seen(make: Factory) -> None:
    browser = make.browser_of(make.person())
    form = browser.get("/join").forms[1]
    form["agree"] = True
    form.submit(headers={"Accept-Language": "nb"})
    assert [held.language for held in opt_ins(make.database)] == ["en"]


def test_whoever_has_joined_is_told_so_and_how_to_leave(make: Factory) -> None:
    who = make.person()
    make.opt_in(who)
    page = make.browser_of(who).get("/join")
    assert "You opted in on 1 January 2025" in page
    assert consent_in("nb").sentence in page
    page.click("Leave the programme")


@pytest.mark.parametrize("attempt", range(3))
def test_two_submissions_at_once_are_one_consent(make: Factory, attempt: int) -> None:
    who, barrier = make.person(), Barrier(4)

    def join() -> None:
        barrier.wait()
        make.opt_in(who)

    threads = [Thread(target=join) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [held.number for held in opt_ins(make.database)] == [1]
    with make.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(TrailEntry)) == 1


def test_leaving_ends_the_consent_and_erases_the_handles(make: Factory) -> None:
    who = make.person()
    make.opt_in(who)
    make.audience(who, Channel.X, 90, handle="kari")
    page = make.browser_of(who).submit("/leave", form=1)
    assert "You have left the programme" in page
    assert withdrawals(make.database) == 1
    with make.database.reading() as session:
        [account] = session.scalars(select(Account)).all()
    assert (account.handle, account.removed_at is None) == ("", False)


def test_leaving_twice_is_leaving_once(make: Factory) -> None:
    who = make.person()
    make.opt_in(who)
    browser = make.browser_of(who)
    form = browser.get("/leave").forms[1]
    assert [form.submit().status_int for _ in range(2)] == [303, 303]
    assert withdrawals(make.database) == 1
    assert "You are not in the programme" in browser.get("/leave")


def test_coming_back_is_a_new_consent(make: Factory) -> None:
    who = make.person()
    make.opt_in(who)
    make.withdraw(who, at=LONG_AGO + timedelta(days=1))
    make.browser_of(who).submit("/join", form=1, agree=True)
    assert [held.number for held in opt_ins(make.database)] == [1, 2]


def test_people_who_leave_the_company_are_withdrawn_in_the_same_transaction(make: Factory) -> None:
    people = [make.person() for _ in range(3)]
    for who in people[:2]:
        make.opt_in(who)
        make.audience(who, Channel.X, 90, handle="kari")
    make.withdraw(people[1], at=LONG_AGO + timedelta(days=1))
    with make.database.transaction() as session:
        leave(session, person_ids=people, by=None, at=LONG_AGO + timedelta(days=2))
    assert withdrawals(make.database) == 2
    with make.database.reading() as session:
        assert session.scalars(select(Account.handle)).all() == ["", ""]
        assert session.scalar(select(func.count()).where(Account.removed_at.is_(None))) == 0


def test_leaving_the_programme_and_the_company_at_once_is_no_conflict(make: Factory) -> None:
    for _ in range(4):
        who, barrier = make.person(), Barrier(2)
        make.opt_in(who)
        faults: list[Exception] = []

        def company(who: int = who, barrier: Barrier = barrier, faults: list[Exception] = faults) -> None:
            barrier.wait()
            try:
                with make.database.transaction() as session:
                    leave(session, person_ids=[who], by=None, at=LONG_AGO)
            except Exception as error:
                faults.append(error)

        thread = Thread(target=company)
        thread.start()
        barrier.wait()
        make.withdraw(who, at=LONG_AGO)
        thread.join()
        assert faults == []
    assert withdrawals(make.database) == 4


def test_consent_belongs_to_the_person_signed_in(browser: Browser) -> None:
    for path in ("/join", "/leave", "/audience"):
        assert browser.get(path).location.endswith(f"/sign-in?next={path}")


def test_no_page_is_about_somebody_elses_choice(app: Flask) -> None:
    about = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith(("optins.", "audience."))]
    assert not [rule.rule for rule in about if rule.arguments]
    assert {app.view_functions[rule.endpoint].permission for rule in about} <= {  # type: ignore[attr-defined]  # permits() sets it
        Permission.VISIT,
        Permission.TAKE_PART,
        Permission.RUN_PROGRAMME,
    }


def test_a_consent_of_unknown_words_is_refused(make: Factory) -> None:
    who = make.person()
    with make.app.test_request_context(), make.database.transaction() as session:
        assert operations.opt_in(session, seen="nonsense", by=who, at=LONG_AGO) is not None
