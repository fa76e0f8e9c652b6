"""Reads guidelines for those who write them: drafts, what is in force, and how many acknowledged it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from ambassador.guidelines import policy, queries
from ambassador.guidelines.answering.models import Acknowledgement
from ambassador.guidelines.models import Guideline, GuidelineText, GuidelineVersion
from ambassador.guidelines.policy import Label, Words
from ambassador.people.models import Person
from ambassador.settings import LANGUAGES


@dataclass(frozen=True)
class GuidelineRow:
    """A guideline in the list of all."""

    guideline_id: int
    title: str
    is_required: bool
    label: Label | None
    """The version in force; None before the first is published."""
    published_at: datetime | None
    acknowledged: int
    """How many people working here acknowledged the version in force, or one it keeps the signatures of."""
    draft_id: int | None


@dataclass(frozen=True)
class Draft:
    """A version that is being written."""

    version_id: int
    guideline_id: int
    is_required: bool
    texts: dict[str, Words]
    in_force: Label | None
    """The version it is going to replace; None for a first one."""
    changed: tuple[str, ...]
    """The languages whose words differ from those of that version."""

    @property
    def is_changed_in_one(self) -> bool:
        """Say whether only one language's words are new, so the others may have been forgotten."""
        return self.in_force is not None and len(self.changed) == 1

    @property
    def fingerprint(self) -> str:
        """What two people who loaded the same draft both hold."""
        words = [self.texts[language] for language in LANGUAGES]
        texts = [text for each in words for text in (each.title, each.summary, each.body)]
        return policy.fingerprint(*texts, str(self.is_required))

    def title_in(self, language: str) -> str:
        """Return its title, in the other language where this one has none yet."""
        return self.texts[language].title or next((w.title for w in self.texts.values() if w.title), "")


def overview(session: Session, *, language: str) -> Sequence[GuidelineRow]:
    """Return all guidelines with version in force and draft; three statements, however many."""
    versions = session.execute(
        select(GuidelineVersion, GuidelineText.title)
        .outerjoin(
            GuidelineText,
            (GuidelineText.version_id == GuidelineVersion.id) & (GuidelineText.language == language),
        )
        .order_by(GuidelineVersion.guideline_id, GuidelineVersion.number)
    ).all()
    counts = _signatures(session)
    rows = []
    for guideline in session.scalars(select(Guideline).order_by(Guideline.id)):
        own = [row for row in versions if row[0].guideline_id == guideline.id]
        published = [row for row in own if row[0].published_at is not None]
        newest = published[-1][0] if published else None
        rows.append(
            GuidelineRow(
                guideline_id=guideline.id,
                title=next((row[1] for row in reversed(published or own) if row[1]), guideline.slug),
                is_required=guideline.is_required,
                label=Label(newest.major, newest.minor) if newest else None,
                published_at=newest.published_at if newest else None,
                acknowledged=counts.get((guideline.id, newest.major), 0) if newest else 0,
                draft_id=next((row[0].id for row in own if row[0].published_at is None), None),
            )
        )
    return rows


def _signatures(session: Session) -> dict[tuple[int, int], int]:
    rows = session.execute(
        select(
            GuidelineVersion.guideline_id,
            GuidelineVersion.major,
            func.count(Acknowledgement.person_id.distinct()),
        )
        .join(Acknowledgement, Acknowledgement.version_id == GuidelineVersion.id)
        .join(Person, Person.id == Acknowledgement.person_id)
        .where(Person.left_at.is_(None))
        .group_by(GuidelineVersion.guideline_id, GuidelineVersion.major)
    ).all()
    return {(guideline_id, major): people for guideline_id, major, people in rows}


def open_draft(session: Session, version_id: int, *, lock: bool = False) -> Draft | None:
    """Return a draft, or None if it is published, discarded or unknown.

    `lock` makes whoever else wants to change it wait until this transaction ends.
    """
    wanted = select(GuidelineVersion).where(
        GuidelineVersion.id == version_id, GuidelineVersion.published_at.is_(None)
    )
    version = session.scalars(wanted.with_for_update() if lock else wanted).one_or_none()
    if version is None:
        return None
    before = queries.version_in_force(session, version.guideline_id)
    words = _words(session, version_id)
    replaced = _words(session, before.id) if before else {}
    return Draft(
        version_id=version.id,
        guideline_id=version.guideline_id,
        is_required=session.get_one(Guideline, version.guideline_id).is_required,
        texts=words,
        in_force=Label(before.major, before.minor) if before else None,
        changed=tuple(language for language in LANGUAGES if words[language] != replaced.get(language)),
    )


def newest_ever(session: Session, guideline_id: int) -> GuidelineVersion | None:
    """Return the version published last, withdrawn or not."""
    return session.scalars(
        select(GuidelineVersion)
        .where(GuidelineVersion.guideline_id == guideline_id, GuidelineVersion.published_at.is_not(None))
        .order_by(GuidelineVersion.number.desc())
        .limit(1)
    ).one_or_none()


def _words(session: Session, version_id: int) -> dict[str, Words]:
    texts = session.scalars(select(GuidelineText).where(GuidelineText.version_id == version_id))
    return dict.fromkeys(LANGUAGES, Words()) | {
        text.language: Words(text.title, text.summary, text.body) for text in texts
    }


def first_draft_titled(session: Session, titles: Mapping[str, str]) -> int | None:
    """Return the open first draft that has these titles, by language, if there is one."""
    wanted = select(GuidelineVersion.id).where(
        GuidelineVersion.number == 1, GuidelineVersion.published_at.is_(None)
    )
    for language, title in titles.items():
        wanted = wanted.where(
            exists().where(
                GuidelineText.version_id == GuidelineVersion.id,
                GuidelineText.language == language,
                GuidelineText.title == title,
            )
        )
    return session.scalar(wanted.order_by(GuidelineVersion.id).limit(1))
