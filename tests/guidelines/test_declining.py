"""Saying no to a guideline: with a reason, once, and open to a later yes."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from ambassador import clock
from ambassador.guidelines.answering.models import Decline
from ambassador.trail.queries import texts_of
from ambassador.web.access import Role
from tests.browser import Browser
from tests.factories import Factory
from tests.guidelines.answering import ADDRESS, form_to, newest_entry, signed
from tests.guidelines.publishing import publish_next

pytestmark = pytest.mark.usefixtures("content")

DECLINE = f"{ADDRESS}/decline"


def declined(make: Factory) -> list[Decline]:
    with make.database.reading() as session:
        return list(session.scalars(select(Decline).order_by(Decline.id)))


@pytest.fixture
def who(make: Factory) -> int:
    return make.person("Kari Nordmann")


@pytest.fixture
def kari(make: Factory, who: int) -> Browser:
    return make.browser_of(who)


def test_a_no_is_kept_with_its_reason_where_it_can_be_erased(make: Factory, who: int, kari: Browser) -> None:
    page = kari.submit(DECLINE, reason="I don't use social media.")
    assert page.request.path == ADDRESS
    [no] = declined(make)
    assert no.person_id == who
    entry = newest_entry(make)
    assert "social media" not in entry
    with make.database.reading() as session:
        assert texts_of(session, [no.entry])[no.entry]["reason"] == "I don't use social media."


def test_a_no_is_bound_to_the_version_and_the_hash_that_were_shown(make: Factory, kari: Browser) -> None:
    shown = form_to(kari.get(ADDRESS), "/acknowledgements")
    kari.submit(DECLINE, reason="No.")
    entry = json.loads(newest_entry(make))
    assert (entry["what"], entry["facts"]["sha256"]) == ("guideline declined", shown["sha256"].value)
    assert entry["facts"]["version"] == int(shown["version_id"].value)


def test_the_form_says_who_reads_the_reason(kari: Browser) -> None:
    assert "The programme manager reads it, with your name beside it." in kari.get(DECLINE)


@pytest.mark.parametrize("reason", ["", "  \n ", "x" * 1001])
def test_a_no_needs_a_reason_of_reasonable_length(make: Factory, kari: Browser, reason: str) -> None:
    page = kari.submit(DECLINE, reason=reason)
    assert page.status_int == 422
    assert page.html.find(class_="field-error")
    assert not declined(make)


def test_declining_twice_is_once(make: Factory, kari: Browser) -> None:
    form = form_to(kari.get(DECLINE), "/decline")
    form["reason"] = "No."
    form.submit(status=303)
    form.submit(status=303)
    assert len(declined(make)) == 1


def test_a_no_holds_for_the_minor_versions_of_its_major_one(make: Factory, kari: Browser) -> None:
    kari.submit(DECLINE, reason="No.")
    publish_next(make.database, change="minor")
    assert "You declined version 1.0" in kari.get(ADDRESS)
    kari.submit(DECLINE, reason="Still no.")
    assert len(declined(make)) == 1


def test_a_material_version_asks_who_declined_anew(make: Factory, kari: Browser) -> None:
    kari.submit(DECLINE, reason="No.")
    publish_next(make.database)
    assert "You declined" not in kari.get(ADDRESS)
    kari.submit(DECLINE, reason="No again.")
    assert len(declined(make)) == 2


def test_a_later_yes_takes_the_place_of_the_no(make: Factory, kari: Browser) -> None:
    kari.submit(DECLINE, reason="No.")
    form = form_to(kari.get(ADDRESS), "/acknowledgements")
    form["agrees"] = True
    form.submit(status=303)
    assert len(signed(make)) == 1
    assert "You declined" not in kari.get(ADDRESS)


def test_who_acknowledged_on_another_device_can_t_decline(make: Factory, who: int, kari: Browser) -> None:
    form = form_to(kari.get(DECLINE), "/decline")
    make.acknowledge_all(who)
    form["reason"] = "No, after all."
    page = form.submit(status=409)
    assert "never withdrawn" in page
    assert form_to(page, "/decline")["reason"].value.strip() == "No, after all."
    assert not declined(make)


def test_what_changed_after_the_page_was_opened_is_not_declined_unread(make: Factory, kari: Browser) -> None:
    form = form_to(kari.get(DECLINE), "/decline")
    publish_next(make.database)
    form["reason"] = "No."
    page = form.submit(status=409)
    assert "Read the new text first" in page
    assert form_to(page, "/decline")["reason"].value.strip() == "No."
    assert not declined(make)


def test_the_manager_reads_who_declined_and_why(make: Factory, who: int, kari: Browser) -> None:
    kari.submit(DECLINE, reason="I don't use social media.")
    manager = make.browser_as(Role.PROGRAMME_MANAGER)
    page = manager.get("/programme/guidelines/declines")
    assert "Kari Nordmann" in page
    assert "I don't use social media." in page.html.text
    make.acknowledge_all(who, at=clock.now())
    assert "Acknowledged since" in page.goto("/programme/guidelines/declines")


@pytest.mark.parametrize("role", [Role.STAFF, Role.LEADERSHIP, Role.ADMINISTRATOR])
@pytest.mark.parametrize("page", ["declines", "exceptions", "exceptions/granted", "1/paper", "1/on-behalf"])
def test_nobody_else_opens_the_desk(make: Factory, role: Role, page: str) -> None:
    make.browser_as(role).get(f"/programme/guidelines/{page}", status=403)
