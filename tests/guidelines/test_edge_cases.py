"""Two tabs, two devices, a stale page, a withdrawn version, a leaver: each has a defined answer."""

from __future__ import annotations

import json
from threading import Barrier, Thread

import pytest
from sqlalchemy import select
from webtest import Upload

from ambassador import clock
from ambassador.guidelines.answering import declining, excepting, operations
from ambassador.guidelines.answering.models import PaperScan
from ambassador.guidelines.content import sentences
from ambassador.guidelines.models import Guideline
from ambassador.people.erasing import erase
from ambassador.trail.models import TrailEntry
from ambassador.trail.queries import texts_of
from ambassador.web.access import Role
from ambassador.web.errors import Conflict, Refusal
from tests.browser import Browser
from tests.factories import PASSWORD, Factory
from tests.guidelines.answering import ADDRESS, PDF, command, form_to, gone, newest_entry, signed, withdraw
from tests.guidelines.publishing import publish_next
from tests.trail.trails import is_whole

pytestmark = pytest.mark.usefixtures("content")


@pytest.fixture
def who(make: Factory) -> int:
    return make.person("Kari Nordmann", email="kari@example.no", password=True)


@pytest.fixture
def kari(make: Factory, who: int) -> Browser:
    return make.browser_of(who)


def ticked(browser: Browser):  # type: ignore[no-untyped-def]  # WebTest ships no types
    form = form_to(browser.get(ADDRESS), "/acknowledgements")
    form["agrees"] = True
    return form


def test_two_tabs_sign_once(make: Factory, kari: Browser) -> None:
    first, second = ticked(kari), ticked(kari)
    first.submit(status=303)
    second.submit(status=303)
    assert len(signed(make)) == 1


def test_two_devices_at_once_sign_once(make: Factory, who: int) -> None:
    sent, together, results = command(make), Barrier(4), list[object]()

    def send() -> None:
        together.wait()
        with make.database.transaction() as session:
            results.append(operations.acknowledge(session, sent, by=who, at=clock.now()))

    threads = [Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [None] * 4
    assert len(signed(make)) == 1
    assert is_whole(make.database)
    with make.database.reading() as session:
        entries = session.scalars(select(TrailEntry.entry)).all()
    assert sum('"guideline acknowledged"' in entry for entry in entries) == 1


def test_two_devices_in_two_languages_sign_what_the_first_showed(make: Factory, who: int) -> None:
    for language in ("nb", "en"):
        with make.database.transaction() as session:
            sent = command(make, language)
            assert operations.acknowledge(session, sent, by=who, at=clock.now()) is None
    assert [kept.language for kept in signed(make)] == ["nb"]


def test_a_stale_page_signs_nothing_and_shows_the_new_text(make: Factory, kari: Browser) -> None:
    form = ticked(kari)
    publish_next(make.database, body="A rule that is new.")
    page = form.submit(status=409)
    assert "A rule that is new." in page
    assert not form_to(page, "/acknowledgements")["agrees"].checked
    assert not signed(make)


def test_a_stale_page_is_fine_for_who_signed_the_new_one(make: Factory, kari: Browser, who: int) -> None:
    form = ticked(kari)
    publish_next(make.database)
    make.acknowledge_all(who)
    form.submit(status=303)
    assert len(signed(make)) == 1


def test_after_reloading_a_refused_page_one_reads_the_guideline(kari: Browser) -> None:
    assert kari.get(f"{ADDRESS}/acknowledgements", status=303).location == ADDRESS


def test_a_version_withdrawn_meanwhile_is_a_conflict(make: Factory, kari: Browser) -> None:
    publish_next(make.database, body="Too hasty.")
    form = ticked(kari)
    withdraw(make, 2)
    page = form.submit(status=409)
    assert "nothing was signed" in page
    assert "Too hasty." not in page
    assert not signed(make)


def test_a_signature_of_a_withdrawn_version_does_not_count(make: Factory, kari: Browser, who: int) -> None:
    publish_next(make.database)
    make.acknowledge_all(who)
    withdraw(make, 2)
    page = kari.get(ADDRESS)
    assert "You acknowledged version 2.0, which was withdrawn. Version 1.0 is in force." in page
    ticked(kari).submit(status=303)
    assert len(signed(make)) == 2


def test_a_withdrawal_lets_the_signature_before_count(make: Factory, kari: Browser, who: int) -> None:
    make.acknowledge_all(who)
    publish_next(make.database)
    withdraw(make, 2)
    page = kari.get(ADDRESS)
    assert "You acknowledged version 1.0" in page
    assert not page.html.find("input", attrs={"name": "agrees"})


def test_when_all_is_withdrawn_the_page_says_so_and_asks_nothing(make: Factory, kari: Browser) -> None:
    form = ticked(kari)
    withdraw(make, 1, why="We begin anew.")
    page = form.submit(status=409)
    assert "nothing was signed" in page
    assert not signed(make)
    page = kari.get(ADDRESS)
    assert page.html.h1.text == "This guideline was withdrawn"
    assert "We begin anew." in page
    for path in ("decline", "exception"):
        assert kari.get(f"{ADDRESS}/{path}").follow().html.h1.text == "This guideline was withdrawn"


def test_what_was_signed_and_withdrawn_can_still_be_read(make: Factory, kari: Browser, who: int) -> None:
    make.acknowledge_all(who)
    withdraw(make, 1)
    page = kari.get(ADDRESS).click("Version 1.0")
    assert "You acknowledged this on" in page


def test_a_guideline_that_was_never_published_is_not_found(make: Factory, kari: Browser) -> None:
    with make.database.transaction() as session:
        session.add(Guideline(id=7, slug="new"))
    kari.get("/guidelines/7", status=404)
    kari.get("/guidelines/7/decline", status=404)
    kari.get("/guidelines/7/exception", status=404)


def test_a_leaver_is_led_to_sign_in_and_signs_nothing(make: Factory, kari: Browser, who: int) -> None:
    form = ticked(kari)
    gone(make, who)
    assert "/sign-in" in form.submit(status=303).location
    assert not signed(make)


def test_who_leaves_between_the_door_and_the_ink_signs_nothing(make: Factory, who: int) -> None:
    sent = command(make)
    gone(make, who)
    with make.app.test_request_context(), make.database.transaction() as session:
        result = operations.acknowledge(session, sent, by=who, at=clock.now())
        no = declining.SayNo(1, sent.version_id, sent.sha256, "en", "No.")
        others = [
            declining.decline(session, no, by=who, at=clock.now()),
            excepting.ask(session, guideline_id=1, reason="Leave.", by=who, at=clock.now()),
        ]
    for refusal in (result, *others):
        assert isinstance(refusal, Refusal)
        assert "no longer work here" in refusal.sentence
    assert not signed(make)


def test_an_erased_person_leaves_the_signature_and_no_name_or_scan(make: Factory, who: int) -> None:
    manager = make.browser_as(Role.PROGRAMME_MANAGER)
    form = form_to(manager.get("/programme/guidelines/1/paper"), "/paper")
    form["email"], form["note"], form["signed_on"] = "kari@example.no", "Signed.", str(clock.now().date())
    form["scan"] = Upload("scan.pdf", PDF)
    form.submit(status=303)
    gone(make, who)
    with make.app.test_request_context(), make.database.transaction() as session:
        assert erase(session, person_id=who, by=None, at=clock.now()) is None
    [kept] = signed(make)
    with make.database.reading() as session:
        assert session.get(PaperScan, kept.id) is None
        assert not texts_of(session, [kept.entry or 0])[kept.entry or 0]
    assert is_whole(make.database)
    manager.get(f"/guidelines/acknowledgements/{kept.id}/scan", status=404)


@pytest.mark.parametrize("change", ["minor", "material"])
def test_a_page_in_a_language_that_lags_meanwhile_is_a_conflict_with_all_of_the_other(
    make: Factory, kari: Browser, change: str
) -> None:
    form = ticked(kari)
    publish_next(make.database, change=change, body="Nye ord.", lagging="en")
    page = form.submit(status=409)
    assert "Nye ord." in page
    assert page.html.article["lang"] == "nb"
    assert "This guideline is not yet in English in version" in page
    again = form_to(page, "/acknowledgements")
    assert (again["language"].value, again["sentence"].value) == ("nb", sentences()["nb"])
    again["agrees"] = True
    again.submit(status=303)
    assert [kept.language for kept in signed(make)] == ["nb"]


@pytest.mark.parametrize(
    ("field", "value"),
    [("sentence", "I promise nothing."), ("sha256", "0" * 64), ("language", "nb"), ("version_id", "2")],
)
def test_what_was_never_shown_is_a_conflict(make: Factory, kari: Browser, field: str, value: str) -> None:
    form = ticked(kari)
    form[field] = value
    form.submit(status=409)
    assert not signed(make)


def test_a_sentence_in_the_other_language_was_not_shown_either(make: Factory, who: int) -> None:
    mixed = operations.Acknowledge(**{**vars(command(make)), "sentence": command(make, "nb").sentence})
    with make.app.test_request_context(), make.database.transaction() as session:
        assert isinstance(operations.acknowledge(session, mixed, by=who, at=clock.now()), Conflict)


def test_the_trail_holds_exactly_what_was_agreed_to(make: Factory, kari: Browser, who: int) -> None:
    form = ticked(kari)
    form.submit(status=303)
    facts = json.loads(newest_entry(make))["facts"]
    assert {name: facts[name] for name in ("person", "guideline", "method", "language")} == {
        "person": who,
        "guideline": 1,
        "method": "self",
        "language": "en",
    }
    assert facts["sha256"] == form["sha256"].value
    assert "Kari" not in newest_entry(make)


def sign_out(browser: Browser) -> None:
    form_to(browser.get("/account"), "/sign-out").submit(status=303)


def test_signed_out_meanwhile_one_comes_back_to_the_guideline(make: Factory, kari: Browser) -> None:
    form = ticked(kari)
    sign_out(kari)
    door = form.submit(headers={"Referer": f"http://localhost{ADDRESS}"}, status=303).follow()
    assert "You were signed out in the meantime" in door
    entry = form_to(door, "/sign-in")
    entry["email"], entry["password"] = "kari@example.no", PASSWORD
    page = entry.submit(status=303).follow()
    assert page.request.path == ADDRESS
    assert "You are signed in again." in page
    assert not signed(make)
    ticked(kari).submit(status=303)
    assert len(signed(make)) == 1


@pytest.mark.parametrize(
    "before",
    ["http://elsewhere.example/guidelines/1", "http://localhost/sign-out", "http://[", "", "nonsense"],
)
def test_only_a_page_of_ours_is_come_back_to(kari: Browser, before: str) -> None:
    form = ticked(kari)
    sign_out(kari)
    assert "next=" not in form.submit(headers={"Referer": before}, status=303).location
