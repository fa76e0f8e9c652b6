"""Makes people and facts for tests, through the app's own operations."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from zoneinfo import ZoneInfo

from flask import Flask
from sqlalchemy import select

from ambassador import clock
from ambassador.audience.operations import Told, tell
from ambassador.audience.policy import Channel, Size
from ambassador.audience.queries import open_accounts
from ambassador.db import Database
from ambassador.guidelines import queries as guidelines_read
from ambassador.guidelines.answering import operations as answering
from ambassador.guidelines.content import sentences
from ambassador.guidelines.models import Guideline
from ambassador.optins import operations as optins
from ambassador.optins.content import consent_in
from ambassador.people import operations as people
from ambassador.people import passwords
from ambassador.people.models import Person, PersonRole, Team
from ambassador.people.policy import folded, sort_key
from ambassador.training import operations as training
from ambassador.training import queries as training_read
from ambassador.training.cycles.policy import counts
from ambassador.training.models import Attempt, Course, Result
from ambassador.training.requirement_queries import required_at
from ambassador.web.access import Role
from tests.browser import Browser

PASSWORD = "plum wagon seldom whisper"
APRIL = datetime(2025, 4, 8, 10, tzinfo=UTC)
"""The first day of its quarter on which people are asked for their audiences again."""
LIST_SECRET = "l" * 64
"""Under which lists are made pseudonymous in the app that tests get."""
TRAIL_KEY = "7" * 64
"""With which checkpoints are signed in the app that tests get."""
CERTIFICATE_KEY = "5" * 64
"""With which badges are signed in the app that tests get."""
ZONE = "Europe/Oslo"
"""The company's time zone, as it is without a setting."""
LONG_AGO = datetime(2025, 1, 1, 9, tzinfo=UTC)


def ends(at: datetime, months: int) -> datetime:
    """Return until when a pass of a moment counts, where none was held before."""
    return counts(at, months=months, zone=ZoneInfo(ZONE)).until


@dataclass
class Factory:
    """Makes people and facts in one database."""

    database: Database
    app: Flask
    numbers: count[int] = field(default_factory=lambda: count(1))

    def team(self, name: str) -> int:
        with self.database.transaction() as session:
            team = Team(name=name, name_key=folded(name), sort_key=sort_key(name))
            session.add(team)
            session.flush()
            return team.id

    def person(
        self,
        name: str = "",
        *,
        email: str = "",
        team_id: int | None = None,
        password: bool = False,
        role: Role | None = None,
        joined_at: datetime = LONG_AGO,
        is_leader: bool = False,
    ) -> int:
        number = next(self.numbers)
        chosen = name or f"Person Nr{number}"
        with self.database.transaction() as session:
            made = people.new_person(email=email or f"person{number}@example.no", name=chosen, at=joined_at)
            made.team_id, made.is_leader = team_id, is_leader
            made.password_hash = passwords.hashed(PASSWORD) if password else None
            session.add(made)
            session.flush()
            if role is not None and role is not Role.STAFF:
                session.add(PersonRole(person_id=made.id, role=role))
            return made.id

    def acknowledge_all(self, person_id: int, *, at: datetime = LONG_AGO) -> None:
        """Let a person acknowledge every guideline as it is in force now."""
        with self.database.transaction() as session:
            for guideline_id in session.scalars(select(Guideline.id).order_by(Guideline.id)):
                current = guidelines_read.in_force(session, guideline_id, language="en")
                if current is None:
                    continue
                command = answering.Acknowledge(
                    guideline_id=guideline_id,
                    version_id=current.version_id,
                    sha256=current.sha256,
                    language="en",
                    sentence=sentences()["en"],
                    is_ticked=True,
                )
                assert answering.acknowledge(session, command, by=person_id, at=at) is None

    def pass_course(self, person_id: int, *, at: datetime = LONG_AGO) -> None:
        """Let a person pass every course that is required, as it is in force now, with all answers right."""
        with self.database.transaction() as session:
            for course_id in session.scalars(required_at().order_by(Course.id)).all():
                attempt_id = training.start_attempt(session, course_id=course_id, by=person_id, at=at)
                if attempt_id is None:
                    continue
                version_id = session.get_one(Attempt, attempt_id).version_id
                right = training_read.right_answers(session, version_id)
                answers = training.Answers(attempt_id, course_id, right)
                result = training.submit(session, answers, zone=ZONE, by=person_id, at=at)
                assert isinstance(result, Result)
                assert result.is_passed

    def email_of(self, person_id: int) -> str:
        with self.database.reading() as session:
            return session.get_one(Person, person_id).email

    def browser_of(self, person_id: int) -> Browser:
        """Return a browser in which this person is signed in."""
        with self.database.transaction() as session:
            started = people.start_session(session, person_id=person_id, at=clock.now())
        signed_in = Browser(self.app)
        with self.app.test_client() as client:
            with client.session_transaction() as cookie:
                cookie["_user_id"] = started.token
                cookie["_fresh"] = True
            held = client.get_cookie("ambassador")
        assert held is not None
        # Any page hands the cookie back, so that it lands in the jar as the server set it.
        signed_in.get("/forgotten/sent", headers={"Cookie": f"ambassador={held.value}"})
        return signed_in

    def browser_as(self, role: Role) -> Browser:
        """Return a browser in which a new person with this role is signed in."""
        return self.browser_of(self.person(role=role))

    def opt_in(self, person_id: int, *, at: datetime = LONG_AGO, language: str = "nb") -> None:
        """Opt a person in, with the consent in force."""
        with self.database.transaction() as session:
            seen = consent_in(language).fingerprint
            assert optins.opt_in(session, seen=seen, by=person_id, at=at) is None

    def withdraw(self, person_id: int, *, at: datetime) -> None:
        """Opt a person out."""
        with self.database.transaction() as session:
            optins.withdraw(session, by=person_id, at=at)

    def audience(
        self,
        person_id: int,
        channel: Channel,
        people: int | None,
        *,
        at_least: bool = False,
        handle: str = "",
        at: datetime = LONG_AGO,
    ) -> None:
        """Tell the size of a person's audience on one channel; their other channels stay as they are."""
        with self.database.transaction() as session:
            known = {c: Told(a.handle, a.size) for c, a in open_accounts(session, person_id).items()}
            size = None if people is None else Size(people, at_least)
            tell(session, audiences={**known, channel: Told(handle, size)}, by=person_id, at=at)
