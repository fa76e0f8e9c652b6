"""Breaks the reach of one channel down by team and by month, on the same evidence as its headline."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property

import numpy as np
from sqlalchemy.orm import Session

from ambassador.columns import NONE
from ambassador.reach import Estimate, Grade, Rung, people_by_counts
from ambassador.reports import policy, queries
from ambassador.reports.curves import Group, group_reach
from ambassador.reports.evidence import Evidence
from ambassador.reports.history import Audiences, AudiencesOf, Progress, at_point
from ambassador.reports.queries import People
from ambassador.reports.reach_report import ChannelReach, Figure, GrowthPoint, TeamReach, figure


@dataclass(frozen=True)
class Whole:
    """The channel of the headline, of which teams and months are parts."""

    reach: ChannelReach
    estimate: Estimate
    """As it is shown."""
    evidence: Evidence
    scatter: float

    @cached_property
    def everyone(self) -> Group:
        """All ambassadors on the channel, today."""
        return _group(self.evidence.told)

    def people(self, told: AudiencesOf) -> Figure:
        """Return the people whom some ambassadors reach.

        From counts alone where the headline is; else read off the headline's curve, so that no part rests on
        weaker evidence than the whole, and better evidence changes all of them together.
        """
        if self.reach.grade is Grade.COUNTS_ONLY:
            return figure(people_by_counts(counts=told.people, at_least=told.is_at_least)[1])
        return group_reach(self.estimate, _group(told), everyone=self.everyone, scatter=self.scatter)


def teams(session: Session, people: People, whole: Whole) -> tuple[TeamReach, ...]:
    """Return the teams that can be shown, each with what its ambassadors reach; small ones together."""
    told, everyone = whole.evidence.told, whole.reach.presence.ambassadors
    team = people.team[told.row]
    ids, sizes = np.unique(team, return_counts=True)
    groups = policy.grouping(dict(zip(ids.tolist(), sizes.tolist(), strict=True)))
    if groups is None:
        return ()
    names = queries.team_names(session)
    alone = [team_id for team_id in (*names, NONE) if team_id in set(groups.alone)]
    rows = [
        _team(names.get(team_id, ""), told.of(team == team_id), whole, is_together=False) for team_id in alone
    ]
    if groups.together:
        rows.append(_team("", told.of(np.isin(team, groups.together)), whole, is_together=True))
    if not policy.has_room(everyone, rows=len(rows)):
        return ()
    return tuple(rows if everyone.is_exact else [replace(row, ambassadors=None) for row in rows])


def _team(name: str, told: AudiencesOf, whole: Whole, *, is_together: bool) -> TeamReach:
    group = _group(told)
    known = float(np.nansum(told.people))
    return TeamReach(
        name=name,
        is_together=is_together,
        ambassadors=int(told.row.size),
        follows=figure(Rung(group.follows, known, group.follows, is_open=group.is_open)),
        people=whole.people(told),
    )


def growth(
    far: Progress,
    points: tuple[datetime, ...],
    *,
    day: date,
    whole: Whole | None,
    audiences: Audiences | None,
) -> tuple[GrowthPoint, ...]:
    """Return the cleared ambassadors and the people at the end of each month, and today as the headline."""
    last = len(points) - 1
    found = []
    for place, point in enumerate(points):
        cleared = at_point(far.cleared, place)
        people = None
        if place == last and whole is not None:
            people = whole.reach.people
        elif whole is not None and audiences is not None and policy.is_shown(int(cleared.sum())):
            told = audiences.at(place, whose=cleared).with_lists(whole.evidence.sizes, only_gaps=True)
            if policy.is_shown(told.row.size) and not np.isnan(told.people).all():
                people = whole.people(told)
        found.append(
            GrowthPoint(
                day=day if place == last else point.date(),
                cleared=policy.shown(int(cleared.sum())),
                people=people,
            )
        )
    return tuple(found)


def _group(told: AudiencesOf) -> Group:
    """Return some ambassadors as one group, where those who told nothing count with the median."""
    is_known = ~np.isnan(told.people)
    known = told.people[is_known]
    missing = told.row.size - known.size
    imputed = float(np.median(known)) * missing if missing and known.size else 0.0
    return Group(
        ambassadors=int(told.row.size),
        follows=float(known.sum()) + imputed,
        largest=float(known.max(initial=0.0)),
        is_open=missing > 0 or bool(told.is_at_least.any()),
    )
