"""Reads the reviews of a draft: who asked, what was answered, and whether that is about the words of now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from ambassador.guidelines import policy
from ambassador.guidelines.policy import Reviewed
from ambassador.guidelines.writing.models import DraftReview
from ambassador.guidelines.writing.queries import Draft
from ambassador.people.models import Person


@dataclass(frozen=True)
class Review:
    """Somebody asked for a look at a draft, and what was answered."""

    review_id: int
    asked_by: int
    asked_by_name: str
    asked_at: datetime
    reviewed_by: int | None
    reviewed_by_name: str
    reviewed_at: datetime | None
    is_approved: bool | None
    """None while nobody has answered."""
    note: str
    fingerprint: str
    is_of_these_words: bool
    """Whether the draft still has the words that were looked at."""


@dataclass(frozen=True)
class Reviews:
    """All reviews of a draft, the newest first, and how far they are."""

    all: Sequence[Review]
    state: Reviewed

    @property
    def newest(self) -> Review | None:
        """The newest review of the draft's words as they are now."""
        return next((review for review in self.all if review.is_of_these_words), None)

    @property
    def approved_by(self) -> int | None:
        """Who approved exactly these words; None when nobody did."""
        return self.newest.reviewed_by if self.newest and self.state is Reviewed.APPROVED else None


def reviews_of(session: Session, draft: Draft) -> Reviews:
    """Return the reviews of a draft in one statement."""
    asker, reviewer = aliased(Person), aliased(Person)
    rows = session.execute(
        select(DraftReview, asker.name, reviewer.name)
        .join(asker, asker.id == DraftReview.asked_by)
        .outerjoin(reviewer, reviewer.id == DraftReview.reviewed_by)
        .where(DraftReview.version_id == draft.version_id)
        .order_by(DraftReview.id.desc())
    ).all()
    words = draft.words_fingerprint
    found = [
        Review(
            review_id=row.id,
            asked_by=row.asked_by,
            asked_by_name=asked_by_name,
            asked_at=row.asked_at,
            reviewed_by=row.reviewed_by,
            reviewed_by_name=reviewed_by_name or "",
            reviewed_at=row.reviewed_at,
            is_approved=row.is_approved,
            note=row.note,
            fingerprint=row.fingerprint,
            is_of_these_words=row.fingerprint == words,
        )
        for row, asked_by_name, reviewed_by_name in rows
    ]
    return Reviews(found, policy.reviewed([(r.fingerprint, r.is_approved) for r in found], words))
