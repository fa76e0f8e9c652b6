"""Since when a guideline must be acknowledged, or a course passed: a history that is only appended to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import DBAPIError

from ambassador.db import Database
from ambassador.guidelines import requirement_operations as guidelines
from ambassador.guidelines import requirement_queries as guidelines_read
from ambassador.guidelines.models import Guideline, GuidelineRequirement
from ambassador.guidelines.signals import requirement_changed
from ambassador.trail.models import TrailEntry
from ambassador.training import requirement_operations as training
from ambassador.training import requirement_queries as training_read
from ambassador.training.models import CourseRequirement
from tests.factories import LONG_AGO

DAY = timedelta(days=1)


def day(number: int) -> datetime:
    return LONG_AGO + number * DAY


@pytest.fixture
def changed(database: Database, content: None) -> Database:
    """A guideline and a course that were made voluntary on day 10 and required again on day 20."""
    for number, is_required in ((10, False), (20, True)):
        with database.transaction() as session:
            then = {"is_required": is_required, "by": None, "at": day(number)}
            guidelines.set_required(session, guideline_id=1, **then)  # type: ignore[arg-type]  # see above
            training.set_required(session, course_id=1, **then)  # type: ignore[arg-type]  # see above
    return database


@pytest.mark.parametrize(
    ("number", "is_required"), [(0, True), (9, True), (10, False), (19, False), (20, True)]
)
def test_the_history_answers_for_any_moment(changed: Database, number: int, is_required: bool) -> None:
    with changed.reading() as session:
        assert guidelines_read.is_required(session, 1, day(number)) == is_required
        assert training_read.is_required(session, 1, day(number)) == is_required
        ids = {1} if is_required else set()
        assert set(session.scalars(guidelines_read.required_at(day(number)))) == ids
        assert set(session.scalars(training_read.required_at(day(number)))) == ids


def test_as_things_stand_the_newest_row_decides(changed: Database) -> None:
    with changed.reading() as session:
        assert guidelines_read.is_required(session, 1)
        assert training_read.is_required(session, 1)
        assert set(session.scalars(guidelines_read.required_at())) == {1}


def test_a_change_that_is_none_is_kept_nowhere(changed: Database) -> None:
    with changed.transaction() as session:
        before = session.scalar(select(func.count()).select_from(TrailEntry))
        guidelines.set_required(session, guideline_id=1, is_required=True, by=None, at=day(30))
        training.set_required(session, course_id=1, is_required=True, by=None, at=day(30))
        assert session.scalar(select(func.count()).select_from(TrailEntry)) == before
        assert session.scalar(select(func.count()).select_from(GuidelineRequirement)) == 2
        changes = select(func.count()).select_from(CourseRequirement).where(CourseRequirement.course_id == 1)
        assert session.scalar(changes) == 2


@pytest.fixture
def heard() -> Iterator[list[int]]:
    ids: list[int] = []

    def hear(_session: object, *, guideline_id: int, by: int | None, at: datetime) -> None:
        ids.append(guideline_id)

    with requirement_changed.connected_to(hear):
        yield ids


def test_others_hear_of_a_change_in_the_same_transaction(
    database: Database, content: None, heard: list[int]
) -> None:
    with database.transaction() as session:
        guidelines.set_required(session, guideline_id=1, is_required=False, by=None, at=day(1))
        assert heard == [1]
        guidelines.set_required(session, guideline_id=1, is_required=False, by=None, at=day(2))
    assert heard == [1]


@pytest.mark.parametrize("history", [GuidelineRequirement, CourseRequirement])
def test_the_database_refuses_to_rewrite_the_history(
    changed: Database, history: type[GuidelineRequirement] | type[CourseRequirement]
) -> None:
    for statement in (update(history).values(is_required=True), delete(history)):
        with pytest.raises(DBAPIError, match="only appended"), changed.transaction() as session:
            session.execute(statement)


def test_what_was_never_published_goes_with_its_history(database: Database) -> None:
    with database.transaction() as session:
        session.add(Guideline(id=7, slug="draft"))
        session.flush()
        guidelines.set_required(session, guideline_id=7, is_required=False, by=None, at=day(1))
        guidelines.forget(session, guideline_id=7)
        session.execute(delete(Guideline).where(Guideline.id == 7))
        assert not session.scalar(select(func.count()).select_from(GuidelineRequirement))
