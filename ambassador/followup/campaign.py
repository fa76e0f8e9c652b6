"""Counts how a guideline's major version in force stands with everybody it asks: one frozen object."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import cast

import numpy as np
from sqlalchemy import BigInteger, ColumnElement, Select, case, exists, extract, select
from sqlalchemy import cast as cast_to
from sqlalchemy.orm import InstrumentedAttribute, Session

from ambassador.columns import NONE, Ints, read_columns
from ambassador.followup import announcing, queries
from ambassador.followup.letters import here, midnight
from ambassador.followup.policy import State
from ambassador.followup.tasks import majors_in_force
from ambassador.guidelines.answering.models import (
    Acknowledgement,
    Decline,
    ExceptionDecision,
    ExceptionRequest,
)
from ambassador.guidelines.models import GuidelineTask, GuidelineText, GuidelineVersion, VersionWithdrawal
from ambassador.guidelines.policy import Label
from ambassador.people.audiences import Audience
from ambassador.people.models import Person, Team
from ambassador.people.withholding_policy import Count, exactly, in_steps, is_shown, parts, table

STATES = tuple(State)
MOST_POINTS = 12
"""How many days of the time gone by are shown at most."""


@dataclass(frozen=True)
class TeamRow:
    """How a team stands, or the teams that are shown together."""

    name: str
    """Empty for people without a team, and for several teams together."""
    is_together: bool
    asked: Count
    counts: tuple[Count, ...]
    """In the order of STATES."""


@dataclass(frozen=True)
class Point:
    """How many had acknowledged at the end of a day."""

    day: date
    done: Count


@dataclass(frozen=True)
class Campaign:
    """How a major version stands, as it may be shown: page and download are made from it."""

    guideline_id: int
    version_id: int
    """The x.0 version, which asks."""
    title: str
    label: Label
    audience: Audience
    published_at: datetime
    due_at: datetime | None
    binding_from: datetime
    before: Label | None
    """The version that counts until then for who acknowledged it; None for a first one."""
    at: datetime
    asked: Count
    counts: tuple[Count, ...]
    """In the order of STATES."""
    teams: tuple[TeamRow, ...]
    """Empty where no way of showing them is safe."""
    points: tuple[Point, ...]

    @property
    def by_state(self) -> dict[State, Count]:
        return dict(zip(STATES, self.counts, strict=True))


@dataclass(frozen=True)
class _Facts:
    """One row a person who is asked: the team, how their task stands, and when they acknowledged."""

    team: Ints
    state: Ints
    """The place in STATES."""
    done_at: Ints
    """When those who acknowledged did, in seconds since 1970: shorter than the others."""


def campaign(session: Session, guideline_id: int, *, at: datetime, language: str) -> Campaign | None:
    """Return how a guideline's version in force stands; None for one that is not required, or has none."""
    asking = next(iter(majors_in_force(session, [guideline_id])), None)
    if asking is None:
        return None
    version = session.get_one(GuidelineVersion, asking.version_id)
    facts = _facts(session, version, at=at)
    totals = np.bincount(facts.state, minlength=len(STATES))
    is_choice = asking.audience is Audience.AMBASSADORS
    return Campaign(
        guideline_id=guideline_id,
        version_id=version.id,
        title=_title(session, version.id, language),
        label=Label(version.major, version.minor),
        audience=asking.audience,
        published_at=asking.published_at,
        due_at=version.due_at,
        binding_from=cast(datetime, version.binding_from),
        before=announcing.version_before(session, version),
        at=at,
        asked=_whole(int(totals.sum()), is_choice=is_choice),
        counts=_totals(totals.tolist(), is_choice=is_choice),
        teams=_teams(session, facts, is_choice=is_choice),
        points=_points(facts, asking.published_at, at),
    )


def _title(session: Session, version_id: int, language: str) -> str:
    return (
        session.scalar(
            select(GuidelineText.title).where(
                GuidelineText.version_id == version_id, GuidelineText.language == language
            )
        )
        or ""
    )


def _whole(number: int, *, is_choice: bool) -> Count:
    """Return a number of people who are asked: who is an ambassador is their own choice, so in steps."""
    return in_steps(number) if is_choice or not is_shown(number) else exactly(number)


def _totals(numbers: Sequence[int], *, is_choice: bool) -> tuple[Count, ...]:
    if is_choice:
        return tuple(in_steps(number) for number in numbers)
    return parts(numbers)


def _facts(session: Session, version: GuidelineVersion, *, at: datetime) -> _Facts:
    person, team, is_over = read_columns(
        session,
        select(GuidelineTask.person_id, Person.team_id, case((GuidelineTask.due_at <= at, 1), else_=0))
        .join(Person, Person.id == GuidelineTask.person_id)
        .where(GuidelineTask.version_id == version.id, GuidelineTask.ended_at.is_(None)),
    )
    who, when = read_columns(
        session, _answers(Acknowledgement, version).add_columns(_seconds(Acknowledgement.at))
    )
    order = np.lexsort((when, who))
    signers, first = np.unique(who[order], return_index=True)
    place = np.searchsorted(signers, person)
    is_done = np.isin(person, signers)
    state = np.where(is_over == 1, STATES.index(State.OVERDUE), STATES.index(State.DUE))
    declined = read_columns(session, _answers(Decline, version))[0]
    state[np.isin(person, declined)] = STATES.index(State.DECLINED)
    excepted = read_columns(session, _excepted(version.guideline_id, at=at))[0]
    state[np.isin(person, excepted)] = STATES.index(State.EXCEPTED)
    state[is_done] = STATES.index(State.DONE)
    return _Facts(team, state, when[order][first][place[is_done]])


def _answers(answer: type[Acknowledgement] | type[Decline], version: GuidelineVersion) -> Select[int]:
    """Select who answered this major version or a later one."""
    # The versions are read apart, because there are few: so the answers are found by their index.
    holding = (
        select(GuidelineVersion.id)
        .where(
            GuidelineVersion.guideline_id == version.guideline_id,
            GuidelineVersion.major >= version.major,
            ~exists().where(VersionWithdrawal.version_id == GuidelineVersion.id),
        )
        .scalar_subquery()
    )
    return select(answer.person_id).where(answer.version_id.in_(holding))


def _excepted(guideline_id: int, *, at: datetime) -> Select[int]:
    return (
        select(ExceptionRequest.person_id)
        .join(ExceptionDecision, ExceptionDecision.request_id == ExceptionRequest.id)
        .where(ExceptionRequest.guideline_id == guideline_id, queries.is_in_force(at))
    )


def _seconds(moment: InstrumentedAttribute[datetime]) -> ColumnElement[int]:
    return cast_to(extract("epoch", moment), BigInteger)


def _teams(session: Session, facts: _Facts, *, is_choice: bool) -> tuple[TeamRow, ...]:
    """Return how teams stand, those that may not be shown alone put together."""
    ids, place = np.unique(facts.team, return_inverse=True)
    counted = np.zeros((ids.size, len(STATES)), np.int64)
    np.add.at(counted, (place, facts.state), 1)
    rows = dict(zip(ids.tolist(), counted.tolist(), strict=True))
    groups = table(rows, sums_in_steps=is_choice)
    if groups is None:
        return ()
    alone, found = set(groups.alone), []
    for team_id, name in ((NONE, ""), *_names(session)):
        if team_id in alone:
            found.append(_row(name, [rows[team_id]], is_choice=is_choice))
    if groups.together:
        together = [rows[team_id] for team_id in groups.together]
        found.append(_row("", together, is_choice=is_choice, is_together=True))
    return tuple(found)


def _names(session: Session) -> Sequence[tuple[int, str]]:
    return session.execute(select(Team.id, Team.name).order_by(Team.sort_key, Team.id)).all()


def _row(name: str, rows: Sequence[Sequence[int]], *, is_choice: bool, is_together: bool = False) -> TeamRow:
    numbers = [sum(part) for part in zip(*rows, strict=True)]
    return TeamRow(
        name,
        is_together=is_together,
        asked=_whole(sum(numbers), is_choice=is_choice),
        counts=tuple(in_steps(number) for number in numbers),
    )


def _points(facts: _Facts, published_at: datetime, at: datetime) -> tuple[Point, ...]:
    """Return how many had acknowledged at the end of some days since the publication, the last one today."""
    first, today = here(published_at), here(at)
    days = max((today - first).days, 0)
    step = max(1, -(-(days + 1) // MOST_POINTS))
    chosen = [today - timedelta(days=back) for back in range(0, days + 1, step)][::-1]
    ends = [midnight(day + timedelta(days=1)).timestamp() for day in chosen]
    counts = np.searchsorted(np.sort(facts.done_at), ends)
    return tuple(Point(day, in_steps(int(count))) for day, count in zip(chosen, counts, strict=True))
