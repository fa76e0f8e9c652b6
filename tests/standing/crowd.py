"""Makes up people who came, learnt, lapsed, left and returned at random, for asking who is cleared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy.orm import Session

from ambassador.guidelines.answering.models import Acknowledgement
from ambassador.optins.models import OptIn, Withdrawal
from ambassador.people.models import Person
from ambassador.training.models import Attempt, Result
from tests.rows import (
    DAY,
    YEAR,
    acknowledgement,
    attempt,
    opt_in,
    person,
    publish_course,
    publish_guideline,
    result,
    rows,
)


@dataclass
class Crowd:
    """People with random facts, gathered as rows and written at once."""

    random: Random
    start: datetime
    people: int

    def some_time(self, spread: timedelta = 3 * YEAR) -> datetime:
        # Whole days, so that facts and questions often fall on the very same moment.
        return self.start + self.random.randrange(spread // DAY) * DAY

    def write_rules(self, session: Session) -> tuple[dict[int, int], list[tuple[int, datetime]]]:
        """Write some courses and guidelines; return courses by version, and what was published when."""
        courses: dict[int, int] = {}
        for course in range(1, self.random.randint(0, 3) + 1):
            required = self.random.random() < 0.8
            for number in range(1, self.random.randint(1, 2) + 1):
                at = self.some_time(YEAR) if self.random.random() < 0.9 else None
                version = publish_course(session, course, at=at, number=number, is_required=required)
                courses[version] = course
        editions = []
        for guideline in range(1, self.random.randint(0, 3) + 1):
            required, at, major = self.random.random() < 0.8, self.start, 0
            for number in range(1, self.random.randint(1, 4) + 1):
                at += self.random.randrange(300) * DAY
                is_material = number == 1 or self.random.random() < 0.6
                major += is_material
                binding_from = at + self.random.randrange(90) * DAY if is_material else at
                version = publish_guideline(
                    session,
                    guideline,
                    at=at,
                    binding_from=binding_from,
                    number=number,
                    major=major,
                    is_required=required,
                )
                editions.append((version, at))
        return courses, editions

    def write(self, session: Session) -> None:
        """Write rules, people, opt-ins, withdrawals, results and acknowledgements."""
        courses, editions = self.write_rules(session)
        gathered: dict[type[Any], list[dict[str, Any]]] = {
            model: [] for model in (Person, OptIn, Withdrawal, Attempt, Result, Acknowledgement)
        }
        for who in range(1, self.people + 1):
            self._person(who, gathered[Person])
            self._consents(who, gathered[OptIn], gathered[Withdrawal])
            self._results(who, courses, gathered[Attempt], gathered[Result])
            for version, published_at in editions:
                if self.random.random() < 0.6:
                    signed = published_at + self.random.randrange(200) * DAY
                    gathered[Acknowledgement].append(acknowledgement(who, version, signed))
        for model, values in gathered.items():
            rows(session, model, values)

    def _person(self, who: int, people: list[dict[str, Any]]) -> None:
        joined = self.start if self.random.random() < 0.8 else self.some_time()
        left = joined + self.random.randrange(900) * DAY if self.random.random() < 0.2 else None
        people.append(person(who, joined_at=joined, left_at=left))

    def _consents(self, who: int, opt_ins: list[dict[str, Any]], withdrawals: list[dict[str, Any]]) -> None:
        at = self.start
        for number in range(1, self.random.randint(0, 3) + 1):
            at += self.random.randrange(300) * DAY
            opt_ins.append(opt_in(len(opt_ins) + 1, who, at, number=number))
            if self.random.random() < 0.4:
                at += self.random.randrange(300) * DAY
                withdrawals.append({"opt_in_id": len(opt_ins), "at": at})
            else:
                break

    def _results(
        self,
        who: int,
        courses: dict[int, int],
        attempts: list[dict[str, Any]],
        results: list[dict[str, Any]],
    ) -> None:
        for version, course in courses.items():
            for number in range(1, self.random.randint(0, 3) + 1):
                at = self.some_time()
                attempts.append(attempt(len(attempts) + 1, who, version, at, number=number))
                passed = self.random.random() < 0.8
                valid = at + self.random.randrange(1, 600) * DAY if passed else None
                results.append(result(len(attempts), who, course, at, valid_until=valid))
