"""Changes guidelines: publishing a version, and installing the one we ship."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from flask_babel import gettext as _
from markupsafe import escape
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ambassador.guidelines import content, policy, queries
from ambassador.guidelines.models import (
    Guideline,
    GuidelineText,
    GuidelineVersion,
    VersionTeam,
    VersionWithdrawal,
)
from ambassador.guidelines.policy import Change, Label, Words
from ambassador.guidelines.signals import version_published, version_withdrawn
from ambassador.people.audiences import Audience
from ambassador.settings import LANGUAGES
from ambassador.trail.operations import record
from ambassador.web.errors import Conflict, Refusal
from ambassador.web.markdown import html_of


@dataclass(frozen=True)
class Terms:
    """For whom a version is published, by when, and how it differs; all of it was judged before."""

    change: Change
    due_at: datetime | None
    """None for a minor version, which keeps that of its major one, as it does audience, teams and grace."""
    grace_days: int = 0
    audience: Audience = Audience.AMBASSADORS
    team_ids: frozenset[int] = frozenset()
    what_changed: Mapping[str, str] = field(default_factory=dict)
    lagging: str = ""
    """The language that is published without; empty when both are there."""
    reviewed_by: int | None = None
    """Who approved exactly these words; None when nobody did."""


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
    terms = Terms(Change.FIRST, due_at=at + timedelta(days=policy.DEFAULT_DUE))
    freeze(session, version, terms, by=None, at=at)


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
    session: Session, version: GuidelineVersion, terms: Terms, *, by: int | None, at: datetime
) -> Label:
    """Publish a draft whose texts are whole: render it once, hash what was rendered, name it, and freeze it.

    Tells `version_published` before the trail, because those who listen write rows about people, and who
    does must not have the trail's turn yet. `by` is None for what the system installs.
    """
    before = queries.version_in_force(session, version.guideline_id)
    inherited = before if before is not None and terms.change is Change.MINOR else None
    hashes = _freeze_texts(session, version.id, terms)
    teams = _freeze_teams(session, version.id, terms, inherited)
    label = policy.next_label(
        queries.labels(session, version.guideline_id),
        Label(before.major, before.minor) if before else None,
        terms.change,
    )
    due_at = inherited.due_at if inherited else terms.due_at
    audience = inherited.audience if inherited else terms.audience
    binding = policy.binding_from(
        terms.change,
        published_at=at,
        due_at=due_at,
        grace_days=terms.grace_days,
        major_binds_from=before.binding_from if before else None,
    )
    session.execute(
        update(GuidelineVersion)
        .where(GuidelineVersion.id == version.id)
        .values(
            major=label.major,
            minor=label.minor,
            published_at=at,
            published_by=by,
            binding_from=binding,
            due_at=due_at,
            audience=audience,
        )
    )
    version_published.send(session, version_id=version.id, by=by, at=at)
    record(
        session,
        "guideline published",
        by=by,
        at=at,
        guideline=version.guideline_id,
        version=version.id,
        label=str(label),
        audience=audience,
        teams=",".join(str(team) for team in teams),
        due_at=due_at.isoformat() if due_at else "",
        binding_from=binding.isoformat(),
        lagging=terms.lagging,
        reviewed_by=terms.reviewed_by,
        unreviewed=terms.reviewed_by is None,
        **{f"sha256_{language}": hashes.get(language, "") for language in LANGUAGES},
    )
    return label


def _freeze_texts(session: Session, version_id: int, terms: Terms) -> dict[str, str]:
    """Render what is published, and return its hashes by language."""
    texts = session.scalars(select(GuidelineText).where(GuidelineText.version_id == version_id)).all()
    for text in texts:
        text.lags = text.language == terms.lagging
        if text.lags:
            text.title = text.title.strip() or next(t.title for t in texts if t is not text)
            continue
        text.shown = as_shown(Words(text.title, text.summary, text.body))
        text.sha256 = policy.sha256(text.shown)
        text.what_changed = terms.what_changed.get(text.language, "")
    # The texts go first: from the moment the version is published, the database refuses to change them.
    session.flush()
    return {text.language: text.sha256 for text in texts}


def _freeze_teams(
    session: Session, version_id: int, terms: Terms, inherited: GuidelineVersion | None
) -> list[int]:
    if inherited is not None:
        chosen = queries.teams_of(session, inherited.id)
    else:
        chosen = terms.team_ids if terms.audience is Audience.TEAMS else frozenset()
    session.add_all(VersionTeam(version_id=version_id, team_id=team) for team in sorted(chosen))
    session.flush()
    return sorted(chosen)


def withdraw(session: Session, *, version_id: int, why: str, by: int, at: datetime) -> Refusal | None:
    """Take back the version in force: the one before is in force again, if there is one.

    Only the version in force can be taken back, and its name is not given again. Acknowledgements of it stay
    as facts and count no more. One that is withdrawn is done. Tells `version_withdrawn` before the trail, for
    the same reason as `freeze`.
    """
    version = session.get(GuidelineVersion, version_id)
    if version is None or version.published_at is None:
        return Refusal(_("This version is not published, so there is nothing to withdraw."))
    queries.hold_guideline(session, version.guideline_id)
    if session.get(VersionWithdrawal, version_id) is not None:
        return None
    current = queries.version_in_force(session, version.guideline_id)
    if current is None or current.id != version_id:
        return Conflict(_("A newer version has taken its place, so there is nothing to withdraw."))
    if not why.strip():
        return Refusal(_("Write why: whoever opens this version reads it."), "why")
    session.add(VersionWithdrawal(version_id=version_id, at=at, by=by, why=why.strip()))
    session.flush()
    version_withdrawn.send(session, version_id=version_id, by=by, at=at)
    before = queries.version_in_force(session, version.guideline_id)
    record(
        session,
        "guideline withdrawn",
        by=by,
        at=at,
        guideline=version.guideline_id,
        version=version_id,
        label=str(Label(version.major, version.minor)),
        in_force=str(Label(before.major, before.minor)) if before else "",
        why=policy.sha256(why.strip()),
    )
    return None
