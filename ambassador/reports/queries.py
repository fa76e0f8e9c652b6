"""Reads the facts that reports are made of: each table once, for all people and months together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, literal, or_, select, union
from sqlalchemy.orm import Session

from ambassador.audience.models import Account, AudienceCount
from ambassador.audience.policy import Channel
from ambassador.columns import Ints, read_columns
from ambassador.guidelines.answering.models import Acknowledgement, ExceptionDecision, ExceptionRequest
from ambassador.guidelines.models import (
    GuidelineRequirement,
    GuidelineTask,
    GuidelineVersion,
    VersionWithdrawal,
)
from ambassador.guidelines.policy import Ended
from ambassador.optins.models import Invitation, OptIn, Withdrawal
from ambassador.people.models import Person, Team
from ambassador.reports.columns import first_point, places
from ambassador.standing import queries as standing
from ambassador.standing.course_audiences import CourseFor
from ambassador.standing.queries import Required
from ambassador.training.cycles.queries import met_spans
from ambassador.training.models import CourseRequirement, CourseVersion

CHANNELS = tuple(Channel)


@dataclass(frozen=True)
class Spans:
    """Facts that each hold for one person from one point on until before another."""

    person: Ints
    """Person ids."""
    subject: Ints
    """What it is about: a course, a version's row in another table, a channel; 0 where there is one kind."""
    since: Ints
    until: Ints


@dataclass(frozen=True)
class People:
    """Everyone on the roster, whether they work here or not, in the order of their ids."""

    person: Ints
    team: Ints
    """Team ids; -1 for people without a team."""
    since: Ints
    until: Ints

    def rows_of(self, ids: Ints) -> Ints:
        """Return the places of these people."""
        return places(self.person, ids)


@dataclass(frozen=True)
class Counts:
    """What was told about audiences, account by account and in the order of time."""

    account: Ints
    people: Ints
    is_at_least: Ints
    since: Ints


def required_at_each(session: Session, points: Sequence[datetime]) -> tuple[Required, ...]:
    """Return what a cleared ambassador needed at each of the rising points."""
    changes = session.execute(
        union(
            select(CourseVersion.published_at),
            select(GuidelineVersion.published_at),
            select(GuidelineVersion.binding_from),
            select(VersionWithdrawal.at),
            select(GuidelineRequirement.at),
            select(CourseRequirement.at),
        )
    ).scalars()
    moments = [moment for moment in changes if moment is not None]
    required: list[Required] = []
    for place, point in enumerate(points):
        # Nothing else changes what is required, so most points need no question of their own.
        is_same = place > 0 and not any(points[place - 1] < moment <= point for moment in moments)
        required.append(required[-1] if is_same else standing.required_at(session, point))
    return tuple(required)


def people(session: Session, points: Sequence[datetime]) -> People:
    """Return everyone, from when until when they work here."""
    columns = read_columns(
        session,
        select(
            Person.id,
            Person.team_id,
            first_point(Person.joined_at, points),
            first_point(Person.left_at, points),
        ).order_by(Person.id),
    )
    return People(*columns)


def invited(session: Session, *, at: datetime) -> Ints:
    """Return the ids of everyone who has been invited."""
    [ids] = read_columns(session, select(Invitation.person_id).where(Invitation.invited_at <= at))
    return ids


def consents(session: Session, points: Sequence[datetime]) -> Spans:
    """Return all consents, each until it was withdrawn."""
    return Spans(
        *read_columns(
            session,
            select(
                OptIn.person_id,
                literal(0),
                first_point(OptIn.at, points),
                first_point(Withdrawal.at, points),
            ).outerjoin(Withdrawal, Withdrawal.opt_in_id == OptIn.id),
        )
    )


def passes(session: Session, points: Sequence[datetime]) -> Spans:
    """Return by course all passes, each until its grace is over, and all waivers until they end."""
    each = met_spans().c
    return Spans(
        *read_columns(
            session,
            select(
                each.person_id,
                each.course_id,
                first_point(each.since, points),
                first_point(each.until, points),
            ),
        )
    )


def bound_by(session: Session, course: CourseFor) -> Ints:
    """Return the ids of everyone of whom a required course for leaders or teams asks a pass."""
    [ids] = read_columns(session, select(Person.id).where(course.binds))
    return ids


def acknowledgements(session: Session, points: Sequence[datetime]) -> Spans:
    """Return all acknowledgements by version; none of them ends by itself."""
    return Spans(
        *read_columns(
            session,
            select(
                Acknowledgement.person_id,
                Acknowledgement.version_id,
                first_point(Acknowledgement.at, points),
                literal(len(points)),
            ),
        )
    )


def exceptions(session: Session, points: Sequence[datetime]) -> Spans:
    """Return all granted exceptions by guideline, each until it ends."""
    return Spans(
        *read_columns(
            session,
            select(
                ExceptionRequest.person_id,
                ExceptionRequest.guideline_id,
                first_point(ExceptionDecision.at, points),
                first_point(ExceptionDecision.until, points),
            )
            .join(ExceptionDecision, ExceptionDecision.request_id == ExceptionRequest.id)
            .where(ExceptionDecision.is_granted),
        )
    )


def tasks(session: Session, points: Sequence[datetime]) -> Spans:
    """Return by version who was asked to acknowledge it, each until nobody expected it any more."""
    return Spans(
        *read_columns(
            session,
            select(
                GuidelineTask.person_id,
                GuidelineTask.version_id,
                first_point(GuidelineTask.asked_at, points),
                first_point(GuidelineTask.ended_at, points),
            ),
        )
    )


def superseded(session: Session, points: Sequence[datetime]) -> Spans:
    """Return by version whose task gave way to one of a later version, and from when on."""
    return Spans(
        *read_columns(
            session,
            select(
                GuidelineTask.person_id,
                GuidelineTask.version_id,
                first_point(GuidelineTask.ended_at, points),
                literal(len(points)),
            ).where(GuidelineTask.ended_why == Ended.SUPERSEDED),
        )
    )


def majors(session: Session) -> dict[int, dict[int, int]]:
    """Return by guideline the major version of each of its versions."""
    rows = session.execute(
        select(GuidelineVersion.guideline_id, GuidelineVersion.id, GuidelineVersion.major)
    ).all()
    found: dict[int, dict[int, int]] = {}
    for guideline_id, version_id, major in rows:
        found.setdefault(guideline_id, {})[version_id] = major
    return found


def accounts(session: Session, points: Sequence[datetime]) -> tuple[Ints, Spans]:
    """Return all account ids, and each account's person, channel (a place in CHANNELS) and times."""
    channel = case({name: literal(place) for place, name in enumerate(CHANNELS)}, value=Account.channel)
    ids, *columns = read_columns(
        session,
        select(
            Account.id,
            Account.person_id,
            channel,
            first_point(Account.added_at, points),
            first_point(Account.removed_at, points),
        ).order_by(Account.id),
    )
    return ids, Spans(*columns)


def counts(session: Session, points: Sequence[datetime]) -> Counts:
    """Return all audience counts."""
    columns = read_columns(
        session,
        select(
            AudienceCount.account_id,
            AudienceCount.people,
            case((AudienceCount.is_at_least, 1), else_=0),
            first_point(AudienceCount.at, points),
        ).order_by(AudienceCount.account_id, AudienceCount.at, AudienceCount.id),
    )
    return Counts(*columns)


def handles(session: Session, channel: Channel, *, at: datetime) -> list[str]:
    """Return the names that people who work here go by on a channel, of those who told theirs."""
    told = (
        select(Account.handle)
        .where(Account.channel == channel, Account.handle != "", Account.added_at <= at)
        .where(or_(Account.removed_at.is_(None), Account.removed_at > at))
        .where(Account.person_id.in_(standing.working_at(at)))
        .subquery()
    )
    # One long text is read several times as fast as many short ones; no handle has a line break.
    text = session.scalar(select(func.aggregate_strings(told.c.handle, "\n")))
    return text.split("\n") if text else []


def team_names(session: Session) -> dict[int, str]:
    """Return the names of all teams, in Norwegian order."""
    rows = session.execute(select(Team.id, Team.name).order_by(Team.sort_key, Team.id)).all()
    return {row[0]: row[1] for row in rows}
