"""Counts how courses go: frozen objects, withheld where a group would be under five."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from ambassador.columns import NONE, Ints
from ambassador.followup.courses import policy
from ambassador.followup.courses.policy import EVER_PASSED, OVERDUE, STANDS, STARTED, Spread, Stand
from ambassador.followup.courses.queries import Learners, learners
from ambassador.people.models import Team
from ambassador.people.withholding_policy import Count, in_steps, table
from ambassador.standing.course_audiences import courses_in_force
from ambassador.training.models import CourseVersion
from ambassador.training.queries import in_language
from ambassador.training.requirement_queries import is_required as must_be_passed
from ambassador.training.requirement_queries import required_at
from ambassador.training.tallies.queries import times_of


@dataclass(frozen=True)
class CourseLine:
    """How one course goes, as it may be shown."""

    course_id: int
    title: str
    is_required: bool
    people: Count
    """Everybody who works here and was asked for it, has begun or passed it, or need not."""
    counts: tuple[Count, ...]
    """In the order of STANDS; empty where no way of showing them is safe."""
    tries: Spread | None
    """At which attempt those who passed it here did for the first time."""
    minutes: Spread | None
    """How long an attempt took, from beginning to handing in."""

    @property
    def by_stand(self) -> dict[Stand, Count]:
        return dict(zip(STANDS, self.counts, strict=bool(self.counts)))

    def together(self, stands: Collection[Stand]) -> Count | None:
        """Return how many stand in one of these ways; None where it is withheld.

        Worked out from what is shown, as whoever reads the page could: so it gives nothing away.
        """
        if not self.counts:
            return None
        chosen = [self.by_stand[each] for each in stands]
        return Count(
            sum(count.low for count in chosen),
            min(sum(count.high for count in chosen), self.people.high),
        )

    @property
    def started(self) -> Count | None:
        return self.together(STARTED)

    @property
    def passed(self) -> Count | None:
        return self.together({Stand.PASSED})

    @property
    def ever_passed(self) -> Count | None:
        return self.together(EVER_PASSED)

    @property
    def waived(self) -> Count | None:
        return self.together({Stand.WAIVED})

    @property
    def overdue(self) -> Count | None:
        return self.together(OVERDUE)


@dataclass(frozen=True)
class Overview:
    """How all courses go."""

    at: datetime
    courses: tuple[CourseLine, ...]


@dataclass(frozen=True)
class TeamRow:
    """How a team stands with a course, or the teams that are shown together."""

    name: str
    """Empty for people without a team, and for several teams together."""
    is_together: bool
    people: Count
    counts: tuple[Count, ...]
    """In the order of STANDS."""


def overview(session: Session, *, at: datetime, language: str) -> Overview:
    """Return how every published course goes; to be asked in a snapshot, as tallies are."""
    versions = {each.course_id: each.version_id for each in courses_in_force(session, at)}
    titles = titles_of(session, versions.values(), language)
    found = learners(session, list(versions), at=at)
    times, required = times_of(session, list(versions)), set(session.scalars(required_at()))
    lines = (
        _line(
            course_id,
            titles[version_id],
            found[course_id],
            times[course_id],
            is_required=course_id in required,
        )
        for course_id, version_id in versions.items()
    )
    return Overview(at, tuple(lines))


def course_line(
    session: Session, course_id: int, *, at: datetime, language: str
) -> tuple[CourseLine, tuple[TeamRow, ...]] | None:
    """Return how one course goes, and how the teams stand with it; None for one without a version.

    No teams where no way of showing them is safe. To be asked in a snapshot.
    """
    version = next((one for one in courses_in_force(session, at) if one.course_id == course_id), None)
    if version is None:
        return None
    found = learners(session, [course_id], at=at)[course_id]
    line = _line(
        course_id,
        titles_of(session, [version.version_id], language)[version.version_id],
        found,
        times_of(session, [course_id])[course_id],
        is_required=must_be_passed(session, course_id),
    )
    return line, _teams(session, found)


def titles_of(session: Session, version_ids: Iterable[int], language: str) -> dict[int, str]:
    """Return what course versions are called."""
    rows = session.execute(
        select(CourseVersion.id, CourseVersion.texts).where(CourseVersion.id.in_(list(version_ids)))
    )
    return {version_id: in_language(texts, language).get("title", "") for version_id, texts in rows}


def totals_shown(stand: Ints) -> tuple[Count, tuple[Count, ...]]:
    """Return how many people there are, and how many in each of STANDS: none of these where none is safe.

    Who learns what is their own choice, and tells who is an ambassador: so all is in steps. A table of one
    row is shown where its steps, with the whole, tell no small part.
    """
    totals = np.bincount(stand, minlength=len(STANDS)).tolist()
    is_safe = stand.size == 0 or table({0: totals}, sums_in_steps=True) is not None
    return in_steps(sum(totals)), tuple(in_steps(number) for number in totals) if is_safe else ()


def teams_shown(stand: Ints, team: Ints) -> dict[int | None, tuple[Count, tuple[Count, ...]]]:
    """Return how each team stands, in the order of their ids, and as None those shown together.

    Empty where no way of showing them is safe.
    """
    ids, place = np.unique(team, return_inverse=True)
    counted = np.bincount(place * len(STANDS) + stand, minlength=ids.size * len(STANDS))
    rows = dict(zip(ids.tolist(), counted.reshape(ids.size, len(STANDS)).tolist(), strict=True))
    groups = table(rows, sums_in_steps=True)
    if groups is None:
        return {}
    shown: dict[int | None, tuple[Count, tuple[Count, ...]]] = {
        one: _row([rows[one]]) for one in groups.alone
    }
    if groups.together:
        shown[None] = _row([rows[one] for one in groups.together])
    return shown


def _row(rows: Sequence[Sequence[int]]) -> tuple[Count, tuple[Count, ...]]:
    numbers = [sum(part) for part in zip(*rows, strict=True)]
    return in_steps(sum(numbers)), tuple(in_steps(number) for number in numbers)


def _line(
    course_id: int, title: str, found: Learners, times: Mapping[int, int], *, is_required: bool
) -> CourseLine:
    people, counts = totals_shown(found.stand)
    return CourseLine(
        course_id=course_id,
        title=title,
        is_required=is_required,
        people=people,
        counts=counts,
        tries=policy.spread(found.tries, people=found.handed_in),
        minutes=policy.spread(times, people=found.handed_in),
    )


def _teams(session: Session, found: Learners) -> tuple[TeamRow, ...]:
    shown = teams_shown(found.stand, found.team)
    names = session.execute(select(Team.id, Team.name).order_by(Team.sort_key, Team.id)).all()
    order: list[tuple[int | None, str]] = [(NONE, ""), *((row.id, row.name) for row in names), (None, "")]
    return tuple(
        TeamRow(name, team_id is None, *shown[team_id]) for team_id, name in order if team_id in shown
    )
