"""Knows the guideline we ship, and the sentence people agree to."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ambassador.guidelines.policy import Words
from ambassador.settings import LANGUAGES
from ambassador.web.markdown import front_matter

CONTENT = Path(__file__).parent / "content"
SLUG = "rules-of-play"


@dataclass(frozen=True)
class Shipped:
    """A guideline as it comes with the app."""

    slug: str
    texts: dict[str, Words]


def shipped() -> Shipped:
    """Return the guideline that comes with the app, in both languages."""
    return Shipped(SLUG, {language: _words(CONTENT / SLUG / f"{language}.md") for language in LANGUAGES})


def _words(path: Path) -> Words:
    matter, body = front_matter(path.read_text("utf-8"))
    return Words(title=matter["title"], summary=matter["summary"], body=body)


@lru_cache(maxsize=1)
def sentences() -> dict[str, str]:
    """Return, by language, the first-person sentence that somebody who acknowledges agrees to."""
    found = tomllib.loads((CONTENT / "statement.toml").read_text("utf-8"))
    return {language: found[language]["sentence"] for language in LANGUAGES}
