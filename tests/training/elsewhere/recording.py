"""Records passes made elsewhere, as the programme manager does, for several tests."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from webtest import TestResponse, Upload

from ambassador import clock
from ambassador.training.elsewhere import operations
from ambassador.training.elsewhere.models import PassElsewhere
from ambassador.training.elsewhere.operations import Passed
from ambassador.training.pass_queries import passes
from ambassador.web.errors import Refusal
from tests.browser import Browser
from tests.factories import Factory

ZONE = "Europe/Oslo"
RECORD = "/programme/courses/1/elsewhere/new"
LIST = "/programme/courses/1/elsewhere/list"


def today(days: int = 0) -> date:
    return clock.now().date() + timedelta(days=days)


def record(
    make: Factory,
    who: int,
    *,
    by: int,
    on: date | None = None,
    until: date | None = None,
    course_id: int = 1,
    at: datetime | None = None,
) -> Refusal | None:
    command = Passed(course_id, make.email_of(who), on or today(-30), "Classroom, Oslo.", until)
    with make.app.test_request_context(), make.database.transaction() as session:
        return operations.record_pass(session, command, zone=ZONE, by=by, at=at or clock.now())


def withdraw(make: Factory, pass_id: int, *, by: int, at: datetime | None = None) -> Refusal | None:
    with make.app.test_request_context(), make.database.transaction() as session:
        return operations.withdraw_pass(
            session, pass_id=pass_id, reason="Somebody else.", by=by, at=at or clock.now()
        )


def records(make: Factory) -> list[PassElsewhere]:
    with make.database.reading() as session:
        return list(session.scalars(select(PassElsewhere).order_by(PassElsewhere.id)))


def passes_of(make: Factory, who: int) -> list[Any]:
    each = passes().c
    with make.database.reading() as session:
        return list(session.execute(select(each).where(each.person_id == who).order_by(each.at)))


def form_to(page: TestResponse, end: str) -> Any:
    return next(form for form in page.forms.values() if form.action.endswith(end))


def send(manager: Browser, content: bytes | str, *, name: str = "passes.csv") -> TestResponse:
    data = content.encode() if isinstance(content, str) else content
    return manager.submit(LIST, file=Upload(name, data))


def confirm(page: TestResponse) -> TestResponse:
    return form_to(page, "/confirm").submit(expect_errors=True).maybe_follow(expect_errors=True)
