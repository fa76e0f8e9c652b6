"""The page that checks a certificate: right at the moment of asking, and silent about all that is private."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from ambassador import clock
from ambassador.people.erasing import erase
from ambassador.people.models import Person
from ambassador.trail.models import TrailEntry, TrailPersonal
from tests.browser import Browser
from tests.certificates.conftest import NAME, Holder
from tests.trail.trails import is_whole

UNKNOWN = "/certificates/" + "0" * 32


def state(holder: Holder, browser: Browser) -> str:
    return str(holder.checked(browser).html.h1.text)


def test_a_valid_one_says_what_when_and_until_when(holder: Holder, browser: Browser) -> None:
    holder.publish()
    page = holder.checked(browser)
    said = page.html.main.text
    assert page.html.h1.text == "Valid"
    for needed in (NAME, "Nordlys", "Valid until", holder.public_id):
        assert needed in said
    assert "Kari Nordmann" not in page
    assert "kari@" not in page


def test_the_page_is_not_kept_and_not_listed(holder: Holder, browser: Browser) -> None:
    holder.publish()
    page = holder.checked(browser)
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert page.html.find("meta", attrs={"name": "robots"})["content"] == "noindex, nofollow"


def test_it_expires(holder: Holder, browser: Browser) -> None:
    holder.publish()
    with time_machine.travel(holder.passed_at + timedelta(days=400)):
        assert state(holder, browser) == "Expired"


def test_a_newer_pass_renews_it_and_has_a_certificate_of_its_own(holder: Holder, browser: Browser) -> None:
    holder.publish()
    holder.make.pass_course(holder.person_id, at=clock.now())
    assert state(holder, browser) == "Renewed"
    course = holder.browser.get("/training/1")
    assert holder.page not in str(course.html.find("a", string="Your certificate"))


def test_opting_out_suspends_it_at_once_and_it_comes_back(holder: Holder, browser: Browser) -> None:
    holder.publish()
    holder.make.withdraw(holder.person_id, at=clock.now())
    page = holder.checked(browser)
    assert (page.html.h1.text, NAME in page) == ("Suspended", False)
    browser.get(f"{holder.address}/badge", status=404)
    assert holder.listed()
    holder.make.opt_in(holder.person_id, at=clock.now())
    assert state(holder, browser) == "Valid"
    assert not holder.listed()


def test_leaving_the_company_suspends_it_until_they_return(holder: Holder, browser: Browser) -> None:
    holder.publish()
    holder.leave()
    assert state(holder, browser) == "Suspended"
    with holder.make.database.transaction() as session:
        session.get_one(Person, holder.person_id).left_at = None
    holder.make.opt_in(holder.person_id, at=clock.now())
    assert state(holder, browser) == "Valid"


def test_who_never_opted_in_is_not_away(holder: Holder, browser: Browser) -> None:
    leader = holder.make.person()
    holder.make.pass_course(leader, at=holder.passed_at)
    other = Holder(holder.make, leader, holder.passed_at)
    other.publish()
    assert state(other, browser) == "Valid"
    assert not other.listed()


def test_a_withdrawn_one_says_so_without_the_reason_or_the_name(holder: Holder, browser: Browser) -> None:
    holder.publish()
    holder.withdraw("Cheating in the quiz")
    page = holder.checked(browser)
    assert page.html.h1.text == "Withdrawn"
    assert "Cheating" not in page
    assert NAME not in page
    assert "Cheating in the quiz" in holder.browser.get(holder.page)
    assert holder.listed()


@pytest.mark.parametrize("path", ["", "/badge"])
@pytest.mark.parametrize("way", ["never published", "taken back", "withdrawn", "erased"])
def test_private_and_unknown_look_alike(holder: Holder, browser: Browser, way: str, path: str) -> None:
    if way == "withdrawn":
        holder.withdraw()
    else:
        holder.publish()
    if way == "never published":
        # What was withdrawn before it was published has an address, too, which nobody was told.
        holder = Holder(holder.make, holder.make.person(), holder.passed_at)
        holder.make.pass_course(holder.person_id, at=holder.passed_at)
        holder.withdraw()
    if way == "taken back":
        holder.take_back()
    if way == "erased":
        erase_them(holder)
    # One visitor at one moment: the form token in the footer is made of both.
    browser.get("/sign-in")
    with time_machine.travel(clock.now(), tick=False):
        private = browser.get(f"{holder.address}{path}", status=404)
        unknown = browser.get(f"{UNKNOWN}{path}", status=404)
        mangled = browser.get(f"/certificates/x{path}", status=404)
    assert private.headerlist == unknown.headerlist == mangled.headerlist
    assert private.body == unknown.body == mangled.body


def erase_them(holder: Holder) -> None:
    holder.leave()
    with holder.make.app.test_request_context(), holder.make.database.transaction() as session:
        assert erase(session, person_id=holder.person_id, by=None, at=clock.now()) is None


def test_erasing_the_person_erases_the_name_and_leaves_the_evidence(holder: Holder, browser: Browser) -> None:
    holder.publish()
    erase_them(holder)
    holder.checked(browser, status=404)
    with holder.make.database.reading() as session:
        entries = session.scalars(select(TrailEntry.entry)).all()
        assert not session.scalars(
            select(TrailPersonal.sequence).where(TrailPersonal.person_id == holder.person_id)
        ).all()
    assert [json.loads(entry)["what"] for entry in entries].count("certificate published") == 1
    assert not any("Kari" in entry for entry in entries)
    assert is_whole(holder.make.database)
    assert holder.listed()


def test_the_page_is_in_the_readers_language(holder: Holder, browser: Browser) -> None:
    holder.publish()
    page = browser.get(holder.address, headers={"Accept-Language": "nb"})
    assert page.html.h1.text == "Gyldig"
