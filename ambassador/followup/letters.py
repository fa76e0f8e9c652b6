"""Knows how the letters of following up are worded: a version was published, and what is still due."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from flask import url_for

from ambassador.guidelines.policy import Label
from ambassador.mail import letters
from ambassador.settings import LANGUAGES
from ambassador.web.rim import zone


@dataclass(frozen=True)
class News:
    """What a letter says of a published version, in one language."""

    guideline_id: int
    title: str
    what_changed: str
    """Empty for a first version."""
    due_at: datetime
    cleared_under: Label | None = None
    """The version that still counts for those who acknowledged it; None for a first one."""
    cleared_until: datetime | None = None
    lags: bool = False
    """Its words are in the other language, because the receiver's lags."""


def announcement(news: News, *, language: str, name: str) -> letters.Written:
    """Return the letter that tells of a published version."""
    return letters.write(
        "guideline_published",
        language=language,
        name=name,
        news=news,
        due=here(news.due_at),
        until=here(news.cleared_until) if news.cleared_until else None,
        address=letters.absolute(url_for("guidelines.read", guideline_id=news.guideline_id)),
    )


def announcements(news: Mapping[str, News]) -> dict[str, letters.Written]:
    """Return the letter in each language, with a mark for the receiver's name."""
    return {
        language: announcement(news[language], language=language, name=letters.mark("name"))
        for language in LANGUAGES
    }


def here(at: datetime) -> date:
    """Return the day a moment falls on, by the company's calendar."""
    return at.astimezone(zone()).date()


def midnight(first: date) -> datetime:
    """Return the moment a day begins, by the company's calendar."""
    return datetime.combine(first, time(), tzinfo=zone())
