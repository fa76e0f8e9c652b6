"""Changes guidelines: acknowledging one, and installing the one we ship."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from markupsafe import escape
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ambassador.guidelines import content, policy, queries
from ambassador.guidelines.models import Acknowledgement, Guideline, GuidelineText, GuidelineVersion
from ambassador.guidelines.policy import Change, Label, Verdict, Words
from ambassador.settings import LANGUAGES
from ambassador.trail.operations import record
from ambassador.web.errors import Conflict, Refusal
from ambassador.web.markdown import html_of


@dataclass(frozen=True)
class Acknowledge:
    """What somebody sent from the page they read: which bytes, which words, and their tick."""

    guideline_id: int
    version_id: int
    sha256: str
    language: str
    sentence: str
    is_ticked: bool


def acknowledge(session: Session, command: Acknowledge, *, by: int, at: datetime) -> Refusal | None:
    """Keep that somebody read the version in force and will follow it.

    Returns a Conflict, with nothing signed, when the page showed anything but the version in force, and a
    Refusal beside `agrees` when the box was not ticked. Who has acknowledged already is done: no second row.
    """
    current = queries.in_force(session, command.guideline_id, language=command.language)
    signed = queries.signatures_of(session, by, command.guideline_id)
    verdict = Verdict.SUPERSEDED
    if current is not None:
        verdict = policy.judge(
            acknowledged_major=signed[0].label.major if signed else 0,
            current_major=current.label.major,
            is_what_was_seen=_is_what_was_seen(command, current),
            is_ticked=command.is_ticked,
        )
    if verdict is Verdict.SUPERSEDED:
        return Conflict(
            _("The text changed after you opened this page, so nothing was signed. Below is the new text.")
        )
    if verdict is Verdict.NOT_TICKED:
        return Refusal(_("Tick the box when you have read the text and agree."), "agrees")
    if verdict is Verdict.ACCEPTED:
        _sign(session, command, by=by, at=at)
    return None


def _is_what_was_seen(command: Acknowledge, current: queries.Published) -> bool:
    return (
        command.version_id == current.version_id
        and command.sha256 == current.sha256
        and command.sentence == content.sentences()[current.language]
    )


def _sign(session: Session, command: Acknowledge, *, by: int, at: datetime) -> None:
    signature = Acknowledgement(
        person_id=by,
        version_id=command.version_id,
        language=command.language,
        sha256=command.sha256,
        sentence=command.sentence,
        at=at,
    )
    try:
        with session.begin_nested():
            session.add(signature)
    except IntegrityError:
        # The constraint decided: the same page, sent twice at once, is signed by the other one.
        return
    record(
        session,
        "guideline acknowledged",
        by=by,
        at=at,
        person=by,
        guideline=command.guideline_id,
        version=command.version_id,
        language=command.language,
        sha256=command.sha256,
    )


def install_content(session: Session, at: datetime) -> None:
    """Publish the guideline we ship as version 1.0, unless its slug is taken; for each start."""
    ours = content.shipped()
    if session.scalar(select(Guideline.id).where(Guideline.slug == ours.slug)) is not None:
        return
    guideline = Guideline(slug=ours.slug, is_required=True)
    try:
        with session.begin_nested():
            session.add(guideline)
    except IntegrityError:
        # Another server started at the same moment and installs it.
        return
    version = GuidelineVersion(guideline_id=guideline.id, number=1)
    session.add(version)
    session.flush()
    for language, words in ours.texts.items():
        session.add(text_of(version.id, language, words))
    session.flush()
    freeze(session, version, change=Change.FIRST, grace_days=0, what_changed={}, by=None, at=at)


def text_of(version_id: int, language: str, words: Words) -> GuidelineText:
    """Return a version's words in one language as a row."""
    return GuidelineText(
        version_id=version_id,
        language=language,
        title=words.title,
        summary=words.summary,
        body=words.body,
    )


def as_shown(words: Words) -> str:
    """Return the HTML readers are shown: the title as the page's one heading, the summary, and the text."""
    return (
        f'<h1>{escape(words.title)}</h1>\n<p class="lead">{escape(words.summary)}</p>\n{html_of(words.body)}'
    )


def freeze(
    session: Session,
    version: GuidelineVersion,
    *,
    change: Change,
    grace_days: int,
    what_changed: Mapping[str, str],
    by: int | None,
    at: datetime,
) -> Label:
    """Publish a draft whose texts are whole: render it once, hash what was rendered, name it, and freeze it.

    `by` is None for what the system installs.
    """
    before = queries.newest_published(session, version.guideline_id)
    hashes = {}
    texts = session.scalars(select(GuidelineText).where(GuidelineText.version_id == version.id)).all()
    for text in texts:
        text.shown = as_shown(Words(text.title, text.summary, text.body))
        text.sha256 = hashes[text.language] = policy.sha256(text.shown)
        text.what_changed = what_changed.get(text.language, "")
    # The texts go first: from the moment the version is published, the database refuses to change them.
    session.flush()
    label = policy.next_label(Label(before.major, before.minor) if before else None, change)
    binding = policy.binding_from(
        change,
        published_at=at,
        grace_days=grace_days,
        major_binds_from=before.binding_from if before else None,
    )
    session.execute(
        update(GuidelineVersion)
        .where(GuidelineVersion.id == version.id)
        .values(major=label.major, minor=label.minor, published_at=at, published_by=by, binding_from=binding)
    )
    record(
        session,
        "guideline published",
        by=by,
        at=at,
        guideline=version.guideline_id,
        version=version.id,
        label=str(label),
        binding_from=binding.isoformat(),
        **{f"sha256_{language}": hashes[language] for language in LANGUAGES},
    )
    return label
