"""Writes a course as the files of its folder: the same course always gives the same bytes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import tomli_w

from ambassador.settings import LANGUAGES
from ambassador.training.folders.media import media_files
from ambassador.training.folders.parts import COURSE, QUESTIONS, SETTINGS, CourseParts, File, QuestionPart


def files_of(course: CourseParts) -> dict[str, File]:
    """Return the files of a course by name, in the order in which one reads them."""
    files: dict[str, File] = {COURSE: _toml(_course(course))}
    width = len(str(len(course.lessons)))
    for number, lesson in enumerate(course.lessons, start=1):
        stem = "-".join(filter(None, (f"{number:0{width}}", lesson.name)))
        for language in LANGUAGES:
            files[f"{stem}.{language}.md"] = _document(lesson.texts[language])
    files[QUESTIONS] = _toml({"question": [_question(question) for question in course.questions]})
    return files | media_files(course.media)


def _course(course: CourseParts) -> dict[str, Any]:
    settings = {setting.name: course.settings[setting.name] for setting in SETTINGS}
    return {
        "slug": course.slug,
        "required": course.is_required,
        **{name: value for name, value in settings.items() if value is not None},
        **({"teams": list(course.teams)} if course.teams else {}),
        **({"prerequisites": list(course.prerequisites)} if course.prerequisites else {}),
        **{part: {la: course.texts[la][part] for la in LANGUAGES} for part in ("title", "summary")},
    }


def _document(text: Mapping[str, str]) -> bytes:
    # A title with a line of +++ in it is no danger: TOML writes its line breaks as \n.
    return b"+++\n" + _toml({"title": text["title"]}) + f"+++\n\n{text['body']}\n".encode()


def _question(question: QuestionPart) -> dict[str, Any]:
    parts = ("prompt", "options", "feedback", "explanation")
    return {
        **({"id": question.name} if question.name else {}),
        "lesson": question.lesson,
        "kind": question.kind.value,
        "right": question.right,
        **{
            la: {part: question.texts[la][part] for part in parts if part in question.texts[la]}
            for la in LANGUAGES
        },
    }


def _toml(table: Mapping[str, Any]) -> bytes:
    return tomli_w.dumps(table, indent=2).encode()
