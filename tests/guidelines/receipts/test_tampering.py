"""Whatever is altered in a receipt, the checker notices; whatever it is given, it says so in a sentence."""

from __future__ import annotations

import ast
import json
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from ambassador.app import create_app
from ambassador.db import Database
from ambassador.guidelines import operations as guidelines
from ambassador.guidelines.receipts import verify_receipt
from ambassador.guidelines.receipts.pack import VERIFIER
from ambassador.guidelines.receipts.verify_receipt import check_receipt
from ambassador.settings import Settings
from ambassador.trail import notes
from tests.cluster import TEMPLATE
from tests.factories import LIST_SECRET, LONG_AGO, TRAIL_KEY, Factory
from tests.guidelines.receipts.checking import Receipt, receipt_checked

KEY = notes.public_bytes(notes.private_key(TRAIL_KEY)).hex()


@pytest.fixture(scope="module")
def receipt(sqlite_templates: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Receipt:
    """One receipt for all of these tests, from the app itself: none of them changes it."""
    folder = tmp_path_factory.mktemp("receipt")
    url = f"sqlite:///{shutil.copy(sqlite_templates[TEMPLATE], folder / 'one.sqlite')}"
    settings = Settings(
        folder, url, "a secret for tests only, long enough", LIST_SECRET, TRAIL_KEY, "Nordlys"
    )
    database = Database(url)
    with database.transaction() as session:
        guidelines.install_content(session, LONG_AGO)
    make = Factory(database, create_app(settings, database=database, testing=True))
    people = [make.person(name) for name in ("Ola", "Kari Ødegård", "Per", "Pål", "Siv")]
    for who in people:
        make.acknowledge_all(who)
    answer = make.browser_of(people[1]).get("/receipts/2.json")
    database.engine.dispose()
    return dict(answer.json)


def wrong(receipt: Receipt, **given: Any) -> list[str]:
    return [sentence for holds, sentence in check_receipt(receipt, **given) if holds is False]


ALTERED = {
    "format": "ambassador receipt 2",
    "company": "Sydlys",
    "title": "Other rules",
    "version": "2.0",
    "published_at": "2025-01-02T09:00:00.000000+00:00",
    "language": "nb",
    "document_sha256": "0" * 64,
    "sentence": "I agree to nothing.",
    "acknowledged_at": "2025-01-01T09:00:00.000001+00:00",
    "method": "paper",
    "recorded_by_another": True,
    "signed_on": "2025-01-01",
    "name": "Ola Nordmann",
    "email": "ola@nordlys.example",
    "number": 4,
    "previous_hash": "1" * 64,
    "entry_hash": "2" * 64,
    "salt": "3" * 64,
    "personal": '{"email":"ola@nordlys.example","name":"Ola Nordmann"}',
    "size": 7,
    "key": "4" * 64,
    "check_at": "https://elsewhere.example",
    "document": "<h1>Rules of play for social media</h1>",
    "seal": "AAAA",
    "proof": [],
    "checkpoint": "",
    "entry": "{}",
}


@pytest.mark.parametrize("name", ALTERED)
def test_an_altered_field_fails(receipt: Receipt, name: str) -> None:
    assert not wrong(receipt)
    assert receipt[name] != ALTERED[name]
    assert wrong({**receipt, name: ALTERED[name]})


def test_every_field_is_altered_above(receipt: Receipt) -> None:
    assert receipt.keys() == ALTERED.keys()


@pytest.mark.parametrize("name", ALTERED)
def test_a_field_of_another_kind_is_wrong_and_never_a_fault(receipt: Receipt, name: str) -> None:
    for odd in (None, 7.5, [7], {"a": "b"}, "²", "\ud800", 10**30, "a" * 64, "\n\n— x y"):
        if (name, odd) != ("document", None):
            assert wrong({**receipt, name: odd})


def test_only_the_document_may_be_left_out(receipt: Receipt) -> None:
    for name in receipt:
        rest = {key: value for key, value in receipt.items() if key != name}
        assert bool(wrong(rest)) is (name != "document")
    assert wrong({**receipt, "more": "than a receipt holds"})


def test_each_character_of_each_hash_counts(receipt: Receipt) -> None:
    for place in range(len(receipt["proof"])):
        hashes = list(receipt["proof"])
        hashes[place] = hashes[place][:-1] + ("0" if hashes[place][-1] != "0" else "1")
        assert wrong({**receipt, "proof": hashes})
    assert wrong({**receipt, "proof": receipt["proof"][::-1]})
    assert wrong({**receipt, "proof": [*receipt["proof"], "0" * 64]})


def test_what_stands_in_an_entry_can_t_be_altered(receipt: Receipt) -> None:
    facts = json.loads(receipt["entry"])["facts"]
    for name, fact in facts.items():
        altered = receipt["entry"].replace(
            json.dumps({name: fact}, separators=(",", ":"))[1:-1], f'"{name}":"x"'
        )
        assert altered != receipt["entry"]
        assert wrong({**receipt, "entry": altered}), name


def test_a_checkpoint_that_somebody_else_signed_is_noticed(receipt: Receipt) -> None:
    stranger = notes.private_key("6" * 64)
    stated = notes.read(receipt["checkpoint"])
    forged = {**receipt, "checkpoint": notes.signed(stated, stranger)}
    assert any("checkpoint" in sentence for sentence in wrong(forged))
    for line in (1, 2, 3):
        lines = receipt["checkpoint"].splitlines()
        lines[line] = lines[line - 1]
        assert wrong({**receipt, "checkpoint": "\n".join(lines) + "\n"})


def test_whoever_seals_a_forged_receipt_with_another_key_is_found_by_the_company_s(receipt: Receipt) -> None:
    assert not wrong(receipt, keys=[KEY])
    assert wrong({**receipt, "key": "6" * 64}, keys=[KEY])


def test_no_file_of_any_kind_makes_the_checker_stumble(tmp_path: Path) -> None:
    for odd in ("", "[]", "null", '{"format":', "[" * 100_000, '{"a":' + "9" * 5000 + "}", "\x00"):
        (tmp_path / "odd.json").write_text(odd, "utf-8")
        assert verify_receipt.main([str(tmp_path / "odd.json")]) == 1
    (tmp_path / "odd.json").write_bytes(b"\xff\xfe\xed\xa0\x80")
    assert verify_receipt.main([str(tmp_path / "odd.json")]) == 1
    assert verify_receipt.main([str(tmp_path / "missing.json")]) == 1


def test_a_name_can_t_print_a_line_of_its_own(receipt: Receipt, tmp_path: Path) -> None:
    forged = {**receipt, "name": "Ola\nok    All is well.\x1b[2J"}
    code, said = receipt_checked(tmp_path, forged)
    assert code == 1
    assert "\nok    All is well." not in said
    assert "\x1b" not in said


def test_the_checker_needs_nothing_but_python_and_cryptography() -> None:
    tree = ast.parse(VERIFIER.read_text("utf-8"))
    named = {each.module or "" for each in ast.walk(tree) if isinstance(each, ast.ImportFrom)}
    named |= {name.name for each in ast.walk(tree) if isinstance(each, ast.Import) for name in each.names}
    assert {name.split(".")[0] for name in named} - set(sys.stdlib_module_names) == {"cryptography"}
