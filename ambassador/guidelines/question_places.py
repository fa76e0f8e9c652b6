"""Knows what guidelines and their versions are called, for the questions that stand beside them."""

from __future__ import annotations

from collections.abc import Collection

from flask import url_for
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from ambassador.guidelines import queries
from ambassador.guidelines.models import GuidelineVersion, VersionWithdrawal
from ambassador.guidelines.policy import Label
from ambassador.questions.places import Place, Version


def named(session: Session, ids: Collection[int], language: str) -> dict[int, Place]:
    """Return the guidelines in force; a page names few of them, so each is read by itself."""
    found: dict[int, Place] = {}
    for guideline_id in sorted(ids):
        current = queries.in_force(session, guideline_id, language=language)
        if current is not None:
            address = url_for("guidelines.read", guideline_id=guideline_id)
            found[guideline_id] = Place(title=current.title, address=address)
    return found


def versions(session: Session, version_ids: Collection[int]) -> dict[int, Version]:
    """Return drafts and published versions; not those that were withdrawn, whose text holds no more."""
    is_withdrawn = exists().where(VersionWithdrawal.version_id == GuidelineVersion.id)
    rows = session.scalars(
        select(GuidelineVersion).where(GuidelineVersion.id.in_(version_ids), ~is_withdrawn)
    ).all()
    return {row.id: _version(row) for row in rows}


def _version(row: GuidelineVersion) -> Version:
    if row.published_at is None:
        return Version(label="", address="")
    address = url_for("guidelines.version", guideline_id=row.guideline_id, number=row.number)
    return Version(label=str(Label(row.major, row.minor)), address=address)
