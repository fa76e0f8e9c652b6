"""Changes the reviews of a draft: asking for one, approving, and sending back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import update
from sqlalchemy.orm import Session

from ambassador.guidelines.policy import Reviewed
from ambassador.guidelines.writing import queries
from ambassador.guidelines.writing.models import DraftReview
from ambassador.guidelines.writing.operations import gone
from ambassador.guidelines.writing.review_queries import reviews_of
from ambassador.trail.operations import record
from ambassador.web.errors import Conflict, Refusal


@dataclass(frozen=True)
class AnswerReview:
    """What somebody thinks of a draft, and the fingerprint of the words they read."""

    version_id: int
    seen: str
    is_approved: bool | None
    """None when neither was chosen."""
    note: str = ""


def ask_for_review(session: Session, *, version_id: int, by: int, at: datetime) -> Refusal | None:
    """Ask another programme manager to look at a draft as it is now.

    Words that wait for an answer or are approved need no second request: they are done.
    """
    draft = queries.open_draft(session, version_id, lock=True)
    if draft is None:
        return gone()
    if reviews_of(session, draft).state in {Reviewed.WAITING, Reviewed.APPROVED}:
        return None
    words = draft.words_fingerprint
    session.add(DraftReview(version_id=version_id, fingerprint=words, asked_by=by, asked_at=at))
    session.flush()
    record(
        session,
        "guideline review asked for",
        by=by,
        at=at,
        guideline=draft.guideline_id,
        version=version_id,
        words=words,
    )
    return None


def answer_review(session: Session, command: AnswerReview, *, by: int, at: datetime) -> Refusal | None:
    """Approve a draft's words or send them back with a note; never at one's own request.

    The answer holds for exactly the words that were read. Returns a Conflict, with nothing kept, when the
    draft has other words by now, or somebody else answered.
    """
    draft = queries.open_draft(session, command.version_id, lock=True)
    if draft is None:
        return gone()
    reviews = reviews_of(session, draft)
    waiting = reviews.newest if reviews.state is Reviewed.WAITING else None
    if waiting is None or command.seen != draft.words_fingerprint:
        return Conflict(_("The draft was changed or answered after you opened this page. Look at it again."))
    if waiting.asked_by == by:
        return Refusal(_("You asked for this review, so somebody else has to give it."))
    if command.is_approved is None:
        return Refusal(_("Choose whether you approve it or send it back."), "answer")
    if not command.is_approved and not command.note.strip():
        return Refusal(_("Write what should be different."), "note")
    session.execute(
        update(DraftReview)
        .where(DraftReview.id == waiting.review_id)
        .values(reviewed_by=by, reviewed_at=at, is_approved=command.is_approved, note=command.note.strip())
    )
    record(
        session,
        "guideline review given",
        by=by,
        at=at,
        guideline=draft.guideline_id,
        version=command.version_id,
        words=waiting.fingerprint,
        is_approved=command.is_approved,
    )
    return None
