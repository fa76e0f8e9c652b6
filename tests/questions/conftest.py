"""A guideline that people ask about, and a programme manager who answers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from ambassador import clock
from ambassador.questions import operations
from ambassador.questions.models import AskedQuestion, GivenAnswer
from ambassador.questions.operations import AnswerQuestion, Ask
from ambassador.questions.policy import Shared, Subject
from ambassador.trail.models import TrailEntry
from ambassador.web.access import Role
from ambassador.web.errors import Refusal
from tests.factories import Factory

RULES = (Subject.GUIDELINE, 1)
BOTH = {
    "nb": Shared("Kan jeg dele bilder?", "Ja, når alle har sagt ja."),
    "en": Shared("May I share pictures?", "Yes, when everybody agreed."),
}


@dataclass
class Desk:
    """Asks and answers through the operations, in a database of its own."""

    make: Factory
    manager: int
    asker: int

    @contextmanager
    def writing(self) -> Iterator[Session]:
        with self.make.app.test_request_context(), self.make.database.transaction() as session:
            yield session

    def ask(
        self,
        text: str = "May I post pictures of Kari?",
        *,
        by: int | None = None,
        about: tuple[Subject, int] = RULES,
        language: str = "en",
        at: datetime | None = None,
    ) -> Refusal | None:
        with self.writing() as session:
            command = Ask(*about, language, text)
            return operations.ask(session, command, by=by or self.asker, at=at or clock.now())

    def answer(
        self,
        question_id: int = 1,
        text: str = "Ask Kari first.",
        *,
        seen: int = 0,
        shared: dict[str, Shared] | None = None,
        by: int | None = None,
        at: datetime | None = None,
    ) -> Refusal | None:
        command = AnswerQuestion(question_id, seen, text, shared is not None, shared)
        with self.writing() as session:
            return operations.answer(session, command, by=by or self.manager, at=at or clock.now())

    def questions(self) -> list[AskedQuestion]:
        with self.make.database.reading() as session:
            return list(session.scalars(select(AskedQuestion).order_by(AskedQuestion.id)))

    def answers(self) -> list[GivenAnswer]:
        with self.make.database.reading() as session:
            return list(session.scalars(select(GivenAnswer).order_by(GivenAnswer.id)))

    def trail(self) -> list[str]:
        """Return what the trail says of questions and answers, the newest last."""
        with self.make.database.reading() as session:
            entries = session.scalars(select(TrailEntry.entry).order_by(TrailEntry.sequence))
            return [entry for entry in entries if '"question' in entry or '"answer shared' in entry]


@pytest.fixture
def desk(make: Factory, content: None) -> Desk:
    manager = make.person("Marit Leder", role=Role.PROGRAMME_MANAGER)
    return Desk(make, manager, make.person("Ola Spør", email="ola@example.no"))
