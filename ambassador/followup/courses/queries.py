"""Reads how everybody stands with courses, as arrays: one statement for each kind of fact."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import product

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import BigInteger, ColumnElement, Select, and_, case, cast, func, not_, or_, select
from sqlalchemy.orm import Session

from ambassador.columns import NONE, Ints, read_columns
from ambassador.followup.courses.policy import STANDS, stand
from ambassador.people.models import Person, Team
from ambassador.training.cycles.models import CourseCycle
from ambassador.training.cycles.queries import waived_at
from ambassador.training.models import Attempt, CourseVersion, Result
from ambassador.training.pass_queries import passes, results_in_force

Flags = NDArray[np.bool_]

NEVER = np.iinfo(np.int64).max
"""What stands where no attempt passed."""

ATTEMPTS = 2**31
"""More than there are ids of attempts, which have 31 bits."""

TELLS = ("is_passed", "is_waived", "is_late", "has_passed", "has_begun")
_STAND_OF = np.array(
    [
        STANDS.index(stand(**dict(zip(TELLS, told, strict=True))))
        for told in product((False, True), repeat=len(TELLS))
    ],
    np.int64,
)
"""The one rule of how somebody stands, for each way in which it can be told."""


@dataclass(frozen=True)
class Learners:
    """How everybody who works here stands with one course."""

    team: Ints
    """The team of everybody who was asked for it, has begun or passed it, or need not; NONE without one."""
    stand: Ints
    """The place in STANDS of each of them."""
    tries: Mapping[int, int]
    """How many of them passed for the first time at which attempt."""
    handed_in: int
    """How many of them have handed in an attempt."""


def learners(session: Session, course_ids: Sequence[int], *, at: datetime) -> dict[int, Learners]:
    """Return how everybody who works here stands with courses, as things stand."""
    facts = _Facts(session, course_ids, at=at)
    return {course_id: facts.of(course_id) for course_id in course_ids}


class _Facts:
    """What is known of each person and course, at the place `person * width + course` of an array."""

    def __init__(self, session: Session, course_ids: Sequence[int], *, at: datetime) -> None:
        self._session, self._at = session, at
        self._courses = course_ids
        # Of one course a place for each person is enough.
        self._width = 1 if len(course_ids) == 1 else max(course_ids, default=0) + 1
        self._read_people()
        self._size = self._team.size * self._width
        self._read_results()
        self._read_begun()
        self._read_cycles()

    def of(self, course_id: int) -> Learners:
        """Return how everybody who works here stands with one of the courses."""
        first = 0 if self._width == 1 else course_id
        own = slice(first, None, self._width)
        told = [
            flags[own]
            for flags in (self._is_passed, self._is_waived, self._is_late, self._has_passed, self._has_begun)
        ]
        concerned = (told[0] | told[1] | told[3] | told[4] | self._is_asked[own]) & self._is_here
        place = np.zeros(concerned.size, np.uint8)
        for flags in told:
            place = 2 * place + flags
        tries = self._tries[own][concerned]
        return Learners(
            team=self._team[concerned],
            stand=_STAND_OF[place[concerned]],
            tries=Counter(dict(enumerate(np.bincount(tries).tolist()))) - Counter({0: tries.size}),
            handed_in=int(np.count_nonzero(self._has_handed_in[own] & concerned)),
        )

    def _none(self) -> Flags:
        return np.zeros(self._size, bool)

    def _key(self, person: ColumnElement[int], course: ColumnElement[int]) -> ColumnElement[int]:
        return cast(person, BigInteger) * self._width + (0 if self._width == 1 else course)

    def _read_people(self) -> None:
        """Read who works here, and on which team: in one number, because two take twice as long."""
        is_here = and_(Person.joined_at <= self._at, or_(Person.left_at.is_(None), Person.left_at > self._at))
        width = (self._session.scalar(select(func.max(Team.id))) or 0) + 1
        most = self._session.scalar(select(func.max(Person.id))) or 0
        # Those without a team at 0, which is no team's id.
        own = cast(Person.id, BigInteger) * width + func.coalesce(Person.team_id, 0)
        here = read_columns(self._session, select(own).where(is_here))[0]
        self._is_here, self._team = np.zeros(most + 1, bool), np.full(most + 1, NONE)
        self._is_here[here // width] = True
        self._team[here // width] = np.where(here % width, here % width, NONE)

    def _read_results(self) -> None:
        """Read who has passed, who has handed in, and at which attempt each first passed.

        Attempts are counted in the order of their ids: whoever has one open begins no other. One all of whose
        questions were withdrawn counts for nothing.
        """
        each = passes().c
        counts_now = case((each.valid_until > self._at, 1), else_=0)
        passed, attempt = self._read_attempts(
            select(
                self._key(each.person_id, each.course_id) * 2 + counts_now, func.coalesce(each.attempt_id, 0)
            ).where(each.at <= self._at, each.course_id.in_(self._courses))
        )
        others = results_in_force().where(not_(Result.is_passed), Result.course_id.in_(self._courses))
        other = others.subquery().c
        failed, failed_attempt = self._read_attempts(
            select(self._key(other.person_id, other.course_id), other.attempt_id).where(
                not_(other.is_passed), other.asked > 0
            )
        )
        self._has_passed, self._is_passed, self._has_handed_in = self._none(), self._none(), self._none()
        self._has_passed[passed // 2] = True
        self._is_passed[passed[passed % 2 == 1] // 2] = True
        # What was passed elsewhere is no attempt.
        is_ours = attempt > 0
        attempt, passed = attempt[is_ours], passed[is_ours] // 2
        self._has_handed_in[passed] = self._has_handed_in[failed] = True
        # Most passed at the first attempt: only of those who ever failed it matters what came first.
        has_failed = self._none()
        has_failed[failed] = True
        is_second = has_failed[passed]
        first = np.full(self._size, NEVER)
        np.minimum.at(first, passed[is_second], attempt[is_second])
        before = np.bincount(failed[failed_attempt < first[failed]], minlength=self._size)
        self._tries = np.zeros(self._size, np.int64)
        self._tries[passed] = before[passed] + 1

    def _read_attempts(self, rows: Select[int, int]) -> tuple[Ints, Ints]:
        """Return the columns of a statement: the place of a person and course, and the id of an attempt.

        Read as one number, because of a hundred thousand rows two take nearly twice as long.
        """
        # The offset of nothing keeps SQLite from carrying whole rows of `passes` through a table of their
        # own, which takes twice as long.
        place, attempt = rows.offset(0).subquery().c
        both = read_columns(self._session, select(cast(place, BigInteger) * ATTEMPTS + attempt))[0]
        return both // ATTEMPTS, both % ATTEMPTS

    def _read_begun(self) -> None:
        # Of all courses: whatever version an attempt is at, it must be told from the person beside it.
        courses = dict(self._session.execute(select(CourseVersion.id, CourseVersion.course_id)).all())
        width = max(courses, default=0) + 1
        self._has_begun = self._none()
        # Not joined to the versions, which are few: so all is read from one index.
        began = read_columns(
            self._session,
            select(cast(Attempt.person_id, BigInteger) * width + Attempt.version_id),
        )[0]
        course = np.full(width, NONE)
        for version_id, course_id in courses.items():
            if course_id in self._courses:
                course[version_id] = 0 if self._width == 1 else course_id
        person, of = began // width, course[began % width]
        self._has_begun[person[of != NONE] * self._width + of[of != NONE]] = True

    def _read_cycles(self) -> None:
        # As things stand, not at a moment: so only the few cycles that are open are read, by their index.
        open_cycles = select(
            self._key(CourseCycle.person_id.expression, CourseCycle.course_id.expression) * 2
            + case((CourseCycle.due_at <= self._at, 1), else_=0)
        ).where(CourseCycle.ended_at.is_(None), CourseCycle.course_id.in_(self._courses))
        asked = read_columns(self._session, open_cycles)[0]
        self._is_asked, self._is_late, self._is_waived = self._none(), self._none(), self._none()
        self._is_asked[asked // 2] = True
        self._is_late[asked[asked % 2 == 1] // 2] = True
        each = waived_at(self._at).subquery().c
        waived = select(self._key(each.person_id, each.course_id)).where(each.course_id.in_(self._courses))
        self._is_waived[read_columns(self._session, waived)[0]] = True
