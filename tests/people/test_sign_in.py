"""Signing in and out, links, and passwords."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from ambassador import clock
from ambassador.mail.models import Letter
from ambassador.people import operations
from ambassador.people.models import LinkPurpose
from tests.browser import Browser
from tests.factories import PASSWORD, Factory


def test_right_password_signs_in(browser: Browser, make: Factory) -> None:
    who = make.person("Kari Nordmann", password=True)
    page = browser.submit("/sign-in", form=0, email=make.email_of(who), password=PASSWORD)
    assert "Kari Nordmann" in page


def test_wrong_password_keeps_the_address_and_says_why(browser: Browser, make: Factory) -> None:
    email = make.email_of(make.person(password=True))
    page = browser.submit("/sign-in", email=email, password="not this one at all")
    assert page.status_int == 422
    assert page.forms[0]["email"].value == email
    assert "belong together" in page


def test_signing_out_makes_a_copied_cookie_worthless(make: Factory) -> None:
    signed_in = make.browser_of(make.person())
    [copied] = signed_in.cookies.values()
    [form] = [f for f in signed_in.get("/account").forms.values() if f.action == "/sign-out"]
    form.submit()
    thief = Browser(signed_in.flask)
    assert thief.get("/account", headers={"Cookie": f"ambassador={copied}"}).status_int == 303


def test_a_link_sets_a_password_once(browser: Browser, make: Factory) -> None:
    who = make.person()
    with make.database.transaction() as session:
        token = operations.make_link(session, person_id=who, purpose=LinkPurpose.INVITATION, at=clock.now())
    page = browser.submit(f"/link/{token}", password=PASSWORD, again=PASSWORD)
    assert "Your password is set" in page
    Browser(browser.flask).get(f"/link/{token}", status=410)


def test_an_expired_link_offers_a_new_one(browser: Browser, make: Factory) -> None:
    who = make.person()
    with make.database.transaction() as session:
        long_ago = clock.now() - timedelta(days=30)
        token = operations.make_link(session, person_id=who, purpose=LinkPurpose.RESET, at=long_ago)
    assert "Get a new link" in browser.get(f"/link/{token}", status=410)


def test_asking_for_a_link_looks_the_same_for_a_stranger(browser: Browser, make: Factory) -> None:
    email = make.email_of(make.person())
    known = browser.submit("/forgotten", email=email)
    stranger = browser.submit("/forgotten", email="nobody@example.no")
    assert known.html.main.text == stranger.html.main.text
    with make.database.reading() as session:
        assert [letter.to_address for letter in session.scalars(select(Letter))] == [email]
