"""Acknowledgements given otherwise than here: on somebody's behalf, and on paper with a scan."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import func, select
from webtest import TestResponse, Upload

from ambassador import clock
from ambassador.guidelines.answering.models import PaperScan
from ambassador.guidelines.answering.policy import Method
from ambassador.guidelines.content import sentences
from ambassador.trail.queries import texts_of
from ambassador.web.access import Role
from tests.browser import Browser
from tests.factories import Factory
from tests.guidelines.answering import ADDRESS, PDF, form_to, gone, in_force, letters, newest_entry, signed
from tests.guidelines.publishing import publish_next

pytestmark = pytest.mark.usefixtures("content")

ON_BEHALF = "/programme/guidelines/1/on-behalf"
PAPER = "/programme/guidelines/1/paper"
TOLD = {"email": "kari@example.no", "language": "nb", "note": "She rang on Monday.", "why": "No computer."}


@pytest.fixture
def kari(make: Factory) -> int:
    return make.person("Kari Nordmann", email="kari@example.no")


@pytest.fixture
def manager(make: Factory, kari: int) -> Browser:
    return make.browser_of(make.person("Mona Leder", email="mona@example.no", role=Role.PROGRAMME_MANAGER))


def today(days: int = 0) -> str:
    return (clock.now() + timedelta(days=days)).date().isoformat()


def bring(manager: Browser, content: bytes = PDF, name: str = "scan.pdf", **values: Any) -> TestResponse:
    paper = {
        "email": "kari@example.no",
        "language": "en",
        "signed_on": today(),
        "note": "Signed it here.",
    }
    return manager.submit(PAPER, **{**paper, **values}, scan=Upload(name, content))


def test_on_behalf_keeps_who_recorded_which_text(make: Factory, kari: int, manager: Browser) -> None:
    manager.submit(ON_BEHALF, **TOLD)
    [kept] = signed(make)
    shown = in_force(make, "nb")
    assert (kept.person_id, kept.method, kept.recorded_by) == (kari, Method.ON_BEHALF, kari + 1)
    assert (kept.version_id, kept.sha256, kept.language) == (shown.version_id, shown.sha256, "nb")
    assert kept.sentence == sentences()["nb"]


def test_the_note_stands_where_it_can_be_erased(make: Factory, manager: Browser) -> None:
    manager.submit(ON_BEHALF, **TOLD)
    facts = json.loads(newest_entry(make))["facts"]
    assert (facts["method"], facts["recorded_by"]) == ("on_behalf", signed(make)[0].recorded_by)
    assert "Monday" not in newest_entry(make)
    with make.database.reading() as session:
        [written] = texts_of(session, [signed(make)[0].entry or 0]).values()
    assert (written["note"], written["why"]) == ("She rang on Monday.", "No computer.")


def test_the_person_gets_a_letter_and_sees_who_did_it(make: Factory, kari: int, manager: Browser) -> None:
    manager.submit(ON_BEHALF, **TOLD)
    [letter] = letters(make)
    assert letter.to_address == "kari@example.no"
    assert "Mona Leder has recorded on your behalf" in letter.body
    assert "mona@example.no" in letter.body
    page = make.browser_of(kari).get(ADDRESS)
    assert "by Mona Leder" in page
    assert "She rang on Monday." in page
    assert "No computer." in page


@pytest.mark.parametrize("name", ["email", "note", "why"])
def test_what_is_missing_is_asked_for_and_the_rest_stays(make: Factory, manager: Browser, name: str) -> None:
    page = manager.submit(ON_BEHALF, **{**TOLD, name: " "})
    assert page.status_int == 422
    form = form_to(page, "/on-behalf")
    assert all(form[field].value.strip() == text for field, text in TOLD.items() if field != name)
    assert not signed(make)


def test_nobody_records_their_own(make: Factory, manager: Browser) -> None:
    page = manager.submit(ON_BEHALF, **{**TOLD, "email": "mona@example.no"})
    assert "somebody else has to do this" in page.html.find(class_="field-error").text
    assert not signed(make)


@pytest.mark.parametrize("email", ["nobody@example.no", "gone@example.no"])
def test_only_of_people_who_work_here(make: Factory, manager: Browser, email: str) -> None:
    gone(make, make.person(email="gone@example.no"))
    page = manager.submit(ON_BEHALF, **{**TOLD, "email": email})
    assert "Nobody who works here" in page.html.find(class_="field-error").text
    assert not signed(make)


def test_who_acknowledged_already_is_not_recorded_again(make: Factory, kari: int, manager: Browser) -> None:
    make.acknowledge_all(kari)
    page = manager.submit(ON_BEHALF, **TOLD)
    assert "has acknowledged it already" in page.html.find(class_="field-error").text
    assert [kept.method for kept in signed(make)] == [Method.SELF]


def test_a_form_opened_before_a_new_version_records_nothing(make: Factory, manager: Browser) -> None:
    form = form_to(manager.get(ON_BEHALF), "/on-behalf")
    publish_next(make.database)
    for name, text in TOLD.items():
        form[name] = text
    page = form.submit(status=409)
    assert "Another version is in force now" in page
    assert not signed(make)
    again = form_to(page, "/on-behalf")
    assert again["note"].value.strip() == TOLD["note"]
    again.submit(status=303)
    assert signed(make)[0].version_id == in_force(make).version_id


def test_a_paper_is_kept_with_its_scan_and_the_scan_s_hash(make: Factory, manager: Browser) -> None:
    bring(manager)
    [kept] = signed(make)
    assert (kept.method, str(kept.signed_on)) == (Method.PAPER, today())
    with make.database.reading() as session:
        scan = session.get_one(PaperScan, kept.id)
        assert (scan.kind, scan.content) == ("application/pdf", PDF)
    hashed = hashlib.sha256(PDF).hexdigest()
    assert json.loads(newest_entry(make))["facts"]["scan_sha256"] == scan.sha256 == hashed


@pytest.mark.parametrize(
    ("scan", "kind"),
    [
        (b"\x89PNG\r\n\x1a\nrest", "image/png"),
        (b"\xff\xd8\xff\xe0rest", "image/jpeg"),
        (b"GIF89a", ""),
        (b"<html>%PDF-", ""),
        (b"PK\x03\x04", ""),
        (b"", ""),
    ],
)
def test_what_a_scan_is_shows_in_its_bytes_whatever_its_name(
    make: Factory, manager: Browser, scan: bytes, kind: str
) -> None:
    page = bring(manager, scan, "scan.pdf")
    with make.database.reading() as session:
        assert session.scalars(select(PaperScan.kind)).all() == ([kind] if kind else [])
    assert (page.status_int == 200) is bool(kind)


def test_a_scan_larger_than_ten_megabytes_is_refused_beside_it(make: Factory, manager: Browser) -> None:
    page = bring(manager, PDF + bytes(10 * 1024 * 1024))
    assert "at most 10 MB" in page.html.find(class_="field-error").text
    assert form_to(page, "/paper")["note"].value.strip() == "Signed it here."
    assert not signed(make)


@pytest.mark.parametrize(("days", "is_right"), [(1, False), (0, True), (-3, True), (-4, False)])
def test_the_day_on_the_paper_is_not_before_the_version_and_not_ahead(
    make: Factory, manager: Browser, days: int, is_right: bool
) -> None:
    publish_next(make.database)
    with time_machine.travel(clock.now() + timedelta(days=3)):
        page = bring(manager, signed_on=today(days))
    assert (page.status_int == 200) is is_right
    assert len(signed(make)) == is_right


def test_days_are_counted_in_the_company_s_zone(make: Factory) -> None:
    make.person(email="kari@example.no")
    with time_machine.travel(datetime(2026, 6, 29, 23, 30, tzinfo=UTC)):
        browser = make.browser_as(Role.PROGRAMME_MANAGER)
        assert bring(browser, signed_on="2026-06-30").status_int == 200


def test_the_scan_is_for_its_person_and_the_manager_alone(make: Factory, kari: int, manager: Browser) -> None:
    bring(manager)
    link = "/guidelines/acknowledgements/1/scan"
    own = make.browser_of(kari)
    assert link in own.get(ADDRESS)
    for reader in (own, manager):
        answer = reader.get(link)
        assert answer.body == PDF
        assert answer.headers["Content-Disposition"] == "attachment; filename=acknowledgement-1.pdf"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    make.browser_as(Role.ADMINISTRATOR).get(link, status=404)
    make.browser_as(Role.STAFF).get(link, status=404)
    own.get("/guidelines/acknowledgements/2/scan", status=404)


def test_recording_the_same_paper_twice_is_one_row(make: Factory, manager: Browser) -> None:
    bring(manager)
    bring(manager)
    with make.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(PaperScan)) == 1
    assert len(signed(make)) == 1
