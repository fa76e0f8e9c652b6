"""Puts facts straight into the rows: who is how far, and with which audiences."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count

from ambassador.audience.models import Account, AudienceCount
from ambassador.audience.policy import Channel
from ambassador.db import Database
from ambassador.guidelines.answering.models import Acknowledgement
from ambassador.optins.models import Invitation, OptIn, Withdrawal
from ambassador.people.models import Person, Team
from ambassador.training.models import Attempt, Result
from tests.rows import YEAR, acknowledgement, publish_course, publish_guideline, result, rows

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
SINCE = datetime(2026, 1, 10, 9, tzinfo=UTC)
LONG_AGO = datetime(2024, 1, 1, tzinfo=UTC)


@dataclass
class Facts:
    """One company's rows: a required course and guideline, teams, people and what they did."""

    database: Database
    numbers: count[int] = field(default_factory=lambda: count(1))

    def rules(self) -> Facts:
        """Publish one required course and one required guideline, long ago."""
        with self.database.transaction() as session:
            publish_course(session, 1, at=LONG_AGO)
            publish_guideline(session, 1, at=LONG_AGO, binding_from=LONG_AGO)
        return self

    def team(self, name: str) -> int:
        with self.database.transaction() as session:
            made = Team(name=name, name_key=name.lower(), sort_key=name.lower())
            session.add(made)
            session.flush()
            return made.id

    def person(
        self,
        *,
        team: int | None = None,
        invited: bool = False,
        opted_in: datetime | None = None,
        trained: datetime | None = None,
        acknowledged: datetime | None = None,
        withdrawn: datetime | None = None,
        left: datetime | None = None,
        audiences: dict[Channel, int | None] | None = None,
        is_at_least: bool = False,
    ) -> int:
        """Make somebody and what they did; an audience of None is an account without a number."""
        number = next(self.numbers)
        with self.database.transaction() as session:
            person = Person(
                email=f"somebody{number}@example.no", name=f"Hemmelig Navn{number}", team_id=team,
                sort_key=f"{number:06}", search_key=f"{number}", joined_at=LONG_AGO, left_at=left,
            )  # fmt: skip
            session.add(person)
            session.flush()
            who = person.id
            if invited:
                session.add(Invitation(person_id=who, invited_at=LONG_AGO))
            if opted_in:
                consent = OptIn(
                    person_id=who, number=1, at=opted_in, consent_version="1", sentence="Yes.", language="en"
                )
                session.add(consent)
                session.flush()
                if withdrawn:
                    session.add(Withdrawal(opt_in_id=consent.id, at=withdrawn))
            if trained:
                attempt = Attempt(person_id=who, version_id=1, number=1, started_at=trained)
                session.add(attempt)
                session.flush()
                rows(session, Result, [result(attempt.id, who, 1, trained, valid_until=trained + YEAR)])
            if acknowledged:
                rows(session, Acknowledgement, [acknowledgement(who, 1, acknowledged)])
            for channel, size in (audiences or {}).items():
                account = Account(
                    person_id=who, channel=channel, handle="secret", added_at=opted_in or LONG_AGO
                )
                session.add(account)
                session.flush()
                if size is not None:
                    session.add(
                        AudienceCount(
                            account_id=account.id, people=size, is_at_least=is_at_least,
                            at=opted_in or LONG_AGO, told_by=who,
                        )
                    )  # fmt: skip
            return who

    def cleared(self, how_many: int = 1, *, since: datetime = SINCE, **person: object) -> None:
        """Make cleared ambassadors who all came on one day."""
        for _ in range(how_many):
            self.person(invited=True, opted_in=since, trained=since, acknowledged=since, **person)  # type: ignore[arg-type]  # the keywords of `person`
