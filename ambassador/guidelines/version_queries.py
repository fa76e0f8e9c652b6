"""Reads all published versions of a guideline: what became of each, and its words for comparing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from ambassador.guidelines.models import GuidelineText, GuidelineVersion, VersionWithdrawal
from ambassador.guidelines.policy import Label, Words
from ambassador.guidelines.queries import team_names
from ambassador.people.audiences import Audience


@dataclass(frozen=True)
class Edition:
    """A published version in the list of all."""

    version_id: int
    number: int
    label: Label
    title: str
    language: str
    """Of the title and of what changed: not the reader's, where the reader's lags."""
    published_at: datetime
    what_changed: str
    audience: Audience
    teams: tuple[str, ...]
    lagging: str
    """The language it is not in; empty when it is in both."""
    withdrawn_at: datetime | None
    withdrawn_why: str
    is_in_force: bool


def versions_of(session: Session, guideline_id: int, *, language: str) -> Sequence[Edition]:
    """Return all published versions of a guideline, withdrawn or not, the newest first; two statements."""
    rows = session.execute(
        select(
            GuidelineVersion,
            GuidelineText.language,
            GuidelineText.title,
            GuidelineText.what_changed,
            GuidelineText.lags,
            VersionWithdrawal,
        )
        .join(GuidelineText, GuidelineText.version_id == GuidelineVersion.id)
        .outerjoin(VersionWithdrawal, VersionWithdrawal.version_id == GuidelineVersion.id)
        .where(GuidelineVersion.guideline_id == guideline_id, GuidelineVersion.published_at.is_not(None))
        .order_by(GuidelineVersion.number.desc())
    ).all()
    by_version = [list(texts) for _number, texts in groupby(rows, key=lambda row: row[0].id)]
    teams = team_names(session, [texts[0][0].id for texts in by_version])
    in_force = next((texts[0][0].id for texts in by_version if texts[0][-1] is None), None)
    return [_edition(texts, language, teams=teams, in_force=in_force) for texts in by_version]


def _edition(
    texts: Sequence[Any], language: str, *, teams: dict[int, tuple[str, ...]], in_force: int | None
) -> Edition:
    version, withdrawal = texts[0][0], texts[0][-1]
    whole = [text for text in texts if not text.lags]
    shown = next((text for text in whole if text.language == language), whole[0])
    return Edition(
        version_id=version.id,
        number=version.number,
        label=Label(version.major, version.minor),
        title=shown.title,
        language=shown.language,
        published_at=cast(datetime, version.published_at),
        what_changed=shown.what_changed,
        audience=Audience(version.audience),
        teams=teams.get(version.id, ()),
        lagging=next((text.language for text in texts if text.lags), ""),
        withdrawn_at=withdrawal.at if withdrawal else None,
        withdrawn_why=withdrawal.why if withdrawal else "",
        is_in_force=version.id == in_force,
    )


def words_of(session: Session, version_id: int, *, language: str) -> Words:
    """Return a version's words in one language; empty where it has none."""
    row = session.get(GuidelineText, (version_id, language))
    return Words(row.title, row.summary, row.body) if row is not None else Words()
