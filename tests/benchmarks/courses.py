"""How long the programme manager waits for all courses, and for one, with 100,000 people and five courses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any

from sqlalchemy import insert, update

from ambassador.db import Database
from ambassador.people.models import Person, PersonRole, Team
from ambassador.training.cycles.models import CourseCycle
from ambassador.training.cycles.policy import Ended
from ambassador.training.models import Attempt, Course, CourseVersion, Lesson, Question, Result
from ambassador.web.access import Role
from tests.factories import LONG_AGO
from tests.rows import DAY, YEAR, person, rows

PEOPLE, TEAMS, TIMES = 100_000, 500, 7
COURSES, QUESTIONS = 5, 12
SHARES = (0.9, 0.18, 0.15, 0.12, 0.09)
"""How many of the people have tried the quiz of each course."""
MISSES = 0.08
PERSISTENT = 0.85
"""How many of those who failed try again."""


def publish(database: Database) -> None:
    """Add five courses of twelve questions, in four lessons."""
    with database.transaction() as session:
        for course in range(1, COURSES + 1):
            session.add(Course(id=course, slug=f"course-{course}"))
            texts = {la: {"title": f"Course {course}", "summary": ""} for la in ("nb", "en")}
            session.add(
                CourseVersion(
                    id=course, course_id=course, number=1, pass_percent=80, validity_months=12, texts=texts
                )
            )
            session.flush()
            for place in range(1, 5):
                lesson = {la: {"title": f"Lesson {place}", "body": "..."} for la in ("nb", "en")}
                session.add(Lesson(version_id=course, position=place, texts=lesson))
            for place in range(1, QUESTIONS + 1):
                question = {"prompt": f"Question {place}?", "options": ["a", "b", "c"], "explanation": "..."}
                session.add(
                    Question(
                        id=question_id(course, place),
                        version_id=course,
                        position=place,
                        lesson_position=1 + place % 4,
                        kind="single",
                        texts={"nb": question, "en": question},
                        right=[1],
                    )
                )
        session.flush()
        session.execute(update(CourseVersion).values(published_at=LONG_AGO))


def question_id(course: int, place: int) -> int:
    return 100 * course + place


def tried(chance: Random) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Yield every attempt with its result: most pass at first, some later, some never."""
    attempt_id = 0
    for who in range(1, PEOPLE + 1):
        for course in range(1, COURSES + 1):
            is_passed, number = chance.random() >= SHARES[course - 1], 0
            while not is_passed:
                attempt_id, number = attempt_id + 1, number + 1
                began = LONG_AGO + timedelta(days=chance.randrange(700)) + number * DAY
                at = began + timedelta(seconds=chance.expovariate(1 / 600))
                missed = [chance.random() < MISSES for _ in range(QUESTIONS)]
                right = QUESTIONS - sum(missed)
                is_passed = 100 * right >= 80 * QUESTIONS
                asked = [[question_id(course, place), [0, 1, 2]] for place in range(1, QUESTIONS + 1)]
                answers = {
                    str(question): [2 if is_missed else 1]
                    for (question, _places), is_missed in zip(asked, missed, strict=True)
                }
                yield (
                    {
                        "id": attempt_id,
                        "person_id": who,
                        "version_id": course,
                        "number": number,
                        "started_at": began,
                        "asked": asked,
                    },
                    {
                        "attempt_id": attempt_id,
                        "person_id": who,
                        "course_id": course,
                        "at": at,
                        "answers": answers,
                        "right": right,
                        "asked": QUESTIONS,
                        "is_passed": is_passed,
                        "valid_until": at + YEAR if is_passed else None,
                    },
                )
                if chance.random() > PERSISTENT:
                    break


def fill(database: Database) -> None:
    """Add people in teams, their attempts and results, and a cycle of the first course for everybody."""
    publish(database)
    with database.transaction() as session:
        numbers = range(1, TEAMS + 1)
        teams = [{"id": n, "name": f"Team {n}", "name_key": f"{n}", "sort_key": f"{n:04}"} for n in numbers]
        rows(session, Team, teams)
        everyone = (person(who, joined_at=LONG_AGO) for who in range(1, PEOPLE + 1))
        rows(session, Person, [{**one, "team_id": 1 + one["id"] % TEAMS} for one in everyone])
        session.execute(insert(PersonRole).values(person_id=1, role=Role.PROGRAMME_MANAGER))
        attempts, results = zip(*tried(Random(5)), strict=True)
        rows(session, Attempt, attempts)
        rows(session, Result, results)
        passed = {
            result["person_id"] for result in results if result["is_passed"] and result["course_id"] == 1
        }
        rows(session, CourseCycle, [_cycle(who, is_over=who in passed) for who in range(1, PEOPLE + 1)])


def _cycle(who: int, *, is_over: bool) -> dict[str, Any]:
    return {
        "person_id": who,
        "course_id": 1,
        "number": 1,
        "opened_at": LONG_AGO,
        "due_at": LONG_AGO + timedelta(days=30 + who % 900),
        "ended_at": LONG_AGO + 20 * DAY if is_over else None,
        "ended_why": Ended.PASSED if is_over else None,
    }
