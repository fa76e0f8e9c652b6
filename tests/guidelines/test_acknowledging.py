"""Reading the rules and acknowledging them: bound to what was seen, once, and never by accident."""

from __future__ import annotations

import hashlib
import json
from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select
from webtest import TestResponse

from ambassador import clock
from ambassador.db import Database
from ambassador.guidelines import operations, queries
from ambassador.guidelines.answering import operations as answering
from ambassador.guidelines.answering.models import Acknowledgement
from ambassador.guidelines.answering.operations import Acknowledge
from ambassador.guidelines.content import sentences
from ambassador.guidelines.models import GuidelineText, GuidelineVersion
from ambassador.trail.models import TrailEntry
from tests.browser import Browser
from tests.factories import LONG_AGO, Factory
from tests.guidelines.publishing import publish_next
from tests.trail.trails import is_whole

pytestmark = pytest.mark.usefixtures("content")

ADDRESS = "/guidelines/1"


def acknowledge_form(page: TestResponse):  # type: ignore[no-untyped-def]  # WebTest ships no types
    [form] = [form for form in page.forms.values() if form.action.endswith("/acknowledgements")]
    return form


def signed(database: Database) -> list[Acknowledgement]:
    with database.reading() as session:
        return list(session.scalars(select(Acknowledgement).order_by(Acknowledgement.id)))


def test_the_page_shows_the_rules_and_a_box_that_is_not_ticked(make: Factory) -> None:
    page = make.browser_of(make.person()).get(ADDRESS)
    assert page.html.h1.text == "Rules of play for social media"
    assert page.html.find("p", class_="lead").text.startswith("What you decide for yourself")
    assert sentences()["en"] in page.html.text
    assert not acknowledge_form(page)["agrees"].checked


def test_acknowledging_keeps_sentence_language_and_the_hash_of_what_was_shown(make: Factory) -> None:
    who = make.person()
    form = acknowledge_form(make.browser_of(who).get(ADDRESS))
    form["agrees"] = True
    answer = form.submit()
    assert (answer.status_int, answer.location) == (303, "/checklist")
    [kept] = signed(make.database)
    with make.database.reading() as session:
        text = session.get_one(GuidelineText, (kept.version_id, "en"))
    assert (kept.person_id, kept.language, kept.sentence) == (who, "en", sentences()["en"])
    assert kept.sha256 == hashlib.sha256(text.shown.encode()).hexdigest()


def test_a_norwegian_reader_signs_the_norwegian_text(make: Factory) -> None:
    browser = make.browser_of(make.person())
    form = acknowledge_form(browser.get(ADDRESS, headers={"Accept-Language": "nb"}))
    form["agrees"] = True
    form.submit(headers={"Accept-Language": "nb"})
    [kept] = signed(make.database)
    assert (kept.language, kept.sentence) == ("nb", sentences()["nb"])


def test_an_unticked_box_is_refused_beside_it(make: Factory) -> None:
    page = acknowledge_form(make.browser_of(make.person()).get(ADDRESS)).submit(status=422)
    assert "Tick the box" in page.html.find(class_="field-error").text
    assert not signed(make.database)


def test_a_page_opened_before_a_new_version_gets_the_new_text_and_signs_nothing(make: Factory) -> None:
    form = acknowledge_form(make.browser_of(make.person()).get(ADDRESS))
    publish_next(make.database, body="A new rule.")
    form["agrees"] = True
    page = form.submit(status=409)
    assert "nothing was signed" in page
    assert "A new rule." in page
    assert not acknowledge_form(page)["agrees"].checked
    assert not signed(make.database)


def test_after_the_conflict_the_new_text_can_be_signed_at_once(make: Factory) -> None:
    form = acknowledge_form(make.browser_of(make.person()).get(ADDRESS))
    publish_next(make.database, body="A new rule.")
    again = acknowledge_form(form.submit(status=409))
    again["agrees"] = True
    again.submit(status=303)
    [kept] = signed(make.database)
    assert kept.version_id == int(again["version_id"].value)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("sha256", "0" * 64),
        ("version_id", "99999999999999999999"),
        ("version_id", "²"),
        ("language", "de"),
        ("sentence", "I agree to nothing."),
    ],
)
def test_what_was_not_on_the_page_is_never_signed(make: Factory, field: str, value: str) -> None:
    form = acknowledge_form(make.browser_of(make.person()).get(ADDRESS))
    form["agrees"], form[field] = True, value
    form.submit(status=409)
    assert not signed(make.database)


def test_the_same_page_sent_again_is_done_already(make: Factory) -> None:
    form = acknowledge_form(make.browser_of(make.person()).get(ADDRESS))
    form["agrees"] = True
    form.submit(status=303)
    form.submit(status=303)
    assert len(signed(make.database)) == 1


def test_two_identical_submissions_at_once_are_one_row(make: Factory) -> None:
    who, together = make.person(), Barrier(2)
    with make.database.reading() as session:
        current = queries.in_force(session, 1, language="en")
    assert current is not None
    command = Acknowledge(1, current.version_id, current.sha256, "en", sentences()["en"], is_ticked=True)
    results: list[object] = []

    def send() -> None:
        together.wait()
        with make.database.transaction() as session:
            results.append(answering.acknowledge(session, command, by=who, at=clock.now()))

    threads = [Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [None, None]
    assert len(signed(make.database)) == 1
    assert is_whole(make.database)


def test_the_trail_tells_of_it_without_a_name(make: Factory) -> None:
    who = make.person("Kari Nordmann")
    make.acknowledge_all(who)
    with make.database.reading() as session:
        newest = session.scalars(select(TrailEntry).order_by(TrailEntry.sequence.desc()).limit(1)).one()
    entry = json.loads(newest.entry)
    assert (entry["what"], entry["by"], entry["facts"]["person"]) == ("guideline acknowledged", who, who)
    assert "Kari" not in newest.entry


def test_a_minor_version_asks_nothing_and_says_what_changed(make: Factory) -> None:
    who = make.person()
    make.acknowledge_all(who)
    publish_next(make.database, change="minor", what_changed="A comma.")
    page = make.browser_of(who).get(ADDRESS)
    assert "It holds for version 1.1 too" in page
    assert "A comma." in page
    assert not page.html.find("input", attrs={"name": "agrees"})


def test_a_material_version_says_what_changed_since_this_person_signed_and_by_when(make: Factory) -> None:
    who = make.person()
    make.acknowledge_all(who)
    publish_next(make.database, change="minor", what_changed="A comma.")
    publish_next(make.database, what_changed="Pictures need a yes.", grace_days=30)
    page = make.browser_of(who).get(ADDRESS)
    assert "Acknowledge it by" in page
    assert "Version 2.0: Pictures need a yes." in page
    assert "Version 1.1: A comma." in page
    assert acknowledge_form(page)


def test_a_signed_version_can_be_read_for_ever_in_its_language(make: Factory) -> None:
    who = make.person()
    make.acknowledge_all(who)
    [kept] = signed(make.database)
    publish_next(make.database, body="Everything is different.")
    page = make.browser_of(who).get(f"{ADDRESS}/versions/1", headers={"Accept-Language": "nb"})
    assert kept.sha256 in page.html.text
    assert kept.sentence in page.html.text
    assert page.html.article["lang"] == "en"
    assert "Everything is different." not in page


@pytest.mark.parametrize(
    "path",
    [
        "/guidelines/2",
        "/guidelines/99999999999",
        "/guidelines/1/versions/2",
        "/guidelines/1/versions/99999999999999999999",
        "/guidelines/1/versions/1?language=de",
    ],
)
def test_what_does_not_exist_is_not_found(make: Factory, path: str) -> None:
    make.browser_of(make.person()).get(path, status=404)


def test_a_draft_is_no_version_to_read(make: Factory) -> None:
    with make.database.transaction() as session:
        session.add(GuidelineVersion(guideline_id=1, number=2))
    make.browser_of(make.person()).get(f"{ADDRESS}/versions/2", status=404)


def test_a_visitor_has_to_sign_in_first(browser: Browser) -> None:
    assert browser.get(ADDRESS, status=303).location.endswith("/sign-in?next=/guidelines/1")


def test_installing_the_shipped_guideline_again_changes_nothing(database: Database) -> None:
    with database.transaction() as session:
        operations.install_content(session, clock.now())
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(GuidelineVersion)) == 1
        version = session.scalars(select(GuidelineVersion)).one()
    assert (version.major, version.minor, version.published_by) == (1, 0, None)
    assert version.published_at == version.binding_from == LONG_AGO
