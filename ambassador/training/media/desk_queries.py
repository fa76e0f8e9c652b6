"""Reads a draft's pictures and videos for whoever writes it: where each stands, and how it is described."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ambassador.settings import LANGUAGES
from ambassador.training.media import references
from ambassador.training.media.checking import body_in
from ambassador.training.media.models import CourseMedium
from ambassador.training.media.policy import is_picture, is_video, stem_of, suffix_of
from ambassador.training.models import CourseVersion, Lesson


@dataclass(frozen=True)
class MediumLine:
    """A picture or a video in the list of a lesson."""

    name: str
    is_picture: bool
    sha256: str | None
    width: int | None
    height: int | None
    descriptions: Mapping[str, str | None]
    """By language: empty where words are missing, None where the lesson does not show it."""
    markdown: str
    """The line that shows it."""


def media_lines(draft: CourseVersion, lesson: Lesson) -> Sequence[MediumLine]:
    """Return the pictures and videos of a lesson, and those that stand in no lesson yet."""
    bodies = {language: body_in(lesson, language) for language in LANGUAGES}
    here = {found.name for body in bodies.values() for found in references.references(body)}
    lying = set(
        references.unused(
            [body_in(each, language) for each in draft.lessons for language in LANGUAGES],
            [medium.name for medium in draft.media],
        )
    )
    return [
        _line(medium, bodies)
        for medium in draft.media
        if (is_picture(medium.name) or is_video(medium.name)) and medium.name in here | lying
    ]


def _line(medium: CourseMedium, bodies: Mapping[str, str]) -> MediumLine:
    words = references.descriptions(bodies, medium.name)
    file = medium.file
    return MediumLine(
        name=medium.name,
        is_picture=is_picture(medium.name),
        sha256=medium.sha256,
        width=file.width if file else None,
        height=file.height if file else None,
        descriptions=words,
        markdown=references.written(medium.name, "…"),
    )


def words_of(draft: CourseVersion, name: str) -> dict[str, str]:
    """Return how a draft describes a picture or a video, in each language as the first lesson does."""
    found = dict.fromkeys(LANGUAGES, "")
    for lesson in draft.lessons:
        each = references.descriptions({la: body_in(lesson, la) for la in LANGUAGES}, name)
        found = {la: found[la] or each[la] or "" for la in LANGUAGES}
    return found


def captions_of(draft: CourseVersion, name: str) -> list[str]:
    """Return the languages in which a video has captions."""
    names = {medium.name for medium in draft.media}
    return (
        [la for la in LANGUAGES if f"{stem_of(name)}.{la}.vtt" in names] if suffix_of(name) != "url" else []
    )
