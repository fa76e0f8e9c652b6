"""The public page of a receipt: what of, when and how, whether it still holds, and never whose."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from ambassador import clock
from ambassador.guidelines.answering.models import Acknowledgement
from ambassador.guidelines.models import GuidelineVersion, VersionWithdrawal
from ambassador.guidelines.receipts import queries
from ambassador.trail.models import TrailEntry
from ambassador.trail.queries import Included
from tests.browser import Browser
from tests.factories import Factory
from tests.guidelines.publishing import publish_next

pytestmark = pytest.mark.usefixtures("content")


@pytest.fixture
def entry_hash(make: Factory) -> str:
    """The hash of Kari's acknowledgement."""
    kari = make.person("Kari Nordmann", email="kari@nordlys.example")
    make.acknowledge_all(kari)
    make.acknowledge_all(make.person())
    with make.database.reading() as session:
        found = session.scalar(
            select(TrailEntry.hash)
            .join(Acknowledgement, Acknowledgement.entry == TrailEntry.sequence)
            .where(Acknowledgement.person_id == kari)
        )
    assert found is not None
    return found


def facts(browser: Browser, entry_hash: str) -> dict[str, str]:
    page = browser.get(f"/receipts/check/{entry_hash}").html
    return {
        name.text.strip(): text.text.strip()
        for name, text in zip(page.find_all("dt"), page.find_all("dd"), strict=True)
    }


def test_it_says_what_was_acknowledged_and_never_by_whom(
    browser: Browser, make: Factory, entry_hash: str
) -> None:
    page = browser.get(f"/receipts/check/{entry_hash}")
    with make.database.reading() as session:
        number = session.scalars(select(TrailEntry.sequence).where(TrailEntry.hash == entry_hash)).one()
    assert f"An acknowledgement with this hash is entry {number} of the trail." in page
    assert f"among the {number + 1} entries of the trail" in page
    assert not re.search("kari|nordmann|person_?id", page.text, re.IGNORECASE)
    said = facts(browser, entry_hash)
    assert said["Guideline"] == "Rules of play for social media"
    assert said["Version"] == "1.0, published 1 January 2025"
    assert said["Read in"] == "English"
    assert said["How"] == "In the app, by the person"
    assert re.fullmatch("[0-9a-f]{64}", said["Fingerprint of the text that was shown (SHA-256)"])


def test_it_says_whether_the_version_still_holds(browser: Browser, make: Factory, entry_hash: str) -> None:
    def state() -> str:
        return facts(browser, entry_hash)["State of this version"]

    assert state() == "In force now"
    publish_next(make.database, change="minor", body="A mended word.")
    assert state().startswith("Followed by a version that changed the wording only")
    publish_next(make.database, change="material", body="A new rule.")
    assert state().startswith("Superseded")
    for label in (2, 1):
        withdraw(make, major=label)
    assert state().startswith("Withdrawn")


def test_a_withdrawn_successor_lets_the_version_hold_again(
    browser: Browser, make: Factory, entry_hash: str
) -> None:
    publish_next(make.database, change="material", body="A new rule.")
    withdraw(make, major=2)
    assert facts(browser, entry_hash)["State of this version"] == "In force now"


def withdraw(make: Factory, *, major: int) -> None:
    with make.database.transaction() as session:
        version_id = session.scalar(
            select(GuidelineVersion.id).where(GuidelineVersion.major == major, GuidelineVersion.minor == 0)
        )
        session.add(VersionWithdrawal(version_id=version_id, at=clock.now(), by=None, why="A mistake."))


def test_what_is_no_acknowledgement_looks_the_same_whatever_it_is(
    browser: Browser, make: Factory, entry_hash: str
) -> None:
    with make.database.reading() as session:
        of_another_kind = session.scalar(select(TrailEntry.hash).where(TrailEntry.sequence == 1))
    odd = ["0" * 64, of_another_kind, "0", entry_hash.upper(), f"{entry_hash}0", "%C3%A6", "' OR 1=1"]
    # The first answer ever brings the cookie.
    browser.get("/")
    answers = [browser.get(f"/receipts/check/{each}", status=404) for each in odd]
    token = re.compile(r'name="csrf_token" value="[^"]*"')
    assert len({token.sub("", answer.text) for answer in answers}) == 1
    assert len({str(sorted(answer.headers.keys())) for answer in answers}) == 1


def test_a_trail_that_was_changed_is_said_so(
    browser: Browser, entry_hash: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = browser.get(f"/receipts/check/{entry_hash}")
    assert "The proof holds" in page
    monkeypatch.setattr(queries, "included", changed)
    assert "The proof does not hold" in browser.get(f"/receipts/check/{entry_hash}")


def changed(*_arguments: object) -> Included:
    """Stand in for a trail whose entry somebody rewrote in the database file."""
    return Included(3, "{}", "0" * 64, "1" * 64, "", "", 4, b"", (b"\0" * 32, b"\0" * 32))
