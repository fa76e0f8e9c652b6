"""Knows what a course is made of when it is no row of a database, and which settings its folder holds."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any

from ambassador.people.audiences import Audience
from ambassador.training.attempt_policy import MOST_ATTEMPTS, MOST_PAUSE
from ambassador.training.cycles.policy import DEFAULT_DAYS, MOST_DAYS, MOST_GRACE
from ambassador.training.media.bringing import Brought
from ambassador.training.media.contents import Content
from ambassador.training.policy import MOST_MONTHS, MOST_QUESTIONS, QuestionKind

COURSE = "course.toml"
QUESTIONS = "questions.toml"
NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST_NAME = 60

Texts = dict[str, dict[str, Any]]
Value = int | bool | str | None
File = bytes | Content
"""A file of the folder: a text as it is, a picture or video wherever its bytes lie."""


@dataclass(frozen=True)
class Setting:
    """A setting of a version: its name in course.toml, which is also that of the column."""

    name: str
    default: Value
    """What holds where the file doesn't say; True or False for a switch, None for what may be left open."""
    least: int = 0
    most: int = 0
    among: tuple[str, ...] = ()
    """The words of which it is one; empty for a number or a switch."""


SETTINGS = (
    Setting("pass_percent", default=80, least=1, most=100),
    Setting("validity_months", default=12, least=1, most=MOST_MONTHS),
    Setting("days_to_pass", default=DEFAULT_DAYS, least=1, most=MOST_DAYS),
    Setting("grace_days", default=0, least=0, most=MOST_GRACE),
    Setting("most_attempts", default=None, least=1, most=MOST_ATTEMPTS),
    Setting("pause_hours", default=0, least=0, most=MOST_PAUSE),
    Setting("questions_asked", default=None, least=1, most=MOST_QUESTIONS),
    Setting("is_shuffled", default=False),
    Setting("audience", default=Audience.AMBASSADORS.value, among=tuple(each.value for each in Audience)),
)
"""Whatever of a version is no text: one line here reads it, writes it, installs it and imports it."""


@dataclass(frozen=True)
class LessonPart:
    """A lesson; its place is its place in the course."""

    name: str
    """What its file is called after its number; empty for a number alone."""
    texts: Texts


@dataclass(frozen=True)
class QuestionPart:
    """A question; `right` counts from 0."""

    name: str
    """Its `id` in the file; may be empty."""
    lesson: int
    kind: QuestionKind
    texts: Texts
    right: list[int]


@dataclass(frozen=True)
class MediaPart:
    """A picture, a video or captions."""

    name: str
    """Its file within the folder `media`."""
    file: Brought | None
    """None for a video that lies elsewhere."""
    address: str = ""
    transcripts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class CourseParts:
    """One version of a course, whole."""

    slug: str
    is_required: bool
    """Whether a new course made of it must be passed; of a course that exists its own row says so."""
    settings: dict[str, Value]
    texts: Texts
    lessons: tuple[LessonPart, ...]
    questions: tuple[QuestionPart, ...]
    media: tuple[MediaPart, ...] = ()
    """By name."""
    teams: tuple[str, ...] = ()
    """The names of the teams it is for, in the order of their letters; none unless the audience is teams."""
    prerequisites: tuple[str, ...] = ()
    """The short names of the courses to be passed before it, in the order of their letters."""

    def is_same_version(self, other: CourseParts) -> bool:
        """Say whether both would be the same version, whatever their course is called."""
        return replace(self, slug="", is_required=False) == replace(other, slug="", is_required=False)
