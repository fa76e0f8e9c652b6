"""Knows the rules of questions: what they are about, and who reads an answer."""

from __future__ import annotations

from enum import StrEnum


class Subject(StrEnum):
    """What a question stands beside."""

    GUIDELINE = "guideline"
    LESSON = "lesson"
