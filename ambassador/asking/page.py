"""Puts together what the page of a design shows: nothing on it tells who answered what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from sqlalchemy.orm import Session

from ambassador.asking import frame_queries, policy, queries
from ambassador.asking.models import ListDesign
from ambassador.audience.policy import Channel
from ambassador.columns import NONE, Ints
from ambassador.sharing.keys import secret_check
from ambassador.sharing.queries import ListSizes, list_sizes


@dataclass(frozen=True)
class DesignPage:
    """A design as the programme manager sees it."""

    channel: Channel
    wanted: int
    begun_at: datetime
    closed_at: datetime | None
    answers: policy.Answers
    doubts: tuple[policy.Doubt, ...]
    names: Sequence[str]
    """This page of the names, in Norwegian order; none once the design is closed."""
    page: int
    pages: int


def design_page(session: Session, design: ListDesign, *, page: int, secret: str, at: datetime) -> DesignPage:
    """Return a design with its answers held back where they must be, and a page of its names.

    Of the lists, only those that were made pseudonymous with this secret, as in the report.
    """
    channel = Channel(design.channel)
    drawn = queries.drawn_people(session, design.id)
    came = list_sizes(session, channel, at=at, secret_check=secret_check(secret))
    answers = policy.answers(
        wanted=design.lists,
        asked=drawn.size,
        lists_in=int(np.isin(drawn, came.person).sum()),
        declined=design.refusals,
    )
    pages = max(1, -(-answers.names // queries.PAGE))
    page = min(max(1, page), pages)
    is_open = design.closed_at is None
    return DesignPage(
        channel=channel,
        wanted=design.lists,
        begun_at=design.begun_at,
        closed_at=design.closed_at,
        answers=answers,
        doubts=_doubts(session, design, came, drawn, at=at),
        names=queries.names(session, design.id, shown=answers.names, page=page) if is_open else (),
        page=page,
        pages=pages,
    )


def _doubts(
    session: Session, design: ListDesign, came: ListSizes, drawn: Ints, *, at: datetime
) -> tuple[policy.Doubt, ...]:
    if came.person.size < policy.STEP:
        return ()
    frame = frame_queries.frame(session, Channel(design.channel), at=at)
    teams = dict(zip(frame.person.tolist(), _teams(frame.team), strict=True))
    lists = zip(came.person.tolist(), came.people.tolist(), np.isin(came.person, drawn).tolist(), strict=True)
    return policy.doubts(
        [policy.Came(people, teams.get(person), is_asked) for person, people, is_asked in lists],
        audiences=frame.audience.tolist(),
        teams=list(teams.values()),
    )


def _teams(ids: Ints) -> list[int | None]:
    return [None if team == NONE else team for team in ids.tolist()]
