"""Reads guidelines: what is in force, and what changed since a version."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from markupsafe import Markup
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from ambassador.guidelines.models import GuidelineText, GuidelineVersion
from ambassador.guidelines.policy import Label


@dataclass(frozen=True)
class Published:
    """A published version in one language, as it was frozen."""

    guideline_id: int
    version_id: int
    number: int
    label: Label
    language: str
    title: str
    shown: str
    sha256: str
    published_at: datetime
    binding_from: datetime

    @property
    def document(self) -> Markup:
        """The frozen HTML: the title as the page's heading, the summary, and the text."""
        return Markup(self.shown)  # noqa: S704  (cleaned when it was published, frozen since)  # nosec B704


@dataclass(frozen=True)
class WhatChanged:
    """What a version says it changed."""

    label: Label
    words: str


def in_force(session: Session, guideline_id: int, *, language: str) -> Published | None:
    """Return the newest published version, or None for a guideline that has none."""
    return _published(session, GuidelineVersion.guideline_id == guideline_id, language=language)


def published_version(session: Session, guideline_id: int, number: int, *, language: str) -> Published | None:
    """Return one published version as it was shown, or None if there is no such."""
    chosen = (GuidelineVersion.guideline_id == guideline_id) & (GuidelineVersion.number == number)
    return _published(session, chosen, language=language)


def _published(session: Session, chosen: ColumnElement[bool], *, language: str) -> Published | None:
    row = session.execute(
        select(GuidelineVersion, GuidelineText)
        .join(GuidelineText, GuidelineText.version_id == GuidelineVersion.id)
        .where(chosen, GuidelineText.language == language, GuidelineVersion.published_at.is_not(None))
        .order_by(GuidelineVersion.number.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    version, text = row
    return Published(
        guideline_id=version.guideline_id,
        version_id=version.id,
        number=version.number,
        label=Label(version.major, version.minor),
        language=text.language,
        title=text.title,
        shown=text.shown,
        sha256=text.sha256,
        published_at=cast(datetime, version.published_at),
        binding_from=cast(datetime, version.binding_from),
    )


def newest_published(session: Session, guideline_id: int) -> GuidelineVersion | None:
    """Return the version in force as a row."""
    return session.scalars(
        select(GuidelineVersion)
        .where(GuidelineVersion.guideline_id == guideline_id, GuidelineVersion.published_at.is_not(None))
        .order_by(GuidelineVersion.number.desc())
        .limit(1)
    ).one_or_none()


def changes_after(
    session: Session, guideline_id: int, number: int, *, language: str
) -> Sequence[WhatChanged]:
    """Return what the versions after a number changed, the newest first."""
    rows = session.execute(
        select(GuidelineVersion.major, GuidelineVersion.minor, GuidelineText.what_changed)
        .join(GuidelineText, GuidelineText.version_id == GuidelineVersion.id)
        .where(
            GuidelineVersion.guideline_id == guideline_id,
            GuidelineVersion.number > number,
            GuidelineVersion.published_at.is_not(None),
            GuidelineText.language == language,
            GuidelineText.what_changed != "",
        )
        .order_by(GuidelineVersion.number.desc())
    ).all()
    return [WhatChanged(Label(major, minor), words) for major, minor, words in rows]
