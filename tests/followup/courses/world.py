"""A made-up company with courses, in which everything that can happen to somebody and a course did."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ambassador.people.models import Person, Team
from ambassador.trail.operations import record
from ambassador.training.cycles.models import CourseCycle, CourseWaiver, WaiverEnd
from ambassador.training.cycles.policy import Ended
from ambassador.training.models import Attempt, CourseVersion, Lesson, Question, RemarkedResult, Result
from tests.factories import LONG_AGO, Factory
from tests.rows import DAY, YEAR, person, publish_course, rows
from tests.training.withdrawing import withdraw

AT = LONG_AGO + 2 * YEAR
RIGHT = ([0], [1], [0, 2], [2], [1])
"""Of the questions of every course."""


def add_course(session: Session, course_id: int, *, at: datetime = LONG_AGO) -> int:
    """Add a published course with two lessons and five questions; return its version."""
    version = publish_course(session, course_id, at=None)
    for position in (1, 2):
        texts = {la: {"title": f"Lesson {position}", "body": "..."} for la in ("nb", "en")}
        session.add(Lesson(version_id=version, position=position, texts=texts))
    for position, right in enumerate(RIGHT, start=1):
        text = {"prompt": f"Question {position}?", "options": ["a", "b", "c"], "explanation": "..."}
        session.add(
            Question(
                version_id=version,
                position=position,
                lesson_position=1 + position % 2,
                kind="multiple",
                texts={"nb": text, "en": text},
                right=right,
            )
        )
    session.flush()
    session.execute(update(CourseVersion).where(CourseVersion.id == version).values(published_at=at))
    return version


def questions_of(session: Session, version: int) -> list[Question]:
    every = select(Question).where(Question.version_id == version).order_by(Question.position)
    return list(session.scalars(every))


def hand_in(
    session: Session,
    attempt_id: int,
    who: int,
    version: CourseVersion,
    at: datetime,
    *,
    chosen: dict[int, list[int]],
    right: int,
    number: int = 1,
    minutes: float = 7,
) -> bool:
    """Write an attempt and its result; say whether it passed, at 80 in a hundred."""
    started = at - timedelta(minutes=minutes)
    begin(session, attempt_id, who, version.id, started, number=number)
    is_passed = 100 * right >= 80 * len(chosen)
    result = {
        "attempt_id": attempt_id,
        "person_id": who,
        "course_id": version.course_id,
        "at": at,
        "answers": {str(question): places for question, places in chosen.items()},
        "right": right,
        "asked": len(chosen),
        "is_passed": is_passed,
        "valid_until": at + YEAR if is_passed else None,
    }
    rows(session, Result, [result])
    return is_passed


def begin(
    session: Session, attempt_id: int, who: int, version_id: int, at: datetime, *, number: int = 1
) -> None:
    row = {"id": attempt_id, "person_id": who, "version_id": version_id, "number": number, "started_at": at}
    rows(session, Attempt, [{**row, "asked": None}])


def fill(make: Factory, chance: Random, *, people: int, teams: int = 4) -> None:
    """Let people come, go, begin, miss, pass, be asked and be waived by chance; and withdraw a question."""
    with make.database.transaction() as session:
        for number in range(1, teams + 1):
            session.add(Team(id=number, name=f"Team {number}", name_key=f"{number}", sort_key=f"{number}"))
        session.flush()
        rows(session, Person, [_person(chance, who, teams) for who in range(1, people + 1)])
        versions = [session.get_one(CourseVersion, add_course(session, course)) for course in (1, 2, 3)]
        numbers = iter(range(1, 10_000))
        for who in range(1, people + 1):
            for version in versions:
                _learn(session, chance, who, version, numbers)
                _ask(session, chance, who, version.course_id)
        faulty = chance.choice(questions_of(session, versions[0].id)).id
    withdraw(make, faulty, by=1, at=AT - DAY)


def _person(chance: Random, who: int, teams: int) -> dict[str, Any]:
    left_at = chance.choice([None] * 6 + [AT - 9 * DAY, AT + 9 * DAY])
    joined_at = chance.choice([LONG_AGO] * 9 + [AT + DAY])
    row = person(who, joined_at=joined_at, left_at=left_at if joined_at < AT else None)
    return {**row, "team_id": chance.choice([None, *range(1, teams + 1)])}


def _learn(session: Session, chance: Random, who: int, version: CourseVersion, numbers: Any) -> None:
    at, number = LONG_AGO + chance.randrange(500) * DAY, 0
    questions = questions_of(session, version.id)
    while chance.random() < 0.6:
        number, at = number + 1, at + chance.randrange(1, 90) * DAY
        asked = chance.sample(questions, chance.choice([3, 5]))
        # The same places in another order are the same answer.
        chosen = {
            each.id: each.right[::-1] if chance.random() < 0.8 else [chance.randrange(3)] for each in asked
        }
        right = sum(set(chosen[each.id]) == set(each.right) for each in asked)
        minutes = chance.choice([0.5, 3, 8.9, 61, 60 * 30])
        answered = {"chosen": chosen, "right": right, "number": number, "minutes": minutes}
        hand_in(session, next(numbers), who, version, at, **answered)
    if chance.random() < 0.2:
        begin(session, next(numbers), who, version.id, at + DAY, number=number + 1)


def _ask(session: Session, chance: Random, who: int, course: int) -> None:
    cycle = {"person_id": who, "course_id": course, "opened_at": LONG_AGO}
    if chance.random() < 0.3:
        over = {"number": 1, "due_at": AT - 9 * DAY, "ended_at": AT - 20 * DAY, "ended_why": Ended.PASSED}
        rows(session, CourseCycle, [{**cycle, **over}])
    if chance.random() < 0.5:
        due = chance.choice([AT - DAY, AT, AT + DAY])
        is_open = {"number": 2, "due_at": due, "ended_at": None, "ended_why": None}
        rows(session, CourseCycle, [{**cycle, **is_open}])
    if chance.random() < 0.2:
        entry = record(session, "waived", by=None, at=LONG_AGO).sequence
        until = chance.choice([AT - DAY, AT, AT + DAY])
        waiver = CourseWaiver(
            person_id=who, course_id=course, number=1, at=LONG_AGO, by=1, until=until, entry=entry
        )
        session.add(waiver)
        session.flush()
        if chance.random() < 0.3:
            entry = record(session, "waiver ended", by=None, at=LONG_AGO).sequence
            session.add(WaiverEnd(waiver_id=waiver.id, at=AT - 2 * DAY, by=1, entry=entry))


class Plain:
    """The same figures, worked out person by person from the rows, as slowly and plainly as can be."""

    def __init__(self, session: Session) -> None:
        self.people = {each.id: each for each in session.scalars(select(Person))}
        self.version_of = dict(session.execute(select(CourseVersion.id, CourseVersion.course_id)).all())
        self.attempts = list(session.scalars(select(Attempt).order_by(Attempt.id)))
        self.results = {each.attempt_id: each for each in session.scalars(select(Result))}
        self.marks: dict[int, list[RemarkedResult]] = {}
        for mark in session.scalars(select(RemarkedResult).order_by(RemarkedResult.number)):
            self.marks.setdefault(mark.attempt_id, []).append(mark)
        self.cycles = list(session.scalars(select(CourseCycle)))
        ended = set(session.scalars(select(WaiverEnd.waiver_id)))
        self.waived = {
            (each.person_id, each.course_id)
            for each in session.scalars(select(CourseWaiver))
            if each.until > AT and each.id not in ended
        }
        self.questions = {each.id: each for each in session.scalars(select(Question))}

    def passed_until(self, attempt_id: int) -> datetime | None:
        """Return until when the pass counts that an attempt came to, if it did."""
        until = self.results[attempt_id].valid_until
        for mark in self.marks.get(attempt_id, []):
            until = mark.valid_until if mark.is_new_pass else until
        return until

    def stands(self, course: int) -> Counter[tuple[int | None, str]]:
        """Return how many of each team stand in which way."""
        found: Counter[tuple[int | None, str]] = Counter()
        for who, somebody in self.people.items():
            if somebody.joined_at <= AT and (somebody.left_at is None or somebody.left_at > AT):
                stand = self._stand(who, course)
                if stand is not None:
                    found[somebody.team_id, stand] += 1
        return found

    def _stand(self, who: int, course: int) -> str | None:
        own = [a for a in self.attempts if a.person_id == who and self.version_of[a.version_id] == course]
        untils = [until for a in own if a.id in self.results and (until := self.passed_until(a.id))]
        asked = [c for c in self.cycles if (c.person_id, c.course_id) == (who, course) and not c.ended_at]
        is_late = any(cycle.due_at <= AT for cycle in asked)
        late = "late " if is_late else ""
        if any(until > AT for until in untils):
            return "passed"
        if (who, course) in self.waived:
            return "waived"
        if untils:
            return f"{late}run out"
        if own:
            return f"{late}under way"
        return f"{late}not begun" if asked else None

    def tries(self, course: int) -> Counter[int]:
        """Return how many of those who work here passed for the first time at which attempt."""
        found: Counter[int] = Counter()
        for who, somebody in self.people.items():
            if somebody.joined_at > AT or (somebody.left_at is not None and somebody.left_at <= AT):
                continue
            handed_in = [
                a.id
                for a in self.attempts
                if a.person_id == who and self.version_of[a.version_id] == course and a.id in self.results
            ]
            places = [place for place, one in enumerate(handed_in, start=1) if self.passed_until(one)]
            found.update(places[:1])
        return found

    def counts(self, question_id: int) -> tuple[int, int, int, int, int]:
        """Return asked, missed, people, people right and people missed, of one question."""
        answers = [
            (result.person_id, set(result.answers[str(question_id)]))
            for result in self.results.values()
            if str(question_id) in result.answers
        ]
        right = set(self.questions[question_id].right)
        wrong = [who for who, places in answers if places != right]
        hit = {who for who, places in answers if places == right}
        return len(answers), len(wrong), len({who for who, _places in answers}), len(hit), len(set(wrong))

    def minutes(self, course: int) -> Counter[int]:
        """Return how many attempts took so many minutes."""
        return Counter(
            min(int((self.results[a.id].at - a.started_at).total_seconds() // 60), 24 * 60)
            for a in self.attempts
            if a.id in self.results and self.version_of[a.version_id] == course
        )
