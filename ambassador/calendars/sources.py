"""Knows where due dates come from: each source tells those of one person, and the feed puts them together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from flask import url_for
from sqlalchemy.orm import Session

from ambassador.followup import course_source, guideline_source
from ambassador.followup import sources as followup
from ambassador.standing.own_queries import standing_of
from ambassador.standing.reasons import Why
from ambassador.training.list_queries import all_in_force


class What(StrEnum):
    """What is due."""

    ACKNOWLEDGE = "acknowledge"
    TAKE = "take"
    """A course waits to be passed."""
    RENEW = "renew"
    """A pass runs out."""
    EXCEPTION = "exception"
    """An exception ends."""


@dataclass(frozen=True)
class Due:
    """Something of a person's that has a day."""

    what: What
    title: str
    path: str
    """Where to do it."""
    at: datetime


class Source(Protocol):
    """A kind of due dates: a new kind is one more of these in SOURCES."""

    def __call__(self, session: Session, person_id: int, *, language: str, at: datetime) -> Iterable[Due]:
        """Return what somebody has to do, and by when, as things stand."""


def waiting(source: followup.Source, what: What) -> Source:
    """Return the due dates of whatever people are reminded of by letter: one list for both."""

    def due(session: Session, person_id: int, *, language: str, at: datetime) -> Iterator[Due]:
        for item in source.open_items(session, person_ids=[person_id], at=at):
            title = item.titles.get(language) or next(iter(item.titles.values()), "")
            yield Due(what, title, item.path, item.due_at)

    return due


def courses_to_pass(session: Session, person_id: int, *, language: str, at: datetime) -> Iterator[Due]:
    """Yield by when to pass the courses that wait, unless a pass that runs out on that day says so itself."""
    known = {(due.path, due.at) for due in passes_that_end(session, person_id, language=language, at=at)}
    waiting_now = waiting(course_source, What.TAKE)(session, person_id, language=language, at=at)
    yield from (due for due in waiting_now if (due.path, due.at) not in known)


def passes_that_end(session: Session, person_id: int, *, language: str, at: datetime) -> Iterator[Due]:
    """Yield when the passes of required courses run out; of each course the one that counts longest."""
    for course in all_in_force(session, person_id, language=language, at=at):
        if course.is_required and course.valid_until is not None:
            path = url_for("training.course", course_id=course.course_id)
            yield Due(What.RENEW, course.title, path, course.valid_until)


def exceptions_that_end(session: Session, person_id: int, *, language: str, at: datetime) -> Iterator[Due]:
    """Yield when exceptions end, unless the guideline was acknowledged meanwhile."""
    for guideline in standing_of(session, person_id, language, at).guidelines:
        excepted = guideline.reason(Why.EXCEPTED)
        if excepted is not None and excepted.until is not None:
            path = url_for("guidelines.read", guideline_id=guideline.id)
            yield Due(What.EXCEPTION, guideline.title, path, excepted.until)


SOURCES: tuple[Source, ...] = (
    waiting(guideline_source, What.ACKNOWLEDGE),
    courses_to_pass,
    passes_that_end,
    exceptions_that_end,
)
