"""Somebody who passed the course, and what the tests of certificates do with theirs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from webtest import TestResponse

from ambassador import clock
from ambassador.certificates import operations, queries
from ambassador.certificates.models import Certificate
from ambassador.certificates.operations import Publish
from ambassador.people.leaving import leave
from ambassador.training.models import Result
from tests.browser import Browser
from tests.factories import Factory

NAME = "Kari Ødegård"


@dataclass
class Holder:
    """An ambassador who passed the course a month ago."""

    make: Factory
    person_id: int
    passed_at: datetime

    @property
    def attempt_id(self) -> int:
        with self.make.database.reading() as session:
            passes = select(Result.attempt_id).where(Result.person_id == self.person_id)
            return session.scalars(passes.order_by(Result.at).limit(1)).one()

    @property
    def public_id(self) -> str:
        with self.make.database.reading() as session:
            mine = select(Certificate.public_id).where(Certificate.attempt_id == self.attempt_id)
            return session.scalars(mine).one()

    @property
    def page(self) -> str:
        return f"/certificates/own/{self.attempt_id}"

    @property
    def address(self) -> str:
        return f"/certificates/{self.public_id}"

    @property
    def browser(self) -> Browser:
        return self.make.browser_of(self.person_id)

    def publish(self, name: str = NAME, language: str = "en") -> None:
        with self.make.app.test_request_context(), self.make.database.transaction() as session:
            command = Publish(self.attempt_id, name, language)
            assert operations.publish(session, command, by=self.person_id, at=clock.now()) is None

    def take_back(self) -> None:
        with self.make.app.test_request_context(), self.make.database.transaction() as session:
            mine = {"attempt_id": self.attempt_id, "by": self.person_id}
            assert operations.unpublish(session, **mine, at=clock.now()) is None

    def withdraw(self, reason: str = "The quiz was taken by somebody else.") -> None:
        by = self.make.person()
        with self.make.app.test_request_context(), self.make.database.transaction() as session:
            named = {"attempt_id": self.attempt_id, "reason": reason, "by": by}
            assert operations.withdraw(session, **named, at=clock.now()) is None

    def leave(self) -> None:
        with self.make.app.test_request_context(), self.make.database.transaction() as session:
            leave(session, person_ids=[self.person_id], by=None, at=clock.now())

    def listed(self) -> bool:
        """Say whether its bit in the status list is set, by the query behind it."""
        with self.make.database.reading() as session:
            mine = select(Certificate.id).where(Certificate.attempt_id == self.attempt_id)
            return session.scalars(mine).one() in (queries.not_to_be_relied_on(session, 1) or ())

    def checked(self, browser: Browser, *, status: int = 200) -> TestResponse:
        return browser.get(self.address, status=status)


@pytest.fixture
def holder(make: Factory, content: None) -> Holder:
    """The holder among others who passed as well."""
    at = clock.now() - timedelta(days=30)
    people = [make.person(), make.person("Kari Nordmann", email="kari@nordlys.example"), make.person()]
    for who in people:
        make.opt_in(who, at=at)
        make.pass_course(who, at=at)
    return Holder(make, people[1], at)
