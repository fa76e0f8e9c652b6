"""Who passes only since a question was withdrawn has a certificate like anybody else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ambassador import clock
from ambassador.certificates import queries
from ambassador.web.access import Role
from tests.browser import Browser
from tests.certificates.conftest import NAME, Holder
from tests.factories import Factory, ends
from tests.training.withdrawing import questions_of, take, withdraw


@pytest.mark.usefixtures("content")
def test_a_pass_that_came_of_a_withdrawn_question_has_its_certificate(
    make: Factory, browser: Browser
) -> None:
    who, at = make.person(), clock.now() - timedelta(days=3)
    attempt_id = take(make, who, wrong=3, at=at)
    own = f"/certificates/own/{attempt_id}"
    make.browser_of(who).get(own, status=404)

    withdraw(make, questions_of(make)[0].id, by=make.person(role=Role.PROGRAMME_MANAGER))

    make.browser_of(who).submit(own, name=NAME)
    with make.database.reading() as session:
        found = queries.own_pass(session, attempt_id, person_id=who)
    assert found is not None
    assert (found.right, found.asked, found.standing.passed_at) == (9, 11, at)
    assert found.standing.valid_until == ends(at, 12)
    page = Holder(make, who, at).checked(browser)
    assert NAME in page.html.main.text


@pytest.mark.usefixtures("content")
def test_a_later_pass_that_came_of_it_renews_the_earlier_one(make: Factory) -> None:
    who, at = make.person(), clock.now() - timedelta(days=30)
    first = take(make, who, wrong=0, at=at)
    take(make, who, wrong=3, at=at + timedelta(days=9))
    withdraw(make, questions_of(make)[0].id, by=make.person(role=Role.PROGRAMME_MANAGER))
    with make.database.reading() as session:
        found = queries.own_pass(session, first, person_id=who)
    assert found is not None
    assert (found.right, found.asked) == (12, 12)
    assert found.standing.newer_at == at + timedelta(days=9)
