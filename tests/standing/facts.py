"""Writes facts straight into the tables, many at a time, for asking who is cleared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from ambassador.guidelines.models import Acknowledgement, Guideline, GuidelineText, GuidelineVersion
from ambassador.optins.models import OptIn, Withdrawal
from ambassador.people.models import Person
from ambassador.training.models import Attempt, Course, CourseVersion, Result

DAY = timedelta(days=1)
YEAR = 365 * DAY


def rows(session: Session, model: type[Any], values: Sequence[dict[str, Any]]) -> None:
    """Insert many rows."""
    if values:
        session.execute(insert(model), list(values))


def publish_course(
    session: Session, course_id: int, *, at: datetime | None, number: int = 1, is_required: bool = True
) -> int:
    """Add a version of a course, and the course itself with its first; return the version's id."""
    if number == 1:
        session.add(Course(id=course_id, slug=f"course-{course_id}", is_required=is_required))
        session.flush()
    version = CourseVersion(
        course_id=course_id,
        number=number,
        pass_percent=80,
        validity_months=12,
        texts={
            "nb": {"title": f"Kurs {course_id}.{number}"},
            "en": {"title": f"Course {course_id}.{number}"},
        },
        published_at=at,
    )
    session.add(version)
    session.flush()
    return version.id


def publish_guideline(
    session: Session,
    guideline_id: int,
    *,
    at: datetime | None,
    binding_from: datetime | None,
    number: int = 1,
    major: int = 1,
    is_required: bool = True,
) -> int:
    """Add a version of a guideline, and the guideline itself with its first; return the version's id."""
    if number == 1:
        session.add(Guideline(id=guideline_id, slug=f"rules-{guideline_id}", is_required=is_required))
        session.flush()
    version = GuidelineVersion(guideline_id=guideline_id, number=number)
    session.add(version)
    session.flush()
    for language, word in (("nb", "Regler"), ("en", "Rules")):
        session.add(
            GuidelineText(
                version_id=version.id, language=language, title=f"{word} {guideline_id}.{number}", body="..."
            )
        )
    session.flush()
    session.execute(
        update(GuidelineVersion)
        .where(GuidelineVersion.id == version.id)
        .values(published_at=at, binding_from=binding_from, major=major)
    )
    return version.id


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


def person(who: int, *, joined_at: datetime, left_at: datetime | None = None) -> dict[str, Any]:
    """Return a person as a row."""
    return {
        "id": who,
        "email": f"person{who}@example.no",
        "name": f"Person {who}",
        "title": "",
        "is_leader": False,
        "sort_key": f"person {who}",
        "search_key": f"person {who}",
        "joined_at": joined_at,
        "left_at": left_at,
    }


def opt_in(opt_in_id: int, who: int, at: datetime, *, number: int = 1) -> dict[str, Any]:
    """Return an opt-in as a row."""
    consent = {"consent_version": "1", "sentence": "I take part.", "language": "en"}
    return {"id": opt_in_id, "person_id": who, "number": number, "at": at, **consent}


def attempt(attempt_id: int, who: int, version: int, at: datetime, *, number: int = 1) -> dict[str, Any]:
    """Return an attempt as a row."""
    return {"id": attempt_id, "person_id": who, "version_id": version, "number": number, "started_at": at}


def result(
    attempt_id: int, who: int, course: int, at: datetime, *, valid_until: datetime | None
) -> dict[str, Any]:
    """Return a result as a row: passed when it has an end."""
    marks = {"answers": {}, "right": 12, "asked": 12, "is_passed": valid_until is not None}
    return {
        "attempt_id": attempt_id,
        "person_id": who,
        "course_id": course,
        "at": at,
        "valid_until": valid_until,
        **marks,
    }


def acknowledgement(who: int, version: int, at: datetime) -> dict[str, Any]:
    """Return an acknowledgement as a row."""
    shown = {"language": "en", "sha256": "0" * 64, "sentence": "I have read it."}
    return {"person_id": who, "version_id": version, "at": at, **shown}
