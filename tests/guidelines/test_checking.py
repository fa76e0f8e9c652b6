"""What people answered, held against the trail: whoever changes a row by hand is found out."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import text
from webtest import Upload

from ambassador import clock
from ambassador.db import Database
from ambassador.guidelines.answering import declining
from ambassador.guidelines.answering.checking import disagreements
from ambassador.people.erasing import erase
from ambassador.web.access import Role
from tests.factories import Factory
from tests.guidelines.answering import ADDRESS, PDF, command, form_to, gone

pytestmark = pytest.mark.usefixtures("content")


@pytest.fixture
def company(make: Factory) -> Database:
    """One acknowledged, one declined, one signed on paper, one is excepted, and one request was refused."""
    today = clock.now().date()
    signer, decliner, other = make.person(), make.person(), make.person(email="kari@example.no")
    make.acknowledge_all(signer)
    sent = command(make)
    with make.database.transaction() as session:
        no = declining.SayNo(1, sent.version_id, sent.sha256, "en", "No.")
        assert declining.decline(session, no, by=decliner, at=clock.now()) is None
    manager = make.browser_as(Role.PROGRAMME_MANAGER)
    form = form_to(manager.get("/programme/guidelines/1/paper"), "/paper")
    form["email"], form["note"], form["signed_on"] = "kari@example.no", "Signed.", str(today)
    form["scan"] = Upload("scan.pdf", PDF)
    form.submit(status=303)
    make.browser_of(decliner).submit(f"{ADDRESS}/exception", reason="Leave.")
    until = str(today + timedelta(days=30))
    manager.submit("/programme/guidelines/exceptions/1", decision="grant", until=until, reason="Yes.")
    make.browser_of(make.person()).submit(f"{ADDRESS}/exception", reason="Leave.")
    manager.submit("/programme/guidelines/exceptions/2", decision="refuse", reason="No.")
    assert other
    return make.database


def found(database: Database) -> list[str]:
    with database.snapshot() as session:
        return list(disagreements(session))


def tamper(database: Database, *statements: str) -> None:
    """Change rows behind the triggers, as somebody with the file in hand would."""
    table = statements[0].split()[2] if statements[0].startswith("DELETE") else statements[0].split()[1]
    with database.engine.connect() as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        else:
            connection.execute(text("PRAGMA defer_foreign_keys = ON"))
            triggers = text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table")
            for name in connection.scalars(triggers, {"table": table}).all():
                connection.execute(text(f"DROP TRIGGER {name}"))
        for statement in statements:
            connection.execute(text(statement))


def test_untouched_answers_agree_with_the_trail(company: Database) -> None:
    assert found(company) == []


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        (
            "UPDATE acknowledgements SET at = '2020-01-01 00:00:00' WHERE id = 1",
            "acknowledgement 1: entry N says otherwise about at",
        ),
        (
            "UPDATE acknowledgements SET person_id = 2 WHERE id = 1",
            "acknowledgement 1: entry N says otherwise about by, person",
        ),
        (
            "UPDATE acknowledgements SET sentence = 'I agree to all.' WHERE id = 1",
            "acknowledgement 1: entry N says otherwise about sentence",
        ),
        (
            "UPDATE acknowledgements SET language = 'nb' WHERE id = 1",
            "acknowledgement 1: entry N says otherwise about language",
        ),
        (
            "UPDATE acknowledgements SET method = 'self', recorded_by = NULL WHERE id = 2",
            "acknowledgement 2: entry N says otherwise about by, method, recorded_by",
        ),
        (
            "UPDATE acknowledgements SET signed_on = '2020-01-01' WHERE id = 2",
            "acknowledgement 2: entry N says otherwise about signed_on",
        ),
        (
            "UPDATE acknowledgements SET entry = NULL, at = '2020-01-01 00:00:00' WHERE id = 1",
            "acknowledgement 1: entry N says otherwise about at",
        ),
        (
            "DELETE FROM acknowledgements WHERE id = 1",
            "entry N: says 'guideline acknowledged', and there is no such row",
        ),
        ("UPDATE declines SET person_id = 1", "decline 1: entry N says otherwise about by, person"),
        ("DELETE FROM declines", "entry N: says 'guideline declined', and there is no such row"),
        (
            "UPDATE exception_requests SET number = 2 WHERE id = 1",
            "exception request 1: entry N says otherwise about number",
        ),
        (
            "UPDATE exception_decisions SET until = '2099-01-01 00:00:00' WHERE is_granted",
            "exception decision 1: entry N says otherwise about until",
        ),
        (
            "UPDATE exception_decisions SET is_granted = TRUE WHERE request_id = 2",
            "exception decision 2: entry N says otherwise about what",
        ),
        (
            "DELETE FROM exception_decisions WHERE request_id = 2",
            "entry N: says 'exception refused', and there is no such row",
        ),
        ("DELETE FROM paper_scans", "acknowledgement 2: its scan is gone"),
        (
            "UPDATE paper_scans SET sha256 = 'x'",
            "acknowledgement 2: its scan is not the one that was recorded",
        ),
        (
            "UPDATE guideline_texts SET shown = 'Anything goes.' WHERE language = 'nb'",
            "version 1: its text in 'nb' does not have its fingerprint",
        ),
    ],
)
def test_what_was_changed_by_hand_is_named(company: Database, statement: str, sentence: str) -> None:
    tamper(company, statement)
    assert sentence in [re.sub(r"entry \d+", "entry N", line) for line in found(company)]


def test_a_fingerprint_changed_in_row_and_text_is_named_by_the_entry(company: Database) -> None:
    tamper(company, "UPDATE acknowledgements SET sha256 = 'other' WHERE id = 1")
    said = found(company)
    assert any("says otherwise about sha256" in line for line in said)
    assert "acknowledgement 1: its fingerprint is not that of the version's text" in said


def test_a_row_kept_before_entries_were_noted_is_matched_by_person_and_version(company: Database) -> None:
    tamper(company, "UPDATE acknowledgements SET entry = NULL WHERE id = 1")
    assert found(company) == []


def test_a_row_slipped_in_without_an_entry_is_named(company: Database) -> None:
    tamper(
        company,
        "UPDATE acknowledgements SET entry = NULL, person_id = 4 WHERE id = 1",
    )
    assert "acknowledgement 1: no entry in the trail tells of it" in found(company)


def test_an_erased_person_s_scan_is_not_missed(company: Database, make: Factory) -> None:
    gone(make, 3)
    with make.app.test_request_context(), company.transaction() as session:
        assert erase(session, person_id=3, by=None, at=clock.now()) is None
    assert found(company) == []
