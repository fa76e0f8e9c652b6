"""Knows the course we ship."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ambassador.settings import LANGUAGES
from ambassador.training.policy import QuestionKind
from ambassador.web.markdown import front_matter

CONTENT = Path(__file__).parent / "content"
SLUG = "rules-of-play"

Texts = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class ShippedQuestion:
    """A question as it comes with the app; `right` counts from 0."""

    lesson: int
    kind: QuestionKind
    texts: Texts
    right: list[int]


@dataclass(frozen=True)
class Shipped:
    """A course as it comes with the app."""

    slug: str
    pass_percent: int
    validity_months: int
    texts: Texts
    lessons: tuple[Texts, ...]
    questions: tuple[ShippedQuestion, ...]


def shipped() -> Shipped:
    """Return the course that comes with the app, in both languages; lessons in the order of file names."""
    folder = CONTENT / SLUG
    course = tomllib.loads((folder / "course.toml").read_text("utf-8"))
    asked = tomllib.loads((folder / "questions.toml").read_text("utf-8"))["question"]
    stems = sorted(path.name.removesuffix(".nb.md") for path in folder.glob("*.nb.md"))
    return Shipped(
        slug=course["slug"],
        pass_percent=course["pass_percent"],
        validity_months=course["validity_months"],
        texts={la: {"title": course["title"][la], "summary": course["summary"][la]} for la in LANGUAGES},
        lessons=tuple({la: _lesson(folder / f"{stem}.{la}.md") for la in LANGUAGES} for stem in stems),
        questions=tuple(
            ShippedQuestion(
                lesson=question["lesson"],
                kind=QuestionKind(question["kind"]),
                texts={la: dict(question[la]) for la in LANGUAGES},
                right=question["right"],
            )
            for question in asked
        ),
    )


def _lesson(path: Path) -> dict[str, Any]:
    matter, body = front_matter(path.read_text("utf-8"))
    return {"title": matter["title"], "body": body}
