"""Attempts as the tests of training look at them."""

from __future__ import annotations

from sqlalchemy import select
from webtest import TestResponse

from ambassador.training.models import Attempt
from tests.browser import Browser
from tests.factories import Factory
from tests.training.test_taking import begin, fill


def attempts(make: Factory) -> list[Attempt]:
    with make.database.reading() as session:
        return list(session.scalars(select(Attempt).order_by(Attempt.id)))


def fail(browser: Browser, make: Factory) -> TestResponse:
    return fill(begin(browser), make, wrong=20).submit(status=303)
