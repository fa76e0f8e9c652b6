"""One more attempt, granted with a reason."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import select

from ambassador.trail.models import TrailEntry, TrailPersonal
from ambassador.training.models import AttemptGrant
from ambassador.web.access import Role
from tests.factories import Factory
from tests.training.attempting import fail
from tests.training.test_taking import begin

pytestmark = pytest.mark.usefixtures("content")

GRANT = "/programme/courses/1/attempts/new"


def test_one_more_attempt_is_granted_with_a_reason_and_begins_at_once(make: Factory, limits: Any) -> None:
    limits(most_attempts=1, pause_hours=48)
    who = make.person("Kari Nordmann")
    learner, manager = make.browser_of(who), make.browser_as(Role.PROGRAMME_MANAGER)
    fail(learner, make)
    email = make.email_of(who)
    manager.submit(GRANT, email=email, reason="The sign-in failed midway.")
    page = manager.submit(GRANT, email=email, reason="Again.")
    assert "This person has attempts left." in page.html.find(id="error-summary").text
    begin(learner)
    with make.database.reading() as session:
        grant = session.scalars(select(AttemptGrant)).one()
        entry = session.get_one(TrailEntry, grant.entry)
        said = session.get_one(TrailPersonal, grant.entry)
    assert json.loads(entry.entry)["what"] == "attempt granted"
    assert "sign-in" not in entry.entry
    assert json.loads(said.content)["reason"] == "The sign-in failed midway."


@pytest.mark.parametrize(
    ("email", "reason", "says"),
    [
        ("nobody@example.no", "x", "Nobody who works here has this address."),
        ("", "x", "Write a work e-mail address."),
        ("nobody@example.no", " ", "Write why."),
    ],
)
def test_what_keeps_a_grant(make: Factory, limits: Any, email: str, reason: str, says: str) -> None:
    limits(most_attempts=1)
    manager = make.browser_as(Role.PROGRAMME_MANAGER)
    page = manager.submit(GRANT, email=email, reason=reason)
    assert says in page.html.find(id="error-summary").text


def test_nobody_grants_themselves_an_attempt(make: Factory, limits: Any) -> None:
    limits(most_attempts=1)
    who = make.person(role=Role.PROGRAMME_MANAGER)
    manager = make.browser_of(who)
    fail(manager, make)
    page = manager.submit(GRANT, email=make.email_of(who), reason="x")
    assert "somebody else" in page.html.find(id="error-summary").text
