"""Changes guidelines for those who write them: drafts, publishing, discarding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ambassador.guidelines import policy
from ambassador.guidelines.models import Guideline, GuidelineText, GuidelineVersion
from ambassador.guidelines.operations import freeze, text_of
from ambassador.guidelines.policy import Change, Label, Words
from ambassador.guidelines.queries import newest_published
from ambassador.guidelines.requirement_operations import forget, set_required
from ambassador.guidelines.writing import queries
from ambassador.settings import LANGUAGES
from ambassador.web.errors import Conflict, Refusal
from ambassador.web.slugs import free_slug


@dataclass(frozen=True)
class SaveDraft:
    """What somebody wrote, and the fingerprint of the draft they began from."""

    version_id: int
    texts: Mapping[str, Words]
    is_required: bool
    loaded: str


@dataclass(frozen=True)
class Publish:
    """How a draft is to be published, and the fingerprint of what was looked at."""

    version_id: int
    loaded: str
    change: Change = Change.FIRST
    grace_days: int | None = policy.DEFAULT_GRACE
    what_changed: Mapping[str, str] = field(default_factory=dict)


def new_guideline(session: Session, *, titles: Mapping[str, str]) -> int:
    """Return the id of a new guideline's first draft; its slug comes from the English title.

    The same titles sent twice are one guideline, as long as its first draft is open.
    """
    twin = queries.first_draft_titled(session, titles)
    if twin is not None:
        return twin
    taken = session.scalars(select(Guideline.slug)).all()
    guideline = Guideline(slug=free_slug(titles["en"], taken=taken, otherwise="guideline"))
    try:
        with session.begin_nested():
            session.add(guideline)
    except IntegrityError:
        # Somebody took the slug at this moment: it is the same form sent twice, or another number is free.
        return new_guideline(session, titles=titles)
    return _add_draft(
        session, guideline.id, number=1, texts={language: Words(titles[language]) for language in LANGUAGES}
    )


def begin_draft(session: Session, *, guideline_id: int) -> int | None:
    """Return the id of a guideline's one open draft, begun from the version in force if there was none.

    None for a guideline that does not exist.
    """
    is_open = select(GuidelineVersion.id).where(
        GuidelineVersion.guideline_id == guideline_id, GuidelineVersion.published_at.is_(None)
    )
    found = session.scalar(is_open)
    before = newest_published(session, guideline_id)
    if found is not None or before is None:
        return found
    rows = session.scalars(select(GuidelineText).where(GuidelineText.version_id == before.id)).all()
    texts = {row.language: Words(row.title, row.summary, row.body) for row in rows}
    try:
        with session.begin_nested():
            return _add_draft(session, guideline_id, number=before.number + 1, texts=texts)
    except IntegrityError:
        # The number is unique, so of two clicks at once one begins the draft and both open it.
        return session.scalar(is_open)


def _add_draft(session: Session, guideline_id: int, *, number: int, texts: Mapping[str, Words]) -> int:
    version = GuidelineVersion(guideline_id=guideline_id, number=number)
    session.add(version)
    session.flush()
    session.add_all(text_of(version.id, language, words) for language, words in texts.items())
    session.flush()
    return version.id


def save_draft(session: Session, command: SaveDraft, *, by: int | None, at: datetime) -> Refusal | None:
    """Keep what somebody wrote in a draft; whether the guideline is required changes at once.

    Returns a Conflict, with nothing saved, when somebody else saved, published or discarded it meanwhile.
    """
    draft = queries.open_draft(session, command.version_id, lock=True)
    if draft is None:
        return gone()
    if draft.fingerprint != command.loaded:
        return Conflict(
            _(
                "Somebody else saved this draft after you opened it. Your words are below, not saved yet. "
                "Compare them with the draft; when you save again, yours replace it."
            )
        )
    for language, words in command.texts.items():
        session.execute(
            update(GuidelineText)
            .where(GuidelineText.version_id == draft.version_id, GuidelineText.language == language)
            .values(title=words.title, summary=words.summary, body=words.body)
        )
    if command.is_required != draft.is_required:
        set_required(session, guideline_id=draft.guideline_id, is_required=command.is_required, by=by, at=at)
    return None


def publish(session: Session, command: Publish, *, by: int | None, at: datetime) -> Label | Refusal:
    """Publish a draft: from now on it is the version in force, frozen, in both languages.

    A first version binds at once. Later ones say whether they are material and what changed.
    """
    draft = queries.open_draft(session, command.version_id, lock=True)
    if draft is None:
        return gone()
    if draft.fingerprint != command.loaded:
        return Conflict(
            _("The draft was changed after you opened this page. Look at it again before you publish it.")
        )
    refusal = _refusal_to_publish(draft, command)
    if refusal is not None:
        return refusal
    is_first = draft.in_force is None
    return freeze(
        session,
        session.get_one(GuidelineVersion, draft.version_id),
        change=Change.FIRST if is_first else command.change,
        grace_days=command.grace_days or 0,
        what_changed={} if is_first else command.what_changed,
        by=by,
        at=at,
    )


def _refusal_to_publish(draft: queries.Draft, command: Publish) -> Refusal | None:
    if not all(words.are_complete for words in draft.texts.values()):
        return Refusal(_("Title, summary and text must be filled in, in both languages, before publishing."))
    if draft.in_force is None:
        return None
    if command.change is Change.FIRST:
        return Refusal(_("Choose whether the change is material."), "change")
    if command.change is Change.MATERIAL and not policy.is_grace(command.grace_days):
        return Refusal(
            _("Choose from 0 to %(max)s days.", max=policy.MOST_GRACE),
            "grace_days",
        )
    for language in LANGUAGES:
        if not command.what_changed.get(language, "").strip():
            return Refusal(
                _("Say what changed: readers see it beside the new text."), f"what_changed_{language}"
            )
    return None


def discard_draft(session: Session, *, version_id: int) -> None:
    """Throw a draft away; a guideline that never had a version goes with it. One that is gone is done."""
    draft = queries.open_draft(session, version_id, lock=True)
    if draft is None:
        return
    session.execute(delete(GuidelineText).where(GuidelineText.version_id == version_id))
    session.execute(delete(GuidelineVersion).where(GuidelineVersion.id == version_id))
    left = session.scalar(select(func.count()).where(GuidelineVersion.guideline_id == draft.guideline_id))
    if not left:
        forget(session, guideline_id=draft.guideline_id)
        session.execute(delete(Guideline).where(Guideline.id == draft.guideline_id))


def gone() -> Conflict:
    """Say that a draft is no draft any more."""
    return Conflict(_("This draft was published or discarded in the meantime, so nothing was changed."))
