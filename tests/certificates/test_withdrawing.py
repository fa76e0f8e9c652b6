"""Withdrawing a certificate: by the programme manager, with a reason, for good."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from ambassador import clock
from ambassador.certificates import operations
from ambassador.trail.models import TrailEntry
from ambassador.web.access import Role
from tests.browser import Browser
from tests.certificates.conftest import NAME, Holder

DESK = "/programme/certificates"


@pytest.fixture
def manager(holder: Holder) -> Browser:
    return holder.make.browser_as(Role.PROGRAMME_MANAGER)


def entries(holder: Holder, what: str) -> list[dict[str, object]]:
    with holder.make.database.reading() as session:
        found = session.scalars(select(TrailEntry.entry).order_by(TrailEntry.sequence)).all()
    return [entry for entry in map(json.loads, found) if entry["what"] == what]


@pytest.mark.parametrize("by", ["address", "number", "e-mail"])
def test_the_manager_finds_it_and_withdraws_it(
    holder: Holder, manager: Browser, browser: Browser, by: str
) -> None:
    holder.publish()
    wanted = {
        "address": f"http://localhost{holder.address}",
        "number": holder.public_id,
        "e-mail": "Kari@Nordlys.example ",
    }[by]
    assert "Withdraw a certificate" in manager.get("/programme/courses").click("Withdraw a certificate")
    page = manager.submit(DESK, wanted=wanted).click("Withdraw$", href=r"/\d+/withdraw$")
    # Whose it is, only the look-up tells: addresses could be counted through.
    assert "Kari" not in page
    done = manager.submit(page.request.path, reason="Taken by somebody else.")
    assert "The certificate is withdrawn." in done
    assert holder.checked(browser).html.h1.text == "Withdrawn"
    assert len(entries(holder, "certificates looked up")) == 1
    [entry] = entries(holder, "certificate withdrawn")
    assert "somebody else" not in json.dumps(entry)


def test_the_desk_does_not_tell_what_is_published(holder: Holder, manager: Browser) -> None:
    before = manager.submit(DESK, wanted="kari@nordlys.example").html.main.table.text
    holder.publish()
    after = manager.submit(DESK, wanted="kari@nordlys.example").html.main.table.text
    assert before == after
    assert NAME not in after


def test_nobody_known_is_nothing_found(holder: Holder, manager: Browser) -> None:
    for wanted in ("nobody@nordlys.example", "0" * 32, "anything at all"):
        assert "No pass was found." in manager.submit(DESK, wanted=wanted)


def test_it_takes_a_reason(holder: Holder, manager: Browser, browser: Browser) -> None:
    holder.publish()
    page = manager.submit(f"{DESK}/{holder.attempt_id}/withdraw", reason="  ")
    assert (page.status_int, "Write why you withdraw it." in page) == (422, True)
    assert holder.checked(browser).html.h1.text == "Valid"


def test_it_is_withdrawn_once(holder: Holder, manager: Browser) -> None:
    holder.publish()
    stale = manager.get(f"{DESK}/{holder.attempt_id}/withdraw")
    form = stale.forms[next(at for at, each in stale.forms.items() if "reason" in each.fields)]
    holder.withdraw()
    form["reason"] = "Again"
    assert "withdrawn already" in form.submit(status=409)
    assert len(entries(holder, "certificate withdrawn")) == 1
    assert "withdrawn already" in manager.get(stale.request.path)


def test_a_manager_does_not_withdraw_their_own(holder: Holder) -> None:
    with holder.make.app.test_request_context(), holder.make.database.transaction() as session:
        mine = {"attempt_id": holder.attempt_id, "reason": "x", "by": holder.person_id}
        refusal = operations.withdraw(session, **mine, at=clock.now())
    assert refusal is not None
    assert not entries(holder, "certificate withdrawn")


def test_the_pass_still_counts(holder: Holder) -> None:
    holder.publish()
    holder.withdraw()
    assert "You passed on" in holder.browser.get("/training/1")


@pytest.mark.parametrize("role", [Role.STAFF, Role.LEADERSHIP, Role.ADMINISTRATOR])
def test_nobody_else_may(holder: Holder, role: Role) -> None:
    other = holder.make.browser_as(role)
    other.get(DESK, status=403)
    other.get(f"{DESK}/{holder.attempt_id}/withdraw", status=403)
