"""Answers to guidelines for tests, through pages and the app's own operations."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, select
from webtest import TestResponse

from ambassador import clock
from ambassador.guidelines import queries
from ambassador.guidelines.answering.models import Acknowledgement
from ambassador.guidelines.answering.operations import Acknowledge
from ambassador.guidelines.content import sentences
from ambassador.guidelines.models import GuidelineVersion, VersionWithdrawal
from ambassador.guidelines.queries import Published
from ambassador.mail.models import Letter
from ambassador.people.leaving import leave
from ambassador.trail.models import TrailEntry
from tests.factories import Factory

ADDRESS = "/guidelines/1"
PDF = b"%PDF-1.7\nsigned\n"


def form_to(page: TestResponse, end: str) -> Any:
    """Return the page's one form whose address ends so."""
    [form] = [form for form in page.forms.values() if form.action.split("?")[0].endswith(end)]
    return form


def signed(make: Factory) -> list[Acknowledgement]:
    with make.database.reading() as session:
        return list(session.scalars(select(Acknowledgement).order_by(Acknowledgement.id)))


def in_force(make: Factory, language: str = "en") -> Published:
    with make.database.reading() as session:
        found = queries.in_force(session, 1, language=language)
    assert found is not None
    return found


def command(make: Factory, language: str = "en") -> Acknowledge:
    """Return what the page sends when somebody acknowledges the version in force."""
    shown = in_force(make, language)
    return Acknowledge(1, shown.version_id, shown.sha256, language, sentences()[language], is_ticked=True)


def withdraw(make: Factory, number: int, why: str = "A mistake in it.") -> None:
    """Take a version back, by its row alone."""
    with make.database.transaction() as session:
        version = session.scalars(select(GuidelineVersion).where(GuidelineVersion.number == number)).one()
        session.execute(
            insert(VersionWithdrawal).values(version_id=version.id, at=clock.now(), by=None, why=why)
        )


def gone(make: Factory, person_id: int) -> int:
    """Let somebody leave the company."""
    with make.database.transaction() as session:
        leave(session, person_ids=[person_id], by=None, at=clock.now())
    return person_id


def letters(make: Factory) -> list[Letter]:
    with make.database.reading() as session:
        return list(session.scalars(select(Letter).order_by(Letter.id)))


def newest_entry(make: Factory) -> str:
    with make.database.reading() as session:
        return session.scalars(select(TrailEntry.entry).order_by(TrailEntry.sequence.desc()).limit(1)).one()
