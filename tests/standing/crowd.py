"""Makes up people who came, learnt, lapsed, left and returned at random, for asking who is cleared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy.orm import Session

from ambassador.guidelines.answering.models import Acknowledgement
from ambassador.guidelines.models import GuidelineRequirement, GuidelineTask, VersionWithdrawal
from ambassador.guidelines.policy import Ended
from ambassador.optins.models import OptIn, Withdrawal
from ambassador.people.audiences import Audience
from ambassador.people.models import Person, Team
from ambassador.training.models import (
    Attempt,
    CourseRequirement,
    CourseVersion,
    Question,
    QuestionWithdrawal,
    RemarkedResult,
    Result,
)
from tests.rows import (
    DAY,
    YEAR,
    acknowledgement,
    attempt,
    decline,
    end_waiver,
    except_from,
    opt_in,
    person,
    publish_course,
    publish_guideline,
    result,
    rows,
    task,
    waive,
)

SALES = 1
"""The team that courses for teams are for."""


def draft_of_a_course(session: Session) -> int:
    """Add a draft of the first course, far behind its other versions; return its id."""
    draft = CourseVersion(course_id=1, number=99, pass_percent=80, validity_months=12, texts={})
    session.add(draft)
    session.flush()
    return draft.id


def question(question_id: int, version: int) -> dict[str, Any]:
    """Return a question as a row."""
    asked = {"lesson_position": 1, "kind": "single", "texts": {}, "right": [0]}
    return {"id": question_id, "version_id": version, "position": question_id, **asked}


@dataclass(frozen=True)
class Edition:
    """A version that was published."""

    version: int
    guideline: int
    at: datetime
    is_asked_for: bool
    """Whether it is the first of its major version, which people are asked for."""


@dataclass
class Crowd:
    """People with random facts, gathered as rows and written at once."""

    random: Random
    start: datetime
    people: int

    def some_time(self, spread: timedelta = 3 * YEAR) -> datetime:
        # Whole days, so that facts and questions often fall on the very same moment.
        return self.start + self.random.randrange(spread // DAY) * DAY

    def write_rules(self, session: Session) -> tuple[dict[int, int], list[Edition]]:
        """Write some courses and guidelines; return courses by version, and what was published."""
        courses: dict[int, int] = {}
        # Chance of its own, so that the other facts come out as they would without.
        whom = Random(sum(self.random.getstate()[1]))
        teams = {"name": "Sales", "name_key": "sales", "sort_key": "sales"}
        rows(session, Team, [{"id": SALES, **teams}])
        for course in range(1, self.random.randint(0, 3) + 1):
            required = self.random.random() < 0.8
            for number in range(1, self.random.randint(1, 2) + 1):
                at = self.some_time(YEAR) if self.random.random() < 0.9 else None
                audience = whom.choice([*Audience, Audience.AMBASSADORS])
                version = publish_course(
                    session,
                    course,
                    at=at,
                    number=number,
                    is_required=required,
                    audience=audience,
                    teams=[SALES] if audience is Audience.TEAMS else [],
                )
                courses[version] = course
            self._change(session, CourseRequirement, {"course_id": course}, is_required=required)
        editions: list[Edition] = []
        for guideline in range(1, self.random.choice([0, 2, 3, 4]) + 1):
            required, at, major, minor = self.random.random() < 0.8, self.start, 0, 0
            audience = Audience.AMBASSADORS
            for number in range(1, self.random.randint(1, 4) + 1):
                at += self.random.randrange(300) * DAY
                is_material = number == 1 or self.random.random() < 0.6
                major, minor = (major + 1, 0) if is_material else (major, minor + 1)
                binding_from = at + self.random.randrange(90) * DAY if is_material else at
                if is_material:
                    audience = self.random.choice([*Audience, Audience.LEADERS, Audience.TEAMS])
                version = publish_guideline(
                    session,
                    guideline,
                    at=at,
                    binding_from=binding_from,
                    number=number,
                    major=major,
                    minor=minor,
                    audience=audience,
                    is_required=required,
                )
                editions.append(Edition(version, guideline, at, is_asked_for=is_material))
                if self.random.random() < 0.3:
                    taken_back = at + self.random.randrange(200) * DAY
                    withdrawal = {"version_id": version, "at": taken_back, "why": ""}
                    rows(session, VersionWithdrawal, [withdrawal])
            self._change(session, GuidelineRequirement, {"guideline_id": guideline}, is_required=required)
        return courses, editions

    def _change(self, session: Session, model: type[Any], of: dict[str, int], *, is_required: bool) -> None:
        """Let what is required change a few times; `rows` has written that it never was as the first."""
        first = 1 if is_required else 2
        for number in range(first, first + self.random.choice([0, 0, 1, 2])):
            is_required = not is_required
            at = self.start + (number * 300 + self.random.randrange(300)) * DAY
            rows(session, model, [{**of, "number": number, "is_required": is_required, "at": at}])

    def write(self, session: Session) -> None:
        """Write rules, people, opt-ins, withdrawals, results, tasks and answers."""
        courses, editions = self.write_rules(session)
        gathered: dict[type[Any], list[dict[str, Any]]] = {
            model: []
            for model in (
                *(Person, OptIn, Withdrawal, Attempt, Result, Acknowledgement, GuidelineTask),
                *(Question, QuestionWithdrawal, RemarkedResult),
            )
        }
        for who in range(1, self.people + 1):
            self._person(who, gathered[Person])
            self._consents(who, gathered[OptIn], gathered[Withdrawal])
            self._results(who, courses, gathered[Attempt], gathered[Result])
            for edition in editions:
                if self.random.random() < 0.6:
                    signed = edition.at + self.random.randrange(200) * DAY
                    gathered[Acknowledgement].append(acknowledgement(who, edition.version, signed))
                if edition.is_asked_for and self.random.random() < 0.5:
                    gathered[GuidelineTask] += self._tasks(who, edition)
        self._marked_again(session, courses, gathered)
        for model, values in gathered.items():
            rows(session, model, values)
        self._decisions(session, editions)
        self._waivers(session, sorted(set(courses.values())))

    def _tasks(self, who: int, edition: Edition) -> Iterator[dict[str, Any]]:
        at = edition.at + self.random.choice([0, 0, 50]) * DAY
        for number in range(1, self.random.choice([1, 1, 2]) + 1):
            ends = self.random.random() < 0.6
            ended = at + self.random.randrange(400) * DAY
            why = self.random.choice([Ended.SUPERSEDED, Ended.SUPERSEDED, Ended.OUTSIDE])
            if not ends:
                yield task(who, edition.version, at, number=number)
                return
            yield task(who, edition.version, at, number=number, ended_at=ended, ended_why=why)
            at = ended + self.random.randrange(100) * DAY

    def _decisions(self, session: Session, editions: list[Edition]) -> None:
        for who in range(1, min(self.people, 40) + 1):
            if not editions or self.random.random() < 0.6:
                continue
            edition = self.random.choice(editions)
            at = edition.at + self.random.randrange(300) * DAY
            until = at + self.random.randrange(1, 400) * DAY if self.random.random() < 0.7 else None
            except_from(session, who, edition.guideline, at, until=until)
            if self.random.random() < 0.5:
                decline(session, who, edition.version, at)

    def _person(self, who: int, people: list[dict[str, Any]]) -> None:
        joined = self.start if self.random.random() < 0.8 else self.some_time()
        left = joined + self.random.randrange(900) * DAY if self.random.random() < 0.2 else None
        # Every third leads, and every other is on the team or on none.
        place = {"is_leader": who % 3 == 0, "team_id": SALES if who % 2 else None}
        people.append({**person(who, joined_at=joined, left_at=left), **place})

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

    def _marked_again(
        self, session: Session, courses: dict[int, int], gathered: dict[type[Any], list[dict[str, Any]]]
    ) -> None:
        """Withdraw two questions of a draft, which is not frozen; by them some who failed have passed."""
        if not courses:
            return
        draft = draft_of_a_course(session)
        gathered[Question] = [question(nth, draft) for nth in (1, 2)]
        gathered[QuestionWithdrawal] = [
            {"question_id": nth, "at": self.start, "by": 1, "why": "Faulty."} for nth in (1, 2)
        ]
        # Chance of its own, so that the other facts come out as they would without.
        chance = Random(len(gathered[Result]))
        for kept in gathered[Result]:
            passes, ends, number = kept["is_passed"], kept["valid_until"], 0
            for nth in (1, 2):
                if chance.random() < 0.5:
                    continue
                number += 1
                is_new = not passes and chance.random() < 0.5
                if is_new:
                    passes, ends = True, kept["at"] + chance.randrange(1, 600) * DAY
                marks = {"right": 9, "asked": 12 - number, "is_passed": passes, "is_new_pass": is_new}
                gathered[RemarkedResult].append(
                    {
                        "attempt_id": kept["attempt_id"],
                        "number": number,
                        "question_id": nth,
                        "at": kept["at"] + chance.randrange(90) * DAY,
                        "valid_until": ends,
                        "cleared_until": ends + 30 * DAY if is_new and number == 1 else None,
                        **marks,
                    }
                )

    def _waivers(self, session: Session, courses: list[int]) -> None:
        """Let some off passing for a while, and end some of that before its time."""
        # Chance of its own, so that the other facts come out as they would without.
        chance = Random(self.people)
        for who in range(1, min(self.people, 40) + 1):
            for course in courses:
                at = self.start
                for number in range(1, chance.choice([0, 0, 1, 2]) + 1):
                    at += chance.randrange(400) * DAY
                    until = at + chance.randrange(1, 500) * DAY
                    waiver = waive(session, who, course, at, until=until, number=number)
                    if chance.random() < 0.4:
                        until = at + chance.randrange((until - at) // DAY + 1) * DAY
                        end_waiver(session, waiver, until)
                    at = until

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
                # Not by chance, so that the other facts come out as they would without.
                grace = len(attempts) % 3 * 100 * DAY
                results.append(result(len(attempts), who, course, at, valid_until=valid, grace=grace))
