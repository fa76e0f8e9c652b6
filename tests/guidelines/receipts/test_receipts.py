"""Receipts: only one's own, and they hold offline, whatever comes after them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from flask import render_template

from ambassador.guidelines.answering.models import Acknowledgement
from ambassador.guidelines.receipts.pack import VERIFIER
from ambassador.trail import notes
from ambassador.trail.operations import erase_personal, record
from tests.factories import LONG_AGO, TRAIL_KEY, Factory
from tests.guidelines.publishing import publish_next
from tests.guidelines.receipts.checking import Receipt, receipt_checked

pytestmark = pytest.mark.usefixtures("content")

KEY = notes.public_bytes(notes.private_key(TRAIL_KEY)).hex()


@pytest.fixture
def receipt(make: Factory) -> Receipt:
    """The receipt of Kari, whose entry has others before it and after it."""
    make.acknowledge_all(make.person())
    kari = make.person("Kari Ødegård", email="kari@nordlys.example")
    make.acknowledge_all(kari)
    for _ in range(3):
        make.acknowledge_all(make.person())
    return received(make, kari, 2)


def received(make: Factory, person_id: int, acknowledgement_id: int) -> Receipt:
    answer = make.browser_of(person_id).get(f"/receipts/{acknowledgement_id}.json")
    assert "attachment" in answer.headers["Content-Disposition"]
    return json.loads(answer.body)


def test_a_receipt_verifies_in_a_process_of_its_own(receipt: Receipt, tmp_path: Path) -> None:
    code, said = receipt_checked(tmp_path, receipt, "--key", KEY)
    assert code == 0
    assert "WRONG" not in said
    assert "names Kari Ødegård, kari@nordlys.example" in said
    assert said.rstrip().endswith("Everything that was checked holds.")


def test_the_receipt_holds_the_text_that_was_shown(receipt: Receipt, make: Factory, tmp_path: Path) -> None:
    shown = tmp_path / "shown.html"
    shown.write_text(receipt.pop("document"), "utf-8")
    assert receipt_checked(tmp_path, receipt, "--document", shown)[0] == 0
    shown.write_text(shown.read_text("utf-8") + " ", "utf-8")
    code, said = receipt_checked(tmp_path, receipt, "--document", shown)
    assert code == 1
    assert "WRONG The document you gave is the text that was shown." in said


def test_another_company_s_key_is_noticed(receipt: Receipt, tmp_path: Path) -> None:
    code, said = receipt_checked(tmp_path, receipt, "--key", "0" * 64)
    assert code == 1
    assert "WRONG The key is the one you gave." in said


def test_a_receipt_holds_after_many_entries_a_new_version_and_an_erasure(
    make: Factory, receipt: Receipt, tmp_path: Path
) -> None:
    with make.database.transaction() as session:
        for _ in range(200):
            record(session, "letters were sent", by=None, at=LONG_AGO)
    publish_next(make.database, body="A new rule.")
    newer = received(make, 2, 2)
    assert newer["size"] > receipt["size"] + 200
    with make.database.transaction() as session:
        erase_personal(session, person_id=2)
    for each in (receipt, newer):
        assert receipt_checked(tmp_path, each, "--key", KEY)[0] == 0


def test_after_erasing_there_is_no_receipt_to_fetch(make: Factory, receipt: Receipt) -> None:
    with make.database.transaction() as session:
        erase_personal(session, person_id=2)
    make.browser_of(2).get("/receipts/2.json", status=404)
    make.browser_of(2).get("/receipts/2.pdf", status=404)


def test_a_receipt_is_only_one_s_own(make: Factory, receipt: Receipt) -> None:
    for ending in ("json", "pdf"):
        make.browser_of(1).get(f"/receipts/2.{ending}", status=404)
        make.browser_of(1).get(f"/receipts/99.{ending}", status=404)
        assert make.browser_of(2).get(f"/receipts/2.{ending}").status_int == 200


def test_one_s_own_page_lists_the_receipts(make: Factory, receipt: Receipt) -> None:
    page = make.browser_of(2).get("/receipts")
    assert "Rules of play for social media 1.0" in page
    assert page.click(description="JSON").json["name"] == "Kari Ødegård"
    assert page.click(description="PDF", index=0).content_type == "application/pdf"
    assert "You have not acknowledged anything yet." in make.browser_of(make.person()).get("/receipts")


def test_the_links_beneath_an_acknowledged_version_lead_to_its_receipt(make: Factory) -> None:
    with make.app.test_request_context():
        links = render_template("receipts/links.html", acknowledgement_id=2, entry=3)
        old = render_template("receipts/links.html", acknowledgement_id=2, entry=None)
    assert "/receipts/2.pdf" in links
    assert "/receipts/2.json" in links
    assert "there is no entry to prove" in old
    assert "href" not in old


def test_what_was_kept_before_there_were_entries_has_no_receipt(make: Factory) -> None:
    who = make.person()
    with make.database.transaction() as session:
        session.add(
            Acknowledgement(
                person_id=who, version_id=1, language="en", sha256="0" * 64, sentence="I will.", at=LONG_AGO
            )
        )
    assert "there is no entry to prove" in make.browser_of(who).get("/receipts")
    make.browser_of(who).get("/receipts/1.json", status=404)


def test_the_checker_can_be_downloaded_by_anybody(browser: Any) -> None:
    answer = browser.get("/receipts/verify_receipt.py")
    assert answer.body == VERIFIER.read_bytes()
    assert "attachment" in answer.headers["Content-Disposition"]
