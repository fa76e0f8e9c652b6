"""Reminders: one letter a person for all that waits, on set weekdays, each once, and only while it waits."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from ambassador.followup import guideline_source
from ambassador.followup.policy import COURSE_DISTANCES, GUIDELINE_DISTANCES, Distances, windows
from ambassador.followup.reminding import remind
from ambassador.followup.sources import Day, Item, Source
from ambassador.guidelines.answering.models import Acknowledgement
from ambassador.mail.models import Letter
from ambassador.people.leaving import leave
from tests.factories import Factory
from tests.followup.answers import decline, except_from
from tests.followup.asking import AT, DAY, publish, require, withdraw
from tests.rows import acknowledgement, rows

DUE = datetime.fromisoformat("2026-03-19T22:59:59+00:00")
"""The end of a Thursday in Oslo; reminders come on Thursday 12, Wednesday 18, Monday 23 March and 2 April."""


def reminded(make: Factory, at: datetime, sources: Sequence[Source] = (guideline_source,)) -> int:
    """Run the job, and return how many letters it queued."""
    with make.app.test_request_context(), make.database.transaction() as session:
        return remind(session, at=at, sources=sources).letters


def reminders(make: Factory) -> list[Letter]:
    with make.database.reading() as session:
        wanted = select(Letter).where(Letter.key.startswith("reminder:")).order_by(Letter.id)
        return list(session.scalars(wanted))


def days_of_letters(make: Factory, *, days: int = 80) -> list[str]:
    """Run the job on each day from the publication on, and return the days on which it wrote."""
    every = (AT + n * DAY for n in range(days))
    return [at.date().isoformat() for at in every if reminded(make, at)]


def test_there_are_four_at_set_distances(make: Factory) -> None:
    make.person()
    publish(make.database, due_at=DUE)
    assert days_of_letters(make) == ["2026-03-12", "2026-03-18", "2026-03-23", "2026-04-02"]


def test_one_that_falls_on_a_weekend_comes_on_monday(make: Factory) -> None:
    make.person()
    publish(make.database, due_at=DUE + 2 * DAY)
    # Saturday 14, Friday 20, Tuesday 24 March and Saturday 4 April.
    assert days_of_letters(make) == ["2026-03-16", "2026-03-20", "2026-03-24", "2026-04-06"]


@pytest.mark.parametrize("distances", [GUIDELINE_DISTANCES, COURSE_DISTANCES])
@pytest.mark.parametrize("day", range(14))
def test_every_due_date_is_in_one_window_of_a_day_at_most(day: int, distances: Distances) -> None:
    today = date(2026, 3, 2) + timedelta(days=day)
    found = list(windows(today, distances))
    assert [window.kind for window in found] == ([] if today.weekday() >= 5 else list(distances))
    due = [window.first + n * DAY for window in found for n in range((window.last - window.first).days + 1)]
    assert len(due) == len(set(due))


def test_where_no_server_ran_the_next_one_comes_and_no_heap_of_them(make: Factory) -> None:
    make.person()
    publish(make.database, due_at=DUE)
    late = datetime.fromisoformat("2026-03-25T09:00:00+00:00")
    assert [reminded(make, late), reminded(make, late + DAY)] == [1, 0]


def test_who_was_asked_after_its_day_is_not_reminded_so_soon(make: Factory) -> None:
    make.person()
    publish(make.database, at=AT, due_at=AT + 3 * DAY)
    # The week before is over, so the first is the day before.
    assert days_of_letters(make, days=5) == ["2026-03-04"]


def test_one_letter_names_all_that_waits_in_the_order_of_dates(make: Factory) -> None:
    make.person("Kari Nordmann")
    publish(make.database, due_at=DUE + 29 * DAY)
    publish(make.database, guideline_id=8, due_at=DUE)
    publish(make.database, guideline_id=9, due_at=DUE, audience="leaders")  # type: ignore[arg-type]  # as stored
    assert reminded(make, datetime.fromisoformat("2026-03-23T09:00:00+00:00")) == 1
    [letter] = reminders(make)
    assert letter.subject == "A reminder: something waits for you"
    assert (
        "- “Rules” was to be read and answered by 19 March 2026.\n  http://localhost/guidelines/8\n"
        "- “Rules”: read it and answer by 18 April 2026.\n  http://localhost/guidelines/7\n" in letter.body
    )
    assert "Hello Kari Nordmann," in letter.body
    assert "guidelines/9" not in letter.body
    assert "~~" not in letter.body


def test_two_due_on_the_same_day_are_one_letter(make: Factory) -> None:
    make.person()
    for guideline_id in (7, 8, 9):
        publish(make.database, guideline_id=guideline_id, due_at=DUE)
    assert len(days_of_letters(make)) == len(reminders(make)) == 4


@pytest.mark.parametrize(
    "why", ["done", "declined", "excepted", "superseded", "withdrawn", "left", "voluntary", "opted out"]
)
def test_reminders_stop(make: Factory, why: str) -> None:
    who = make.person()
    make.opt_in(who)
    audience = "ambassadors" if why == "opted out" else "all"
    version = publish(make.database, due_at=DUE, audience=audience)  # type: ignore[arg-type]  # as stored
    assert reminded(make, datetime.fromisoformat("2026-03-12T09:00:00+00:00")) == 1
    at = datetime.fromisoformat("2026-03-13T09:00:00+00:00")
    if why == "done":
        with make.database.transaction() as session:
            rows(session, Acknowledgement, [acknowledgement(who, version, at)])
    elif why == "declined":
        decline(make, who, version, at=at)
    elif why == "excepted":
        except_from(make, who, 7, at=at, until=at + 90 * DAY)
    elif why == "superseded":
        publish(make.database, at=at, due_at=at + 300 * DAY)
    elif why == "withdrawn":
        withdraw(make.database, version, at=at)
    elif why == "voluntary":
        require(make.database, 7, is_required=False, at=at)
    elif why == "opted out":
        make.withdraw(who, at=at)
    else:
        with make.database.transaction() as session:
            leave(session, person_ids=[who], by=None, at=at)
    assert [reminded(make, at + n * DAY) for n in range(60)] == [0] * 60


def test_when_an_exception_ends_reminders_go_on(make: Factory) -> None:
    who = make.person()
    publish(make.database, due_at=DUE)
    except_from(make, who, 7, at=AT, until=DUE + 2 * DAY)
    assert days_of_letters(make) == ["2026-03-23", "2026-04-02"]


def test_a_letter_that_waits_is_taken_back_from_who_leaves(make: Factory) -> None:
    who = make.person()
    publish(make.database, due_at=DUE)
    assert reminded(make, datetime.fromisoformat("2026-03-12T09:00:00+00:00")) == 1
    with make.database.transaction() as session:
        leave(session, person_ids=[who], by=None, at=AT + 20 * DAY)
    assert reminders(make) == []


def test_people_are_taken_batch_by_batch(make: Factory) -> None:
    for _ in range(5):
        make.person()
    publish(make.database, due_at=DUE)
    at, after, batches = datetime.fromisoformat("2026-03-12T09:00:00+00:00"), 0, []
    last: int | None = after
    while last is not None:
        with make.app.test_request_context(), make.database.transaction() as session:
            batch = remind(session, at=at, after=last, most=2)
        last = batch.last
        batches.append(batch.letters)
    assert batches == [2, 2, 1, 0]


@pytest.mark.parametrize("times", range(3))
def test_two_workers_at_once_write_to_nobody_twice(make: Factory, times: int) -> None:
    people = [make.person() for _ in range(30)]
    publish(make.database, due_at=DUE)
    at, together = datetime.fromisoformat("2026-03-12T09:00:00+00:00"), Barrier(2)

    def work(_number: int) -> int:
        together.wait()
        return reminded(make, at)

    with ThreadPoolExecutor(2) as threads:
        queued = list(threads.map(work, range(2)))
    assert sum(queued) == len(people)
    assert [letter.person_id for letter in reminders(make)] == people


@dataclass(frozen=True)
class Training:
    """Another kind of task."""

    who: int
    DISTANCES = COURSE_DISTANCES

    def people_due(
        self, _session: Session, _days: Sequence[Day], *, at: datetime, after: int, most: int
    ) -> Sequence[int]:
        return [self.who] if after < self.who else []

    def claim(
        self, _session: Session, _days: Sequence[Day], *, person_ids: Collection[int], at: datetime
    ) -> set[int]:
        return {self.who} & set(person_ids)

    def open_items(self, _session: Session, *, person_ids: Collection[int], at: datetime) -> Iterable[Item]:
        line = "- {} by {}".format
        return [Item(self.who, {"nb": "Kurs", "en": "Course"}, "/training/1", DUE, line=line)]


def test_another_kind_of_task_joins_the_same_letter(make: Factory) -> None:
    who = make.person()
    publish(make.database, due_at=DUE)
    at = datetime.fromisoformat("2026-03-12T09:00:00+00:00")
    assert reminded(make, at, (guideline_source, Training(who))) == 1
    [letter] = reminders(make)
    assert "“Rules”" in letter.body
    assert "- Course by 19 March 2026" in letter.body
