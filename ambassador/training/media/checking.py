"""Says what of a draft's pictures and videos keeps it from being published."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from flask_babel import gettext as _

from ambassador.settings import LANGUAGES
from ambassador.training.media.faults import sentence_of
from ambassador.training.media.models import CourseMedium
from ambassador.training.media.policy import FOLDER, Fault, Wrong, is_picture, is_video, stem_of
from ambassador.training.media.references import faults_of as places_of
from ambassador.training.media.references import unused


class Readable(Protocol):
    """A lesson, as far as its texts are asked for."""

    position: int
    texts: Any


def faults_of(lessons: Iterable[Readable], media: Sequence[CourseMedium]) -> list[str]:
    """Return what is missing or can't be shown, each with its place, as sentences; empty when all is well."""
    names = [medium.name for medium in media if is_picture(medium.name) or is_video(medium.name)]
    bodies = [(lesson, language, body_in(lesson, language)) for lesson in lessons for language in LANGUAGES]
    places = {"nb": _("in Norwegian"), "en": _("in English")}
    found = [
        _(
            "Lesson %(position)s, %(language)s: %(fault)s",
            position=lesson.position,
            language=places[language],
            fault=sentence_of(wrong),
        )
        for lesson, language, body in bodies
        for wrong in places_of(body, names)
    ]
    for medium in media:
        if is_video(medium.name):
            missing = sentence_of(Wrong(Fault.NO_TRANSCRIPT))
            found += [
                f"{FOLDER}/{stem_of(medium.name)}, {places[language]}: {missing}"
                for language in LANGUAGES
                if not str(medium.transcripts.get(language, "")).strip()
            ]
    alone = unused([body for _lesson, _language, body in bodies], names)
    return [*found, *(sentence_of(Wrong(Fault.UNUSED, name)) for name in alone)]


def body_in(lesson: Readable, language: str) -> str:
    """Return a lesson's Markdown in a language."""
    texts: Mapping[str, Any] = lesson.texts
    return str(texts.get(language, {}).get("body", ""))
