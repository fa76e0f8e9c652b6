"""The page about the trail: whether it is whole, its checkpoints, and a checkpoint held against it."""

from __future__ import annotations

import pytest

from ambassador.trail import notes, views
from ambassador.web.access import Role
from tests.browser import Browser, first_main_form
from tests.factories import Factory
from tests.trail.tampering import Intruder
from tests.trail.trails import KEY, lay, sign


@pytest.fixture
def manager(make: Factory) -> Browser:
    lay(make.database, 6)
    return make.browser_as(Role.PROGRAMME_MANAGER)


def words(page: object) -> str:
    return " ".join(page.html.main.text.split())  # type: ignore[attr-defined]  # WebTest's answer


def checking_form(browser: Browser) -> int:
    """Return which of the page's forms checks the trail: the one after that of the checkpoint."""
    return first_main_form(browser.get("/trail")) + 1


def test_the_page_says_that_the_trail_is_whole(manager: Browser) -> None:
    said = words(manager.get("/trail"))
    assert "The trail is whole up to entry 6, the newest." in said
    assert notes.public_bytes(KEY).hex() in said
    assert "None yet." in said


def test_the_page_names_what_was_done(make: Factory, manager: Browser) -> None:
    with Intruder(make.database) as intruder:
        intruder.edit(4)
    said = words(manager.get("/trail"))
    assert "The trail is whole up to entry 3, and broken after it." in said
    assert "the text or the hash of entry 4 was changed" in said


def test_a_checkpoint_is_taken_and_downloaded(manager: Browser) -> None:
    page = manager.submit("/trail")
    assert "The checkpoint is taken." in page
    note = page.click("checkpoint-6-")
    assert note.headers["Content-Disposition"].startswith("attachment; filename=checkpoint-6-")
    assert notes.is_signed_by(note.text, notes.public_bytes(KEY))
    assert notes.read(note.text).size == 6
    assert "that one still holds" in manager.submit("/trail")
    manager.get("/trail/checkpoints/999.txt", status=404)


def test_nobody_signs_a_trail_that_is_not_whole(make: Factory, manager: Browser) -> None:
    with Intruder(make.database) as intruder:
        intruder.edit(4)
    page = manager.submit("/trail")
    assert "No checkpoint was taken" in page
    assert "None yet." in page


def test_a_pasted_checkpoint_is_held_against_the_trail(make: Factory, manager: Browser) -> None:
    note = sign(make.database)
    form = checking_form(manager)
    page = manager.submit("/trail", form=form, note=f"\n {note}\n\n".replace("\n", "\r\n"))
    assert "2 checkpoints fit" in words(page)
    with Intruder(make.database) as intruder:
        intruder.cut_after(4, checkpoints=True)
    assert "checkpoint you pasted covers 6 entries" in words(manager.submit("/trail", form=form, note=note))


def test_what_is_no_checkpoint_is_given_back(manager: Browser) -> None:
    form = checking_form(manager)
    page = manager.submit("/trail", form=form, note="so many entries")
    assert page.status_int == 422
    assert "This is no checkpoint." in page
    assert page.forms[form]["note"].value == "so many entries"


def test_a_long_trail_is_verified_by_a_button(manager: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "VERIFIED_AT_ONCE", 5)
    form, page = checking_form(manager), manager.get("/trail")
    assert "The trail has 6 entries. No checkpoint of it was taken yet." in words(page)
    manager.submit("/trail")
    assert "when the newest checkpoint was signed over 6 of them" in words(manager.get("/trail"))
    assert "whole up to entry 6" in words(manager.submit("/trail", form=form))


@pytest.mark.parametrize("role", [Role.STAFF, Role.LEADERSHIP])
def test_others_see_nothing(make: Factory, role: Role) -> None:
    make.browser_as(role).get("/trail", status=403)
