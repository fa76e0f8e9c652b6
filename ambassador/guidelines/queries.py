"""Reads guidelines: what is in force, and what changed since a version."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from typing import cast

from markupsafe import Markup
from sqlalchemy import ColumnElement, case, exists, select
from sqlalchemy.orm import Session

from ambassador.guidelines.models import (
    Guideline,
    GuidelineText,
    GuidelineVersion,
    VersionTeam,
    VersionWithdrawal,
)
from ambassador.guidelines.policy import Label
from ambassador.people.audience_queries import team_names as team_names_of
from ambassador.people.audiences import Audience
from ambassador.settings import LANGUAGES


@dataclass(frozen=True)
class Published:
    """A published version in one language, as it was frozen, and what became of it since."""

    guideline_id: int
    version_id: int
    number: int
    label: Label
    language: str
    """The language of its words: not the reader's, where the reader's lags."""
    lagging: str
    """The language this version is not in; empty when it is in both."""
    title: str
    shown: str
    sha256: str
    published_at: datetime
    binding_from: datetime
    due_at: datetime | None
    audience: Audience
    teams: tuple[str, ...]
    """The names of the teams it is for; none unless its audience is teams."""
    withdrawn_at: datetime | None
    withdrawn_why: str

    @property
    def document(self) -> Markup:
        """The frozen HTML: the title as the page's heading, the summary, and the text."""
        return Markup(self.shown)  # noqa: S704  (cleaned when it was published, frozen since)  # nosec B704

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None

    def is_lagging_for(self, language: str) -> bool:
        """Say whether a reader of this language is shown another."""
        return self.lagging == language


@dataclass(frozen=True)
class WhatChanged:
    """What a version says it changed."""

    label: Label
    words: str
    language: str
    """Of the words: not the reader's, where the reader's lagged."""


def is_withdrawn() -> ColumnElement[bool]:
    """Return the condition that a row of GuidelineVersion was withdrawn, at whatever time."""
    taken_back = exists().where(VersionWithdrawal.version_id == GuidelineVersion.id)
    # Also in a statement that reads the withdrawal itself.
    return taken_back.correlate(GuidelineVersion)


def holds() -> ColumnElement[bool]:
    """Return the condition that a row of GuidelineVersion is published and not withdrawn."""
    return GuidelineVersion.published_at.is_not(None) & ~is_withdrawn()


def in_force(session: Session, guideline_id: int, *, language: str) -> Published | None:
    """Return the newest published version that is not withdrawn, or None for a guideline that has none.

    In the other language, whole, where this one lags: `language` of what is returned says which.
    """
    return _published(session, (GuidelineVersion.guideline_id == guideline_id) & holds(), language=language)


def published_version(session: Session, guideline_id: int, number: int, *, language: str) -> Published | None:
    """Return one published version as it was shown, withdrawn or not, or None if there is no such.

    In the other language, whole, where this one lags.
    """
    chosen = (GuidelineVersion.guideline_id == guideline_id) & (GuidelineVersion.number == number)
    return _published(session, chosen, language=language)


_LAGGING = (
    select(GuidelineText.language)
    .where(GuidelineText.version_id == GuidelineVersion.id, GuidelineText.lags)
    .limit(1)
    .correlate(GuidelineVersion)
    .scalar_subquery()
)


def _published(session: Session, chosen: ColumnElement[bool], *, language: str) -> Published | None:
    if language not in LANGUAGES:
        return None
    row = session.execute(
        select(GuidelineVersion, GuidelineText, VersionWithdrawal, _LAGGING)
        .join(GuidelineText, GuidelineText.version_id == GuidelineVersion.id)
        .outerjoin(VersionWithdrawal, VersionWithdrawal.version_id == GuidelineVersion.id)
        .where(chosen, ~GuidelineText.lags, GuidelineVersion.published_at.is_not(None))
        .order_by(GuidelineVersion.number.desc(), case((GuidelineText.language == language, 0), else_=1))
        .limit(1)
    ).first()
    if row is None:
        return None
    version, text, withdrawal, lagging = row
    return Published(
        guideline_id=version.guideline_id,
        version_id=version.id,
        number=version.number,
        label=Label(version.major, version.minor),
        language=text.language,
        lagging=lagging or "",
        title=text.title,
        shown=text.shown,
        sha256=text.sha256,
        published_at=cast(datetime, version.published_at),
        binding_from=cast(datetime, version.binding_from),
        due_at=version.due_at,
        audience=Audience(version.audience),
        teams=team_names(session, [version.id]).get(version.id, ())
        if version.audience == Audience.TEAMS
        else (),
        withdrawn_at=withdrawal.at if withdrawal else None,
        withdrawn_why=withdrawal.why if withdrawal else "",
    )


def version_in_force(session: Session, guideline_id: int) -> GuidelineVersion | None:
    """Return the version in force as a row."""
    return session.scalars(
        select(GuidelineVersion)
        .where(GuidelineVersion.guideline_id == guideline_id, holds())
        .order_by(GuidelineVersion.number.desc())
        .limit(1)
    ).one_or_none()


def labels(session: Session, guideline_id: int) -> list[Label]:
    """Return the names of all versions ever published, withdrawn or not."""
    rows = session.execute(
        select(GuidelineVersion.major, GuidelineVersion.minor)
        .where(GuidelineVersion.guideline_id == guideline_id, GuidelineVersion.published_at.is_not(None))
        .order_by(GuidelineVersion.number)
    )
    return [Label(major, minor) for major, minor in rows]


def teams_of(session: Session, version_id: int) -> frozenset[int]:
    """Return the ids of the teams a version is for; none unless its audience is teams."""
    found = session.scalars(select(VersionTeam.team_id).where(VersionTeam.version_id == version_id))
    return frozenset(found)


def team_names(session: Session, version_ids: Collection[int]) -> dict[int, tuple[str, ...]]:
    """Return the names of the teams each of these versions is for, in Norwegian order."""
    return team_names_of(session, VersionTeam, version_ids)


def lags_since(session: Session, guideline_id: int) -> dict[str, Label]:
    """Return, by language, since which version the one in force is not in it; only languages that lag."""
    rows = session.execute(
        select(GuidelineVersion.major, GuidelineVersion.minor, GuidelineText.language, GuidelineText.lags)
        .join(GuidelineText, GuidelineText.version_id == GuidelineVersion.id)
        .where(GuidelineVersion.guideline_id == guideline_id, holds())
        .order_by(GuidelineVersion.number.desc())
    ).all()
    since: dict[str, Label] = {}
    for language in LANGUAGES:
        own = [row for row in rows if row.language == language]
        for row in takewhile(lambda row: row.lags, own):
            since[language] = Label(row.major, row.minor)
    return since


def hold_guideline(session: Session, guideline_id: int) -> None:
    """Let nobody else publish or withdraw a version of a guideline until this transaction ends.

    SQLite lets one writer in at a time anyway, and ignores this.
    """
    held = select(Guideline.id).where(Guideline.id == guideline_id)
    session.execute(held.with_for_update(key_share=True))


def changes_after(
    session: Session, guideline_id: int, number: int, *, language: str
) -> Sequence[WhatChanged]:
    """Return what the versions after a number changed, the newest first; withdrawn ones changed nothing.

    Each in the language given, or in the other where this one lagged.
    """
    rows = session.execute(
        select(
            GuidelineVersion.number,
            GuidelineVersion.major,
            GuidelineVersion.minor,
            GuidelineText.what_changed,
            GuidelineText.language,
        )
        .join(GuidelineText, GuidelineText.version_id == GuidelineVersion.id)
        .where(
            GuidelineVersion.guideline_id == guideline_id,
            GuidelineVersion.number > number,
            holds(),
            GuidelineText.what_changed != "",
        )
        .order_by(GuidelineVersion.number, case((GuidelineText.language == language, 1), else_=0))
    ).all()
    # The last row of a number is the one in the language asked for, if there is such.
    newest = {row.number: row for row in rows}
    return [
        WhatChanged(Label(row.major, row.minor), row.what_changed, row.language)
        for row in reversed(newest.values())
    ]
