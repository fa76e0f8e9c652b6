"""Says for all people at once, point by point in time, who is cleared and how large the audiences are.

The rule of clearance is that of `standing.queries`, asked here at many points in one pass over the facts; a
test holds the two against each other. The points at which something is so are the bits of a whole number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from ambassador.audience.policy import Channel
from ambassador.columns import Ints
from ambassador.reports import queries
from ambassador.reports.columns import places
from ambassador.reports.queries import CHANNELS, People, Spans
from ambassador.standing.queries import Binding, Required

Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]
Places = NDArray[np.int8]
"""Points: in small numbers, because hundreds of thousands of them are compared month by month."""

ALWAYS = -1
"""The whole number with all its bits set."""


@dataclass(frozen=True)
class Progress:
    """When each person, in the order of `People`, was how far."""

    working: Ints
    opted_in: Ints
    """Opted in while working here; so are the next two."""
    trained: Ints
    acknowledged: Ints

    @property
    def cleared(self) -> Ints:
        return self.trained & self.acknowledged


def at_point(bits: Ints, point: int) -> Flags:
    """Return for whom it is so at a point."""
    return np.asarray((bits >> point) & 1 == 1)


def progress(session: Session, people: People, points: Sequence[datetime]) -> Progress:
    """Return how far everyone had come at each of at most 62 rising points."""
    required = queries.required_at_each(session, points)
    working = _bits(people.since, people.until)
    opted_in = working & _any_of(people, queries.consents(session, points))
    return Progress(
        working=working,
        opted_in=opted_in,
        trained=opted_in & _trained(session, people, queries.passes(session, points), required),
        acknowledged=opted_in & _acknowledged(people, Answers.read(session, points), required),
    )


@dataclass(frozen=True)
class Answers:
    """All that people signed, were asked and were excepted from."""

    agreed: Spans
    excepted: Spans
    asked: Spans
    superseded: Spans
    majors: Mapping[int, Mapping[int, int]]
    """By guideline, the major version of each of its versions."""

    @classmethod
    def read(cls, session: Session, points: Sequence[datetime]) -> Answers:
        return cls(
            agreed=queries.acknowledgements(session, points),
            excepted=queries.exceptions(session, points),
            asked=queries.tasks(session, points),
            superseded=queries.superseded(session, points),
            majors=queries.majors(session),
        )


def _trained(session: Session, people: People, passes: Spans, required: Sequence[Required]) -> Ints:
    met = np.full(people.person.size, ALWAYS, dtype=np.int64)
    for course in {course for each in required for course in each.courses}:
        not_asked = _points(course not in each.courses for each in required)
        met &= not_asked | _any_of(people, passes, only=passes.subject == course)
    for one in {one for each in required for one in each.courses_for_some}:
        not_asked = _points(one not in each.courses_for_some for each in required)
        passed = not_asked | _any_of(people, passes, only=passes.subject == one.course_id)
        # Whom it is not for at all is met at every point.
        met &= np.where(np.isin(people.person, queries.bound_by(session, one)), passed, ALWAYS)
    return met


def _acknowledged(people: People, answers: Answers, required: Sequence[Required]) -> Ints:
    met = np.full(people.person.size, ALWAYS, dtype=np.int64)
    wanted = [{binding.guideline_id: binding for binding in each.guidelines} for each in required]
    for guideline in {guideline for each in wanted for guideline in each}:
        bindings = [each.get(guideline) for each in wanted]
        excepted = _any_of(people, answers.excepted, only=answers.excepted.subject == guideline)
        enough = excepted | _points(binding is None for binding in bindings)
        for version in {version for binding in bindings if binding for version in binding.versions}:
            counts = _points(binding is not None and version in binding.versions for binding in bindings)
            enough |= counts & _any_of(people, answers.agreed, only=answers.agreed.subject == version)
        met &= enough | _not_asked(people, answers, guideline, bindings)
    return met


def _not_asked(people: People, answers: Answers, guideline: int, bindings: Sequence[Binding | None]) -> Ints:
    """Return when a version binds that is for teams or leaders, and this person was not asked for it."""
    narrow = [None if binding is None or binding.is_for_all else binding.major for binding in bindings]
    result = np.zeros(people.person.size, dtype=np.int64)
    for major in {major for major in narrow if major is not None}:
        own = [version for version, other in answers.majors[guideline].items() if other == major]
        later = [version for version, other in answers.majors[guideline].items() if other > major]
        asked = _of_versions(people, answers.asked, own)
        gave_way = _of_versions(people, answers.superseded, own)
        is_bound = asked | (gave_way & _of_versions(people, answers.asked, later))
        result |= ~is_bound & _points(each == major for each in narrow)
    return result


def _of_versions(people: People, spans: Spans, versions: Sequence[int]) -> Ints:
    return _any_of(people, spans, only=np.isin(spans.subject, versions))


def _points(flags: Iterable[bool]) -> int:
    return sum(1 << point for point, is_so in enumerate(flags) if is_so)


def _bits(since: Ints, until: Ints) -> Ints:
    one = np.int64(1)
    return np.asarray(np.where(until > since, (one << until) - (one << since), 0))


def _any_of(people: People, spans: Spans, *, only: Flags | None = None) -> Ints:
    """Return for each person the points at which any of the spans holds."""
    chosen = slice(None) if only is None else only
    result = np.zeros(people.person.size, dtype=np.int64)
    rows = people.rows_of(spans.person[chosen])
    np.bitwise_or.at(result, rows, _bits(spans.since[chosen], spans.until[chosen]))
    return result


@dataclass(frozen=True)
class Audiences:
    """The accounts on one channel, and everything that was told about their sizes."""

    row: Ints
    """The place of an account's person in `People`."""
    is_open: Ints
    told_of: Ints
    """The place of the account that a count is about."""
    people: Floats
    is_at_least: Flags
    since: Places
    until: Places
    """From which point on a later count takes its place."""

    def at(self, point: int, *, whose: Flags) -> AudiencesOf:
        """Return the audiences at a point, of the chosen people who have an account then."""
        holds = np.flatnonzero((self.since <= point) & (point < self.until))
        people = np.full(self.row.size, np.nan)
        people[self.told_of[holds]] = self.people[holds]
        is_at_least = np.zeros(self.row.size, dtype=np.bool_)
        is_at_least[self.told_of[holds]] = self.is_at_least[holds]
        has = np.flatnonzero(at_point(self.is_open, point) & whose[self.row])
        return AudiencesOf(row=self.row[has], people=people[has], is_at_least=is_at_least[has])


def audiences(session: Session, people: People, points: Sequence[datetime]) -> dict[Channel, Audiences]:
    """Return all accounts and counts by channel, in two statements."""
    ids, accounts = queries.accounts(session, points)
    told = queries.counts(session, points)
    since = told.since.astype(np.int8)
    until = np.full(told.account.size, len(points), dtype=np.int8)
    has_later = told.account[1:] == told.account[:-1]
    until[:-1][has_later] = since[1:][has_later]
    told_of = places(ids, told.account)
    row, is_open = people.rows_of(accounts.person), _bits(accounts.since, accounts.until)
    found = {}
    for place, channel in enumerate(CHANNELS):
        here = accounts.subject == place
        counted = here[told_of]
        if here.any():
            found[channel] = Audiences(
                row=row[here],
                is_open=is_open[here],
                told_of=(np.cumsum(here) - 1)[told_of[counted]],
                people=told.people[counted].astype(np.float64),
                is_at_least=told.is_at_least[counted] == 1,
                since=since[counted],
                until=until[counted],
            )
    return found


@dataclass(frozen=True)
class AudiencesOf:
    """Audiences on one channel at one point: whose, how large, and whether that is only a lower limit."""

    row: Ints
    people: Floats
    """NaN where no size was told."""
    is_at_least: Flags

    def of(self, chosen: Flags) -> AudiencesOf:
        """Return those of them that are chosen."""
        return AudiencesOf(self.row[chosen], self.people[chosen], self.is_at_least[chosen])

    def with_lists(self, sizes: Floats, *, only_gaps: bool = False) -> AudiencesOf:
        """Return the audiences with sizes of lists, by place in `People`, in the place of what was told.

        With `only_gaps` a list only fills in what was not told, or only as "at least": for months in which
        the list was not there yet.
        """
        listed = sizes[self.row]
        chosen = ~np.isnan(listed)
        if only_gaps:
            chosen &= np.isnan(self.people) | (self.is_at_least & (listed > self.people))
        return AudiencesOf(
            self.row, np.where(chosen, listed, self.people), np.where(chosen, False, self.is_at_least)
        )
