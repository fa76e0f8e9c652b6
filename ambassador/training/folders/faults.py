"""Knows what can be wrong with the folder of a course, and where."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ambassador.training import policy
from ambassador.training.media import policy as media_policy


class Fault(StrEnum):
    """What is wrong with a folder, or with an archive of one."""

    NO_ARCHIVE = "no archive"
    DAMAGED = "damaged, or cut off"
    LOCKED = "needs a password"
    PACKED_ODDLY = "would unpack to far more than it should"
    TOO_LARGE = "more than can be read"
    STRANGE_PATH = "a path that leads out of the folder"
    SEVERAL_COURSES = "more than one course"
    TWICE = "the same file twice"
    MISSING_FILE = "a file is missing"
    UNKNOWN_FILE = "a file that is no part of a course"
    NOT_UTF8 = "not UTF-8"
    BROKEN_TOML = "no TOML"
    NO_FRONT_MATTER = "no front matter"
    MISSING_KEY = "a key is missing"
    UNKNOWN_KEY = "a key that means nothing here"
    NOT_TEXT = "no text"
    NOT_TEXTS = "no list of texts"
    NOT_TABLE = "no table"
    NOT_NUMBER = "no whole number"
    NOT_NUMBERS = "no list of numbers"
    NOT_SWITCH = "neither true nor false"
    OUT_OF_RANGE = "no whole number in range"
    NOT_NAME = "no name of small letters, digits and hyphens"
    SAME_NAME = "two of the same name"
    UNKNOWN_KIND = "no kind of question"
    UNKNOWN_AUDIENCE = "no audience"
    NOT_FOR_TEAMS = "teams, but another audience"
    AFTER_ITSELF = "a course to be passed before itself"
    TOO_LONG = "too long"
    SEVERAL_LINES = "more than one line"
    NUL = "a character that can't be kept"
    NOT_NUMBERED = "lessons not numbered from 1 without a gap"
    TOO_MANY_LESSONS = "too many lessons"
    TOO_MANY_QUESTIONS = "too many questions"
    QUESTION = "a question that can't be asked"
    MEDIUM = "a picture or a video that can't be shown"


@dataclass(frozen=True)
class Wrong:
    """One fault and its place."""

    fault: Fault
    file: str = ""
    key: str = ""
    """The key it concerns, such as "title"."""
    language: str = ""
    """The language it concerns; empty for both."""
    question: int = 0
    """The number of the question it concerns, from 1."""
    line: int = 0
    least: int = 0
    most: int = 0
    about: policy.Fault | None = None
    """What is wrong with a question, where a rule of training says so."""
    medium: media_policy.Wrong | None = None
    """What is wrong with a picture or a video, or with the place that shows it."""


class FaultyCourseError(Exception):
    """A folder is no course; carries all that is wrong with it."""

    def __init__(self, wrong: tuple[Wrong, ...]) -> None:
        super().__init__(f"{len(wrong)} faults")
        self.wrong = wrong
