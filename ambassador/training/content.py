"""Knows the courses we ship: each a folder under `content`, read as any other folder of a course."""

from __future__ import annotations

from pathlib import Path

from ambassador.training.folders.archives import files_under
from ambassador.training.folders.parts import CourseParts
from ambassador.training.folders.reading import course_in

CONTENT = Path(__file__).parent / "content"
SLUGS = ("rules-of-play", "leaders-in-social-media", "disclosure-in-practice")
"""In the order in which they are listed; the first is the one that everybody passes."""


def shipped() -> tuple[CourseParts, ...]:
    """Return all courses that come with the app, in both languages."""
    return tuple(map(course_shipped, SLUGS))


def course_shipped(slug: str) -> CourseParts:
    """Return one course that comes with the app."""
    return course_in(files_under(CONTENT / slug))
