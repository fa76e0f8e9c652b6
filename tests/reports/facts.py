"""Puts facts straight into the rows: who is how far, and with which audiences."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

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

    def person(self, **facts: Any) -> int:
        """Make somebody and what they did: the keywords of `people`."""
        return self.people(1, **facts)[0]

    def people(
        self,
        how_many: int,
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
    ) -> list[int]:
        """Make people who all did the same; an audience of None is an account without a number."""
        with self.database.transaction() as session:
            whos = _keep(session, Person, [self._person(team, left) for _ in range(how_many)])
            if invited:
                rows(session, Invitation, [{"person_id": who, "invited_at": LONG_AGO} for who in whos])
            if opted_in:
                consent = {"number": 1, "at": opted_in, "consent_version": "1", "sentence": "Yes."}
                opt_ins = _keep(
                    session, OptIn, [{"person_id": who, "language": "en", **consent} for who in whos]
                )
                if withdrawn:
                    rows(session, Withdrawal, [{"opt_in_id": one, "at": withdrawn} for one in opt_ins])
            if trained:
                begun = {"version_id": 1, "number": 1, "started_at": trained}
                attempts = _keep(session, Attempt, [{"person_id": who, **begun} for who in whos])
                until = trained + YEAR
                passed = zip(attempts, whos, strict=True)
                rows(
                    session, Result, [result(one, who, 1, trained, valid_until=until) for one, who in passed]
                )
            if acknowledged:
                rows(session, Acknowledgement, [acknowledgement(who, 1, acknowledged) for who in whos])
            for channel, size in (audiences or {}).items():
                added = {"channel": channel, "handle": "secret", "added_at": opted_in or LONG_AGO}
                accounts = _keep(session, Account, [{"person_id": who, **added} for who in whos])
                if size is not None:
                    told = {"people": size, "is_at_least": is_at_least, "at": opted_in or LONG_AGO}
                    own = zip(accounts, whos, strict=True)
                    rows(
                        session, AudienceCount, [{"account_id": a, "told_by": who, **told} for a, who in own]
                    )
        return whos

    def _person(self, team: int | None, left: datetime | None) -> dict[str, Any]:
        number = next(self.numbers)
        return {
            "email": f"somebody{number}@example.no",
            "name": f"Hemmelig Navn{number}",
            "team_id": team,
            "sort_key": f"{number:06}",
            "search_key": f"{number}",
            "joined_at": LONG_AGO,
            "left_at": left,
        }

    def cleared(self, how_many: int = 1, *, since: datetime = SINCE, **person: Any) -> None:
        """Make cleared ambassadors who all came on one day."""
        self.people(how_many, invited=True, opted_in=since, trained=since, acknowledged=since, **person)


def _keep(session: Session, model: type[Any], values: list[dict[str, Any]]) -> list[int]:
    """Insert rows and return their ids, in the order of the rows."""
    kept = insert(model).returning(model.id, sort_by_parameter_order=True)
    return list(session.scalars(kept, values))
