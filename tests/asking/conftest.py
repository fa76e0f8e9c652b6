"""What tests of asking need: ambassadors to ask, and a page to share a list on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import pytest
from sqlalchemy import func, select

from ambassador.asking.models import ListDesign, ListDraw, ListQuestion
from ambassador.asking.operations import begin
from ambassador.audience.models import Account, AudienceCount
from ambassador.audience.policy import Channel
from ambassador.db import Database
from ambassador.optins.models import OptIn
from ambassador.people.models import Person
from ambassador.web.access import Role
from ambassador.web.errors import Refusal
from tests.factories import LONG_AGO, Factory
from tests.rows import DAY, opt_in, person, rows

SEED = "00112233445566778899aabbccddeeff"
BEGUN = LONG_AGO + 10 * DAY


@dataclass
class Programme:
    """Ambassadors on LinkedIn with these audiences, and what became of asking them."""

    make: Factory
    manager: int
    people: list[int]

    def begin(self, lists: int = 10, *, seed: str = SEED, at: datetime = BEGUN) -> None:
        assert self.try_to_begin(lists, seed=seed, at=at) is None

    def try_to_begin(self, lists: int = 10, *, seed: str = SEED, at: datetime = BEGUN) -> Refusal | None:
        with self.make.app.test_request_context(), self.make.database.transaction() as session:
            return begin(session, channel=Channel.LINKEDIN, lists=lists, seed=seed, by=self.manager, at=at)

    def draws(self) -> list[ListDraw]:
        with self.make.database.reading() as session:
            return list(session.scalars(select(ListDraw).order_by(ListDraw.id)))

    def questions(self) -> set[int]:
        with self.make.database.reading() as session:
            return set(session.scalars(select(ListQuestion.person_id)))

    def designs(self) -> list[ListDesign]:
        with self.make.database.reading() as session:
            return list(session.scalars(select(ListDesign).order_by(ListDesign.id)))

    def count(self, model: type[object]) -> int:
        with self.make.database.reading() as session:
            return session.scalar(select(func.count()).select_from(model)) or 0


def ambassadors(
    database: Database, audiences: list[int], *, first: int = 1000, consent: str = "2"
) -> list[int]:
    """Write cleared ambassadors with these audiences on LinkedIn, and return their ids."""
    ids = list(range(first, first + len(audiences)))
    with database.transaction() as session:
        rows(session, Person, [person(who, joined_at=LONG_AGO) for who in ids])
        rows(session, OptIn, [opt_in(who, who, LONG_AGO, version=consent) for who in ids])
        accounts = [
            {"id": who, "person_id": who, "channel": Channel.LINKEDIN, "handle": "", "added_at": LONG_AGO}
            for who in ids
        ]
        rows(session, Account, accounts)
        counts = [
            {"account_id": who, "people": size, "is_at_least": False, "at": LONG_AGO, "told_by": who}
            for who, size in zip(ids, audiences, strict=True)
        ]
        rows(session, AudienceCount, counts)
    return ids


@pytest.fixture
def programme(make: Factory) -> Programme:
    """Twenty-three ambassadors with audiences from 100 to 2300, and a programme manager."""
    people = ambassadors(make.database, [100 * size for size in range(1, 24)])
    return Programme(make, make.person("Mona Leder", role=Role.PROGRAMME_MANAGER), people)
