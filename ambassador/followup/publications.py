"""Reads how far the letters of publications are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from ambassador.followup.models import Publication
from ambassador.followup.tasks import majors_in_force
from ambassador.guidelines.models import GuidelineText, GuidelineVersion
from ambassador.guidelines.policy import Label
from ambassador.people.audiences import Audience


@dataclass(frozen=True)
class Progress:
    """How far the letters of one publication are."""

    guideline_id: int
    title: str
    label: Label
    audience: Audience
    published_at: datetime
    due_at: datetime | None
    binding_from: datetime
    people: int
    queued: int
    is_finished: bool

    @property
    def percent(self) -> int:
        """How far they are, in whole percent: that tells nothing of how many they are."""
        return 100 if self.is_finished else 100 * self.queued // max(self.people, 1)


def progress(session: Session, version_id: int, *, language: str) -> Progress | None:
    """Return how far the letters of a published version are, or None if there is no such version."""
    row = session.execute(
        select(GuidelineVersion, GuidelineText.title, Publication)
        .join(GuidelineText, GuidelineText.version_id == GuidelineVersion.id)
        .outerjoin(Publication, Publication.version_id == GuidelineVersion.id)
        .where(
            GuidelineVersion.id == version_id,
            GuidelineVersion.published_at.is_not(None),
            GuidelineText.language == language,
        )
    ).first()
    if row is None:
        return None
    version, title, publication = row
    return Progress(
        guideline_id=version.guideline_id,
        title=title,
        label=Label(version.major, version.minor),
        audience=Audience(version.audience),
        published_at=cast(datetime, version.published_at),
        due_at=version.due_at,
        binding_from=cast(datetime, version.binding_from),
        people=publication.people if publication else 0,
        queued=publication.queued if publication else 0,
        is_finished=publication is None or publication.finished_at is not None,
    )


@dataclass(frozen=True)
class AskingRow:
    """A guideline that somebody is asked to acknowledge, in the list of all."""

    guideline_id: int
    version_id: int
    title: str
    major: int
    audience: Audience
    due_at: datetime | None


def asking(session: Session, *, language: str) -> Sequence[AskingRow]:
    """Return the required guidelines with the major version in force of each."""
    found = {one.version_id: one for one in majors_in_force(session)}
    texts = session.execute(
        select(GuidelineVersion.id, GuidelineVersion.major, GuidelineText.title)
        .join(GuidelineText, GuidelineText.version_id == GuidelineVersion.id)
        .where(GuidelineVersion.id.in_(found), GuidelineText.language == language)
        .order_by(GuidelineVersion.guideline_id)
    )
    return [
        AskingRow(
            found[version_id].guideline_id,
            version_id,
            title,
            major,
            found[version_id].audience,
            found[version_id].due_at,
        )
        for version_id, major, title in texts
    ]


def people_of(session: Session, version_id: int) -> int:
    """Return how many people are written to about a publication."""
    return session.scalar(select(Publication.people).where(Publication.version_id == version_id)) or 0
