"""How long the programme manager waits for all courses, and for one, with 100,000 people and five courses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from random import Random
from statistics import median
from time import perf_counter
from typing import Any

from sqlalchemy import update
from webtest import TestApp

from ambassador import clock
from ambassador.app import create_app
from ambassador.db import Database
from ambassador.settings import Settings
from ambassador.training.cycles.models import CourseCycle
from ambassador.training.cycles.policy import Ended
from ambassador.training.models import Attempt, Course, CourseVersion, Lesson, Question, Result
from ambassador.training.operations import Answers, start_attempt, submit
from ambassador.training.queries import right_answers
from ambassador.training.tallies.operations import tally_next
from tests.benchmarks.company import add_staff, empty_company
from tests.factories import LONG_AGO, ZONE, Factory
from tests.rows import DAY, YEAR, rows

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
        add_staff(session, PEOPLE, teams=TEAMS)
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


def tally(database: Database) -> float:
    """Add all results to the tallies, as the job does, and return how many it added a second."""
    started, tallied, some = perf_counter(), 0, 1
    while some:
        with database.transaction() as session:
            some = tally_next(session)
        tallied += some
    return tallied / (perf_counter() - started)


def hand_in(database: Database, who: int) -> None:
    """Let somebody hand in a quiz, so that the next page is of other facts than the one before."""
    with database.transaction() as session:
        attempt_id = start_attempt(session, course_id=1, by=who, at=clock.now())
        assert attempt_id is not None
        right = right_answers(session, 1)
        answers = Answers(attempt_id, 1, right)
        assert submit(session, answers, zone=ZONE, by=who, at=clock.now()) is not None


def seconds(settings: Settings, database: Database) -> tuple[float, float]:
    """Return the middle of how long all courses and one course take, warm, each time after a new result."""
    app = create_app(settings, database=database)
    browser = Factory(database, app).browser_of(1)
    # The same visitor without a look at each page, which would take longer than the page.
    hurried = TestApp(app, cookiejar=browser.cookiejar, extra_environ=browser.extra_environ)
    found = []
    for path, words in (("", "Course 5"), ("/1", "Team 500")):
        taken = []
        for turn in range(TIMES):
            hand_in(database, PEOPLE - turn)
            started = perf_counter()
            assert words in hurried.get(f"/programme/followup/courses{path}")
            taken.append(perf_counter() - started)
        found.append(median(taken))
    return found[0], found[1]


def run() -> list[tuple[str, str, str]]:
    """Return what was measured, how much it was, and what it has to be."""
    with empty_company() as (settings, database):
        fill(database)
        rate = tally(database)
        every, one = seconds(settings, database)
    return [
        (f"all courses, {PEOPLE:,} people and {COURSES} courses", f"{1000 * every:.0f} ms", "within 300 ms"),
        (f"one course, {PEOPLE:,} people in {TEAMS} teams", f"{1000 * one:.0f} ms", "within 300 ms"),
        ("results added to the tallies in the background", f"{rate:.0f} /s", ""),
    ]


if __name__ == "__main__":
    for what, was, wanted in run():
        print(f"{what:60} {was:>10}   {wanted}")
