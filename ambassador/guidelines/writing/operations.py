"""Changes guidelines for those who write them: drafts, publishing, discarding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ambassador.guidelines import policy
from ambassador.guidelines.models import Guideline, GuidelineText, GuidelineVersion
from ambassador.guidelines.operations import Terms, freeze, text_of
from ambassador.guidelines.policy import Change, Label, Words
from ambassador.guidelines.queries import hold_guideline, version_in_force
from ambassador.guidelines.requirement_operations import forget, set_required
from ambassador.guidelines.writing import queries
from ambassador.guidelines.writing.models import DraftReview
from ambassador.guidelines.writing.review_queries import reviews_of
from ambassador.people.audiences import Audience
from ambassador.people.models import Team
from ambassador.questions.operations import forget_taken_up
from ambassador.questions.policy import Subject
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
    change: Change
    what_changed: Mapping[str, str]
    due_at: datetime | None
    """The end of the day by which it is to be acknowledged; None for a minor version, which keeps its own."""
    grace_days: int | None
    audience: Audience
    """Of a minor version, that of the version before, whatever stands here; so are teams and grace."""
    team_ids: frozenset[int] = frozenset()
    lagging: str = ""
    """The language that is published without; empty when both are there."""
    is_unreviewed_accepted: bool = False
    """Whether it is to be published although nobody approved exactly these words."""


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

    A language that lags begins with the words it last had. Where all versions were withdrawn, the draft
    begins with the newest. None for a guideline that does not exist.
    """
    is_open = select(GuidelineVersion.id).where(
        GuidelineVersion.guideline_id == guideline_id, GuidelineVersion.published_at.is_(None)
    )
    found = session.scalar(is_open)
    before = queries.newest_ever(session, guideline_id)
    if found is not None or before is None:
        return found
    start = version_in_force(session, guideline_id) or before
    rows = session.scalars(select(GuidelineText).where(GuidelineText.version_id == start.id)).all()
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
    """Publish a draft: from now on it is the version in force, frozen, in all languages but one that lags.

    A first version binds at once. Later ones say whether they are material and what changed.
    """
    draft = queries.open_draft(session, command.version_id, lock=True)
    if draft is None:
        return gone()
    hold_guideline(session, draft.guideline_id)
    # Read again, now that nobody can withdraw the version it takes the place of.
    draft = queries.open_draft(session, command.version_id)
    if draft is None or draft.fingerprint != command.loaded:
        return changed()
    refusal = _refusal_to_publish(session, draft, command, at=at)
    if refusal is not None:
        return refusal
    is_first = draft.in_force is None
    terms = Terms(
        change=Change.FIRST if is_first else command.change,
        due_at=command.due_at,
        grace_days=command.grace_days or 0,
        audience=command.audience,
        team_ids=command.team_ids,
        what_changed={} if is_first else command.what_changed,
        lagging=command.lagging,
        reviewed_by=reviews_of(session, draft).approved_by,
    )
    return freeze(session, session.get_one(GuidelineVersion, draft.version_id), terms, by=by, at=at)


def refusal_to_publish(session: Session, command: Publish, *, at: datetime) -> Refusal | None:
    """Say why a draft can't be published like this, with nothing changed; None when it can."""
    draft = queries.open_draft(session, command.version_id)
    if draft is None:
        return gone()
    if draft.fingerprint != command.loaded:
        return changed()
    return _refusal_to_publish(session, draft, command, at=at)


def _refusal_to_publish(
    session: Session, draft: queries.Draft, command: Publish, *, at: datetime
) -> Refusal | None:
    return (
        _refusal_of_words(draft, command)
        or _refusal_of_change(draft, command)
        or _refusal_of_terms(session, draft, command, at=at)
        or _refusal_of_review(session, draft, command)
    )


def _refusal_of_review(session: Session, draft: queries.Draft, command: Publish) -> Refusal | None:
    if command.is_unreviewed_accepted or reviews_of(session, draft).approved_by is not None:
        return None
    return Refusal(
        _(
            "Nobody has approved exactly these words. Ask for a review, or tick that it is published "
            "without one."
        ),
        "is_unreviewed_accepted",
    )


def _refusal_of_words(draft: queries.Draft, command: Publish) -> Refusal | None:
    if command.lagging and command.lagging not in LANGUAGES:
        return Refusal(_("Choose one of the languages."), "lagging")
    if all(draft.texts[language].are_complete for language in _published_in(command)):
        return None
    if command.lagging:
        return Refusal(
            _("Title, summary and text must be filled in, in the language that is published."), "lagging"
        )
    return Refusal(_("Title, summary and text must be filled in, in both languages, before publishing."))


def _published_in(command: Publish) -> list[str]:
    return [language for language in LANGUAGES if language != command.lagging]


def _refusal_of_change(draft: queries.Draft, command: Publish) -> Refusal | None:
    if draft.in_force is None:
        return None
    if command.change is Change.FIRST:
        return Refusal(_("Choose whether the change is material."), "change")
    for language in _published_in(command):
        if not command.what_changed.get(language, "").strip():
            return Refusal(
                _("Say what changed: readers see it beside the new text."), f"what_changed_{language}"
            )
    return None


def _refusal_of_terms(
    session: Session, draft: queries.Draft, command: Publish, *, at: datetime
) -> Refusal | None:
    if draft.in_force is not None and command.change is Change.MINOR:
        return None
    if not policy.is_due(command.due_at, at=at):
        return Refusal(_("Choose a day from tomorrow on, within a year."), "due_at")
    if draft.in_force is not None and not policy.is_grace(command.grace_days):
        return Refusal(_("Choose from 0 to %(max)s days.", max=policy.MOST_GRACE), "grace_days")
    if command.audience is Audience.TEAMS:
        known = set(session.scalars(select(Team.id).where(Team.id.in_(command.team_ids))))
        if not command.team_ids or known != command.team_ids:
            return Refusal(_("Choose at least one team."), "team_ids")
    return None


def discard_draft(session: Session, *, version_id: int) -> None:
    """Throw a draft away with its reviews; a guideline that never had a version goes with it.

    One that is gone is done.
    """
    draft = queries.open_draft(session, version_id, lock=True)
    if draft is None:
        return
    forget_taken_up(session, Subject.GUIDELINE, version_id=version_id)
    session.execute(delete(DraftReview).where(DraftReview.version_id == version_id))
    session.execute(delete(GuidelineText).where(GuidelineText.version_id == version_id))
    session.execute(delete(GuidelineVersion).where(GuidelineVersion.id == version_id))
    left = session.scalar(select(func.count()).where(GuidelineVersion.guideline_id == draft.guideline_id))
    if not left:
        forget(session, guideline_id=draft.guideline_id)
        session.execute(delete(Guideline).where(Guideline.id == draft.guideline_id))


def changed() -> Conflict:
    """Say that a draft is not the one that was looked at."""
    return Conflict(
        _("The draft was changed after you opened this page. Look at it again before you publish it.")
    )


def gone() -> Conflict:
    """Say that a draft is no draft any more."""
    return Conflict(_("This draft was published or discarded in the meantime, so nothing was changed."))
