"""The auditor's pack: whole, checked without the app, in a fixed order, and noted in the trail."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from ambassador import clock
from ambassador.guidelines.answering.models import Decline, ExceptionDecision, ExceptionRequest
from ambassador.guidelines.receipts import pack_queries
from ambassador.trail import notes
from ambassador.trail.models import Checkpoint
from ambassador.trail.operations import Personal, erase_personal, record
from ambassador.trail.queries import newest_entry, root_at
from ambassador.web.access import Role
from tests.browser import Browser, first_main_form
from tests.factories import LONG_AGO, TRAIL_KEY, Factory
from tests.guidelines.publishing import publish_next
from tests.guidelines.receipts.checking import checked

pytestmark = pytest.mark.usefixtures("content")

KEY = notes.public_bytes(notes.private_key(TRAIL_KEY)).hex()
ADDRESS = "/programme/guidelines/pack"


@pytest.fixture
def manager(make: Factory) -> Browser:
    """The programme manager of a company with one of everything."""
    kari, ola = make.person("=Kari", email="kari@nordlys.example"), make.person("Ola Ødegård")
    make.acknowledge_all(kari)
    make.acknowledge_all(ola)
    publish_next(make.database, body="A *new* rule.")
    make.acknowledge_all(kari, at=clock.now())
    keep_checkpoint(make)
    decline_and_except(make, ola)
    return make.browser_as(Role.PROGRAMME_MANAGER)


def keep_checkpoint(make: Factory) -> None:
    with make.database.transaction() as session:
        size, key = newest_entry(session), notes.private_key(TRAIL_KEY)
        statement = notes.Statement("localhost/trail", size, root_at(session, size), LONG_AGO)
        note = notes.signed(statement, key)
        session.add(Checkpoint(size=size, root=statement.root.hex(), at=LONG_AGO, key=KEY, note=note))


def decline_and_except(make: Factory, person_id: int) -> None:
    """Let a person decline, and be excepted, with a reason each."""
    said = {"name": "Ola Ødegård", "email": "ola@nordlys.example", "reason": "I am on leave.\nUntil May."}
    with make.database.transaction() as session:
        entries = [
            record(session, what, Personal(person_id, said), by=person_id, at=LONG_AGO).sequence
            for what in ("guideline declined", "exception asked for", "exception decided")
        ]
        session.add(Decline(person_id=person_id, version_id=1, at=LONG_AGO, entry=entries[0]))
        asked = ExceptionRequest(
            person_id=person_id, guideline_id=1, number=1, at=LONG_AGO, by=person_id, entry=entries[1]
        )
        session.add(asked)
        session.flush()
        session.add(
            ExceptionDecision(
                request_id=asked.id, is_granted=True, at=LONG_AGO, by=person_id, until=None, entry=entries[2]
            )
        )


def taken(manager: Browser, language: str = "en") -> ZipFile:
    headers = {"Accept-Language": language}
    page = manager.get(ADDRESS, headers=headers)
    answer = page.forms[first_main_form(page)].submit(headers=headers)
    assert answer.content_type == "application/zip"
    return ZipFile(io.BytesIO(answer.body))


def lines(pack: ZipFile, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in pack.read(name).decode().splitlines()]


def test_the_checker_in_the_pack_checks_its_ledger_and_checkpoints(manager: Browser, tmp_path: Path) -> None:
    taken(manager).extractall(tmp_path)
    arguments = ("--ledger", "trail.jsonl", "--checkpoint", "checkpoints", "--key", KEY)
    code, said = checked(tmp_path, *arguments)
    assert code == 0, said
    assert said.count("is signed with a key you gave") == 2
    assert "entries follow from each other, without a gap" in said


def test_the_versions_are_those_that_the_ledger_names(manager: Browser) -> None:
    pack = taken(manager)
    entries = [json.loads(line["entry"]) for line in lines(pack, "trail.jsonl") if line["entry"]]
    published = [entry["facts"] for entry in entries if entry["what"] == "guideline published"]
    versions = lines(pack, "versions.jsonl")
    assert [(line["version"], line["language"]) for line in versions] == [
        *(("1.0", "en"), ("1.0", "nb"), ("2.0", "en"), ("2.0", "nb")),
    ]
    for line in versions:
        assert hashlib.sha256(pack.read(line["file"])).hexdigest() == line["sha256"]
        [facts] = [facts for facts in published if facts["version"] == line["version_id"]]
        assert facts[f"sha256_{line['language']}"] == line["sha256"]
    assert b"A *new* rule." in pack.read("versions/1-rules-of-play/2.0/nb.md")


def test_each_acknowledgement_has_its_entry_in_the_ledger(manager: Browser) -> None:
    pack = taken(manager)
    ledger = {line["sequence"]: line for line in lines(pack, "trail.jsonl")}
    acknowledged = lines(pack, "acknowledgements.jsonl")
    assert [line["name"] for line in acknowledged] == ["=Kari", "Ola Ødegård", "=Kari"]
    for line in acknowledged:
        facts = json.loads(ledger[line["entry"]]["entry"])["facts"]
        assert (facts["person"], facts["version"]) == (line["person"], line["version_id"])
        assert facts["sha256"] == line["sha256"]
        assert ledger[line["entry"]]["hash"] == line["entry_hash"]


def test_declines_and_exceptions_come_with_their_reasons(manager: Browser) -> None:
    pack = taken(manager)
    [declined], [excepted] = lines(pack, "declines.jsonl"), lines(pack, "exceptions.jsonl")
    assert (declined["name"], declined["reason"]) == ("Ola Ødegård", "I am on leave.\nUntil May.")
    assert (excepted["is_granted"], excepted["decision_reason"]) == (True, "I am on leave.\nUntil May.")


def test_the_spreadsheets_hold_the_same_and_run_no_formula(manager: Browser) -> None:
    for language, separator in (("nb", ";"), ("en", ",")):
        pack = taken(manager, language)
        for name in ("versions", "acknowledgements", "declines", "exceptions"):
            text = pack.read(f"{name}.csv").decode("utf-8-sig")
            rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=separator))
            assert "\ufeff" not in text
            assert [list(row) for row in rows] == [list(line) for line in lines(pack, f"{name}.jsonl")]
        acknowledged = pack.read("acknowledgements.csv").decode()
        assert f"{separator}'=Kari{separator}" in acknowledged


def test_what_does_not_tell_of_guidelines_has_its_hash_alone(
    make: Factory, manager: Browser, tmp_path: Path
) -> None:
    make.opt_in(1)
    make.withdraw(1, at=clock.now())
    pack = taken(manager)
    told = [line["entry"] for line in lines(pack, "trail.jsonl")]
    assert None in told
    assert {json.loads(entry)["what"].split()[0] for entry in told if entry} == {
        *("guideline", "exception", "auditor"),
    }
    assert b"opted" not in pack.read("trail.jsonl")
    pack.extractall(tmp_path)
    code, said = checked(tmp_path, "--ledger", "trail.jsonl", "--checkpoint", "checkpoints", "--key", KEY)
    assert (code, "come as their hash alone" in said) == (0, True), said


def test_taking_it_is_noted_in_the_trail_before_it_is_written(manager: Browser) -> None:
    last = json.loads(lines(taken(manager), "trail.jsonl")[-1]["entry"])
    assert last["what"] == "auditor pack taken"
    assert last["by"] is not None


def test_the_order_is_fixed_and_every_file_is_summed(manager: Browser) -> None:
    first, second = taken(manager), taken(manager)
    assert first.namelist() == second.namelist()
    summed = dict(line.split("  ")[::-1] for line in first.read("SHA256SUMS").decode().splitlines())
    assert list(summed) == first.namelist()[:-1]
    for name, expected in summed.items():
        assert hashlib.sha256(first.read(name)).hexdigest() == expected


def test_rows_are_read_and_written_some_at_a_time(manager: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = taken(manager)
    monkeypatch.setattr(pack_queries, "ROWS_AT_ONCE", 2)
    for name in ("acknowledgements.csv", "acknowledgements.jsonl", "versions.jsonl"):
        assert taken(manager).read(name) == whole.read(name)


def test_the_instructions_are_in_both_languages_with_the_key(manager: Browser) -> None:
    pack = taken(manager)
    for name, words in (("README.md", "How to check it"), ("LESMEG.md", "Slik kontrollerer du den")):
        text = pack.read(name).decode()
        assert words in text
        assert f"--key {KEY}" in text
        assert "$" not in text


def test_after_an_erasure_the_pack_names_nobody_and_still_holds(
    make: Factory, manager: Browser, tmp_path: Path
) -> None:
    with make.database.transaction() as session:
        erase_personal(session, person_id=2)
    pack = taken(manager)
    assert "Ødegård" not in "".join(pack.read(name).decode() for name in pack.namelist())
    pack.extractall(tmp_path)
    assert checked(tmp_path, "--ledger", "trail.jsonl", "--checkpoint", "checkpoints")[0] == 0


def test_a_receipt_is_checked_against_the_ledger(make: Factory, manager: Browser, tmp_path: Path) -> None:
    taken(manager).extractall(tmp_path)
    receipt = make.browser_of(1).get("/receipts/1.json")
    (tmp_path / "receipt.json").write_bytes(receipt.body)
    code, said = checked(tmp_path, "receipt.json", "--ledger", "trail.jsonl", "--key", KEY)
    assert code == 0, said
    assert "The entry of the receipt is in the ledger." in said


def edit(line: str) -> str:
    return line.replace("guideline acknowledged", "guideline declined")


def another(line: str) -> str:
    row = json.loads(line)
    return line if row["entry"] else json.dumps({**row, "hash": "0" * 64})


TAMPERED = {
    "an entry edited": (lambda rows: [edit(row) for row in rows], "was changed"),
    "an entry gone": (lambda rows: rows[:2] + rows[3:], "entries are missing"),
    "two entries swapped": (lambda rows: [rows[1], rows[0], *rows[2:]], "is not where it should be"),
    "a hash alone, and another": (lambda rows: [another(row) for row in rows], "does not follow from"),
    "the tail cut": (lambda rows: rows[:3], "but the ledger has fewer"),
    "a name changed": (lambda rows: [row.replace("=Kari", "Ola") for row in rows], "says of a person"),
    "no JSON": (lambda rows: [*rows[:2], "{"], "is no entry"),
    "nothing left": (lambda rows: [], "but the ledger has fewer"),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_a_ledger_that_was_tampered_with_is_noticed(manager: Browser, tmp_path: Path, what: str) -> None:
    tamper, expected = TAMPERED[what]
    taken(manager).extractall(tmp_path)
    ledger = tmp_path / "trail.jsonl"
    ledger.write_text("\n".join(tamper(ledger.read_text("utf-8").splitlines())), "utf-8")
    code, said = checked(tmp_path, "--ledger", "trail.jsonl", "--checkpoint", "checkpoints", "--key", KEY)
    assert code == 1
    assert expected in said


def test_only_the_programme_manager_may_take_it(make: Factory) -> None:
    for role in (Role.STAFF, Role.LEADERSHIP, Role.ADMINISTRATOR):
        make.browser_as(role).get(ADDRESS, status=403)
