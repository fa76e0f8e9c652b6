"""Changes guidelines: publishing a version, and installing the one we ship."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from markupsafe import escape
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ambassador.guidelines import content, policy, queries
from ambassador.guidelines.models import Guideline, GuidelineText, GuidelineVersion
from ambassador.guidelines.policy import Change, Label, Words
from ambassador.settings import LANGUAGES
from ambassador.trail.operations import record
from ambassador.web.markdown import html_of


def install_content(session: Session, at: datetime) -> None:
    """Publish the guideline we ship as version 1.0, unless its slug is taken; for each start."""
    ours = content.shipped()
    if session.scalar(select(Guideline.id).where(Guideline.slug == ours.slug)) is not None:
        return
    guideline = Guideline(slug=ours.slug)
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
