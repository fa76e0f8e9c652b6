"""Foresees what a publication would ask of whom, before it is one: exactly, and with nothing changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from ambassador.followup import queries
from ambassador.followup.letters import News
from ambassador.guidelines import policy
from ambassador.guidelines.answering.models import Acknowledgement, ExceptionDecision, ExceptionRequest
from ambassador.guidelines.models import GuidelineVersion, VersionWithdrawal
from ambassador.guidelines.policy import Change, Label
from ambassador.guidelines.queries import teams_of, version_in_force
from ambassador.guidelines.writing.operations import Publish
from ambassador.guidelines.writing.queries import Draft
from ambassador.optins.audiences import is_among
from ambassador.people.audiences import Audience
from ambassador.people.models import Person
from ambassador.settings import LANGUAGES


@dataclass(frozen=True)
class Foreseen:
    """What a publication would mean: how many people, by when, and what they are told."""

    change: Change
    is_asking: bool
    """False for a minor version, and for a guideline that is not required."""
    audience: Audience
    again: int
    """How many acknowledged an earlier version and must read this one."""
    first: int
    """How many are asked by this guideline for the first time."""
    met: int
    """How many of the audience meet it already: by an exception, or a minor version's by what they signed."""
    due_at: datetime | None
    in_force: Label | None
    binding_from: datetime
    news: Mapping[str, News]
    """What the letters say, by language; empty where nobody is asked."""

    @property
    def asked(self) -> int:
        return self.again + self.first


def foresee(session: Session, draft: Draft, command: Publish, *, at: datetime) -> Foreseen:
    """Return what publishing a draft like this, now, would mean."""
    before = version_in_force(session, draft.guideline_id)
    change = command.change if before else Change.FIRST
    is_minor = change is Change.MINOR
    audience = Audience(before.audience) if before and is_minor else command.audience
    teams = teams_of(session, before.id) if before and is_minor else command.team_ids
    due_at = before.due_at if before and is_minor else command.due_at
    inside = is_among(audience, Person.team_id.in_(teams))
    binding_from = policy.binding_from(
        change,
        published_at=at,
        due_at=due_at,
        grace_days=command.grace_days or 0,
        major_binds_from=before.binding_from if before else None,
    )
    again = first = met = 0
    if is_minor and before is not None:
        met = _count(session, inside, _has_signed(draft.guideline_id, since=before.major), at=at)
    elif draft.is_required:
        excepted = _is_excepted(draft.guideline_id, at=at)
        signed = _has_signed(draft.guideline_id, since=0)
        met = _count(session, inside, excepted, at=at)
        again = _count(session, inside, ~excepted & signed, at=at)
        first = _count(session, inside, ~excepted & ~signed, at=at)
    is_asking = draft.is_required and not is_minor
    return Foreseen(
        change=change,
        is_asking=is_asking,
        audience=audience,
        again=again,
        first=first,
        met=met,
        due_at=due_at,
        in_force=draft.in_force,
        binding_from=binding_from,
        news=_news(draft, command, binding_from) if is_asking and due_at else {},
    )


def _count(session: Session, inside: ColumnElement[bool], which: ColumnElement[bool], *, at: datetime) -> int:
    counted = select(func.count()).select_from(Person).where(inside, Person.joined_at <= at, which)
    return session.scalar(counted) or 0


def _has_signed(guideline_id: int, *, since: int) -> ColumnElement[bool]:
    """Return the condition that a row of Person acknowledged a major version from `since` on that holds."""
    return exists(
        select(Acknowledgement.id)
        .join(GuidelineVersion, GuidelineVersion.id == Acknowledgement.version_id)
        .where(
            Acknowledgement.person_id == Person.id,
            GuidelineVersion.guideline_id == guideline_id,
            GuidelineVersion.major >= since,
            ~exists().where(VersionWithdrawal.version_id == GuidelineVersion.id),
        )
        .correlate(Person)
    )


def _is_excepted(guideline_id: int, *, at: datetime) -> ColumnElement[bool]:
    return exists(
        select(ExceptionRequest.id)
        .join(ExceptionDecision, ExceptionDecision.request_id == ExceptionRequest.id)
        .where(
            ExceptionRequest.person_id == Person.id,
            ExceptionRequest.guideline_id == guideline_id,
            queries.is_in_force(at),
        )
        .correlate(Person)
    )


def _news(draft: Draft, command: Publish, binding_from: datetime) -> dict[str, News]:
    """Return what the letters would say, by the receiver's language: as those of `announcing`."""
    found = {}
    for language in LANGUAGES:
        shown = language
        if language == command.lagging:
            shown = next(other for other in LANGUAGES if other != language)
        found[language] = News(
            guideline_id=draft.guideline_id,
            title=draft.texts[shown].title,
            what_changed=command.what_changed[shown].strip() if draft.in_force else "",
            due_at=command.due_at or binding_from,
            cleared_under=draft.in_force,
            cleared_until=binding_from if draft.in_force else None,
            lags=shown != language,
        )
    return found
