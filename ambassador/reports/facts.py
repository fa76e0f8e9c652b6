"""Reads the facts of a report: everyone, how far they had come month by month, and their audiences."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from sqlalchemy.orm import Session

from ambassador.audience.policy import Channel
from ambassador.clock import Month, months_until
from ambassador.columns import Ints
from ambassador.reports import policy, queries
from ambassador.reports.history import Audiences, Progress, at_point, audiences, progress
from ambassador.reports.queries import People

MONTHS = 18
NOW = MONTHS - 1
"""The last of the points in time: not the month's end, which is still to come, but the moment itself."""


@dataclass(frozen=True)
class Facts:
    """What the database says, read once."""

    points: tuple[datetime, ...]
    """The ends of the months, the oldest first, and the moment itself."""
    people: People
    progress: Progress
    audiences: dict[Channel, Audiences]
    headcount: int
    funnel: policy.Funnel


def funnel_now(session: Session, *, at: datetime) -> policy.Funnel:
    """Return how far the people who work here have come, with small groups hidden."""
    return _read_people(session, (at,))[2]


def read_facts(session: Session, *, at: datetime) -> Facts:
    """Return everything a report at a moment is made of: each table is read once, for all months together."""
    points = (*(month.end for month in months_until(Month.of(at), count=MONTHS)[:-1]), at)
    people, far, funnel = _read_people(session, points)
    return Facts(
        points=points,
        people=people,
        progress=far,
        audiences=audiences(session, people, points),
        headcount=int(np.count_nonzero(at_point(far.working, NOW))),
        funnel=funnel,
    )


def _read_people(session: Session, points: tuple[datetime, ...]) -> tuple[People, Progress, policy.Funnel]:
    people = queries.people(session, points)
    far = progress(session, people, points)
    last = len(points) - 1
    working = at_point(far.working, last)
    invited = people.rows_of(queries.invited(session, at=points[last]))

    def count(bits: Ints) -> int:
        return int(np.count_nonzero(at_point(bits, last)))

    return (
        people,
        far,
        policy.funnel(
            invited=int(np.count_nonzero(working[invited])),
            opted_in=count(far.opted_in),
            trained=count(far.trained),
            acknowledged=count(far.acknowledged),
            cleared=count(far.cleared),
        ),
    )
