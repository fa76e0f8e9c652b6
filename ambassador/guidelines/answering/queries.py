"""Reads what people answered to guidelines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ambassador.guidelines.answering.models import Acknowledgement
from ambassador.guidelines.models import GuidelineVersion
from ambassador.guidelines.policy import Label


@dataclass(frozen=True)
class Signature:
    """Somebody's acknowledgement of one version."""

    number: int
    label: Label
    at: datetime
    language: str
    sha256: str
    sentence: str


def signatures_of(session: Session, person_id: int, guideline_id: int) -> Sequence[Signature]:
    """Return what somebody acknowledged of a guideline, the newest version first."""
    rows = session.execute(
        select(GuidelineVersion.number, GuidelineVersion.major, GuidelineVersion.minor, Acknowledgement)
        .join(Acknowledgement, Acknowledgement.version_id == GuidelineVersion.id)
        .where(Acknowledgement.person_id == person_id, GuidelineVersion.guideline_id == guideline_id)
        .order_by(GuidelineVersion.number.desc())
    ).all()
    return [
        Signature(number, Label(major, minor), own.at, own.language, own.sha256, own.sentence)
        for number, major, minor, own in rows
    ]
