"""Reads guidelines for those who write them: drafts, what is in force, and how many acknowledged it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from ambassador.guidelines import policy, queries
from ambassador.guidelines.answering.models import Acknowledgement
from ambassador.guidelines.models import Guideline, GuidelineText, GuidelineVersion
from ambassador.guidelines.policy import Label, Reviewed, Words
from ambassador.guidelines.requirement_queries import is_required, required_at
from ambassador.guidelines.writing.models import DraftReview
from ambassador.people.audiences import Audience
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
    number: int | None
    published_at: datetime | None
    audience: Audience | None
    lagging: str
    """The language that the version in force is not in; empty when it is in both, or there is none."""
    withdrawn: Label | None
    """The newest version of all, when it was withdrawn."""
    acknowledged: int
    """How many people working here acknowledged the version in force, or one it keeps the signatures of."""
    draft_id: int | None
    reviewed: Reviewed
    """How far the review of that draft is."""


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
    lags_since: Mapping[str, Label]
    """Since which version that version is not in a language, by language; empty when it is in both."""

    @property
    def is_changed_in_one(self) -> bool:
        """Say whether only one language's words are new, so the others may have been forgotten."""
        return self.in_force is not None and len(self.changed) == 1

    @property
    def fingerprint(self) -> str:
        """What two people who loaded the same draft both hold."""
        return policy.fingerprint(self.words_fingerprint, str(self.is_required))

    @property
    def words_fingerprint(self) -> str:
        """What a review is bound to: the draft's words in all languages."""
        return words_fingerprint(self.texts)

    def title_in(self, language: str) -> str:
        """Return its title, in the other language where this one has none yet."""
        return self.texts[language].title or next((w.title for w in self.texts.values() if w.title), "")


def overview(session: Session, *, language: str) -> Sequence[GuidelineRow]:
    """Return all guidelines with version in force and draft; six statements, however many."""
    by_guideline: dict[int, list[_Edition]] = {}
    for edition in _editions(session, language):
        by_guideline.setdefault(edition.version.guideline_id, []).append(edition)
    counts, required = _signatures(session), set(session.scalars(required_at()))
    guidelines = session.scalars(select(Guideline).order_by(Guideline.id)).all()
    drafts = [e.version.id for own in by_guideline.values() for e in own if not e.version.published_at]
    reviews = reviews_of(session, drafts)
    return [
        _row(each, by_guideline.get(each.id, []), counts, reviews, is_required=each.id in required)
        for each in guidelines
    ]


@dataclass(frozen=True)
class _Edition:
    """A version with what the list of guidelines shows of it."""

    version: GuidelineVersion
    title: str
    lagging: str
    is_withdrawn: bool


def _editions(session: Session, language: str) -> list[_Edition]:
    rows = session.execute(
        select(
            GuidelineVersion,
            GuidelineText.language,
            GuidelineText.title,
            GuidelineText.lags,
            queries.is_withdrawn().label("is_withdrawn"),
        )
        .outerjoin(GuidelineText, GuidelineText.version_id == GuidelineVersion.id)
        .order_by(GuidelineVersion.guideline_id, GuidelineVersion.number)
    ).all()
    editions = []
    for _number, of_one in groupby(rows, key=lambda row: row[0].id):
        texts = list(of_one)
        titles = {row.language: row.title for row in texts if row.title}
        lagging = next((row.language for row in texts if row.lags), "")
        title = titles.get(language) or next(iter(titles.values()), "")
        editions.append(_Edition(texts[0][0], title, lagging, texts[0].is_withdrawn))
    return editions


def _row(
    guideline: Guideline,
    own: Sequence[_Edition],
    counts: Mapping[tuple[int, int], int],
    reviews: Mapping[int, Reviewed],
    *,
    is_required: bool,
) -> GuidelineRow:
    published = [edition for edition in own if edition.version.published_at is not None]
    holding = [edition for edition in published if not edition.is_withdrawn]
    newest = holding[-1] if holding else None
    draft = next((edition.version.id for edition in own if edition.version.published_at is None), None)
    current = newest.version if newest else None
    shown = [newest] if newest else own
    return GuidelineRow(
        guideline_id=guideline.id,
        title=next((edition.title for edition in reversed(shown) if edition.title), guideline.slug),
        is_required=is_required,
        label=_label(current),
        number=current.number if current else None,
        published_at=current.published_at if current else None,
        audience=Audience(current.audience) if current else None,
        lagging=newest.lagging if newest else "",
        withdrawn=_label(published[-1].version) if published and published[-1].is_withdrawn else None,
        acknowledged=counts.get((guideline.id, current.major), 0) if current else 0,
        draft_id=draft,
        reviewed=reviews.get(draft, Reviewed.NEVER) if draft else Reviewed.NEVER,
    )


def _label(version: GuidelineVersion | None) -> Label | None:
    return Label(version.major, version.minor) if version else None


def reviews_of(session: Session, draft_ids: Collection[int]) -> dict[int, Reviewed]:
    """Return how far the review of each of these drafts is; two statements, however many."""
    rows = session.execute(
        select(DraftReview.version_id, DraftReview.fingerprint, DraftReview.is_approved)
        .where(DraftReview.version_id.in_(draft_ids))
        .order_by(DraftReview.id.desc())
    ).all()
    reviews: dict[int, list[tuple[str, bool | None]]] = {}
    for version_id, fingerprint, is_approved in rows:
        reviews.setdefault(version_id, []).append((fingerprint, is_approved))
    texts = session.scalars(select(GuidelineText).where(GuidelineText.version_id.in_(reviews)))
    words: dict[int, dict[str, Words]] = {}
    for text in texts:
        own = words.setdefault(text.version_id, dict.fromkeys(LANGUAGES, Words()))
        own[text.language] = Words(text.title, text.summary, text.body)
    return {
        version_id: policy.reviewed(of_one, words_fingerprint(words[version_id]))
        for version_id, of_one in reviews.items()
    }


def _signatures(session: Session) -> dict[tuple[int, int], int]:
    rows = session.execute(
        select(
            GuidelineVersion.guideline_id,
            GuidelineVersion.major,
            func.count(Acknowledgement.person_id.distinct()),
        )
        .join(Acknowledgement, Acknowledgement.version_id == GuidelineVersion.id)
        .join(Person, Person.id == Acknowledgement.person_id)
        .where(Person.left_at.is_(None), queries.holds())
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
        is_required=is_required(session, version.guideline_id),
        texts=words,
        in_force=Label(before.major, before.minor) if before else None,
        changed=tuple(language for language in LANGUAGES if words[language] != replaced.get(language)),
        lags_since=queries.lags_since(session, version.guideline_id),
    )


def words_fingerprint(texts: Mapping[str, Words]) -> str:
    """Return one hash of the words in all languages."""
    words = [texts[language] for language in LANGUAGES]
    return policy.fingerprint(*(part for each in words for part in (each.title, each.summary, each.body)))


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
