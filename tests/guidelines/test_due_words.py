"""By when somebody is asked to acknowledge, and what holds until then, in a sentence on the page."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import insert

from ambassador import clock
from ambassador.guidelines.models import GuidelineTask
from tests.factories import Factory
from tests.guidelines.answering import ADDRESS, in_force
from tests.guidelines.publishing import publish_next

pytestmark = pytest.mark.usefixtures("content")

HOLDS = "your acknowledgement of version 1.0 holds"


@pytest.mark.parametrize(("grace_days", "sentence"), [(0, f"; until then {HOLDS}."), (14, f" {HOLDS}.")])
def test_what_was_signed_before_holds_until_the_grace_ends(
    make: Factory, grace_days: int, sentence: str
) -> None:
    who = make.person()
    make.acknowledge_all(who)
    publish_next(make.database, grace_days=grace_days)
    page = make.browser_of(who).get(ADDRESS)
    assert "Acknowledge it by" in page
    assert sentence in page


def test_one_s_own_task_says_by_when(make: Factory) -> None:
    who, now = make.person(), clock.now()
    task = {"version_id": in_force(make).version_id, "person_id": who, "asked_at": now}
    with make.database.transaction() as session:
        session.execute(insert(GuidelineTask).values(**task, due_at=now + timedelta(days=3)))
    assert "Acknowledge it by" in make.browser_of(who).get(ADDRESS)
    with time_machine.travel(now + timedelta(days=4)):
        assert "It was due on" in make.browser_of(who).get(ADDRESS)


def test_who_has_no_task_is_told_what_to_do(make: Factory) -> None:
    assert "Read it, then acknowledge it at the end." in make.browser_of(make.person()).get(ADDRESS)
