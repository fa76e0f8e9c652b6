"""A link to a guideline survives signing in, however somebody signs in."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from ambassador import clock
from ambassador.people import operations as people
from ambassador.people.models import LinkPurpose
from tests.browser import Browser
from tests.factories import PASSWORD, Factory
from tests.guidelines.answering import ADDRESS, form_to, letters

pytestmark = pytest.mark.usefixtures("content")


def test_signing_in_leads_to_the_guideline(make: Factory, browser: Browser) -> None:
    email = make.email_of(make.person(password=True))
    form = form_to(browser.get(ADDRESS).follow(), "/sign-in")
    form["email"], form["password"] = email, PASSWORD
    assert form.submit(status=303).follow().request.path == ADDRESS


def test_so_does_the_second_try_after_a_wrong_password(make: Factory, browser: Browser) -> None:
    email = make.email_of(make.person(password=True))
    form = form_to(browser.get(ADDRESS).follow(), "/sign-in")
    form["email"], form["password"] = email, "not the right one at all"
    again = form_to(form.submit(status=422), "/sign-in")
    again["password"] = PASSWORD
    assert again.submit(status=303).follow().request.path == ADDRESS


def test_so_does_an_invitation_for_who_has_no_password(make: Factory, browser: Browser) -> None:
    who = make.person()
    with make.database.transaction() as session:
        token = people.make_link(session, person_id=who, purpose=LinkPurpose.INVITATION, at=clock.now())
    page = browser.submit(f"/link/{token}?next={ADDRESS}", password=PASSWORD, again=PASSWORD)
    assert page.request.path == ADDRESS


def test_so_does_the_link_of_who_had_to_ask_for_one_first(make: Factory, browser: Browser) -> None:
    email = make.email_of(make.person())
    door = browser.get(ADDRESS).follow()
    asking = form_to(door.click("Get a link by e-mail"), "/forgotten")
    asking["email"] = email
    asking.submit(status=303)
    [letter] = letters(make)
    [link] = [line for line in letter.body.splitlines() if "/link/" in line]
    address = urlsplit(link)
    page = browser.submit(f"{address.path}?{address.query}", password=PASSWORD, again=PASSWORD)
    assert page.request.path == ADDRESS


def test_a_new_language_on_the_way_changes_nothing(make: Factory, browser: Browser) -> None:
    email = make.email_of(make.person(password=True))
    door = browser.get(ADDRESS).follow()
    back = {"Referer": door.request.url}
    door = form_to(door, "/language").submit("language", value="nb", headers=back).follow()
    form = form_to(door, "/sign-in")
    form["email"], form["password"] = email, PASSWORD
    assert form.submit(status=303).follow().request.path == ADDRESS


@pytest.mark.parametrize("target", ["//elsewhere.no", "https://elsewhere.no", "/\\elsewhere.no"])
def test_a_letter_leads_nowhere_but_here(make: Factory, browser: Browser, target: str) -> None:
    email = make.email_of(make.person())
    form = form_to(browser.get("/forgotten", {"next": target}), "/forgotten")
    form["email"] = email
    form.submit(status=303)
    assert "elsewhere" not in letters(make)[0].body
