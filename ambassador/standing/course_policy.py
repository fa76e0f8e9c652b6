"""Knows when a course is met for one person, and why: passed, in its grace, or waived."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from ambassador.people.audiences import Audience
from ambassador.standing.policy import Needed, Requirement
from ambassador.standing.reasons import Reason, Why


@dataclass(frozen=True)
class Waived:
    """A waiver that holds."""

    at: datetime
    until: datetime
    who: str = ""
    """Who approved it."""


@dataclass(frozen=True)
class Training:
    """What a person has done about a course, and by when they are to, as of a moment."""

    passed_at: datetime | None = None
    valid_until: datetime | None = None
    """The end of the pass that lasts longest."""
    cleared_until: datetime | None = None
    """The end of the grace after it; None is the same moment."""
    waived: Waived | None = None
    due_at: datetime | None = None
    """The date of the open cycle; None without one."""

    def until(self, at: datetime) -> datetime | None:
        """Return until when the course is met; None where it is not, at a moment."""
        ends = [self.cleared_until or self.valid_until, self.waived.until if self.waived else None]
        return max((end for end in ends if end is not None and end > at), default=None)


def course_requirement(
    course_id: int,
    title: str,
    *,
    done: Training,
    at: datetime,
    needed: Needed | None = None,
    is_for_them: bool = True,
    audience: Audience = Audience.AMBASSADORS,
) -> Requirement:
    """Return how a course stands: met while a pass or its grace counts, or a waiver; last moments excluded.

    Whoever has an open cycle has something to do, also before the pass they have runs out; not so who is
    waived.
    """
    if needed is not None and not needed.is_so:
        return Requirement(course_id, title, is_met=True, reasons=(needed.reason_against,), is_asked=False)
    if not is_for_them:
        not_asked = Reason(Why.NOT_ASKED, audience=audience)
        return Requirement(course_id, title, is_met=True, reasons=(not_asked,), is_asked=False)
    is_valid = done.valid_until is not None and done.valid_until > at
    until = done.until(at)
    has_cycle, is_waived = done.due_at is not None, done.waived is not None
    return Requirement(
        course_id,
        title,
        is_met=until is not None,
        met_at=done.passed_at if is_valid else None,
        until=until,
        reasons=tuple(_reasons(done, at)),
        is_open=not is_waived and (has_cycle or not is_valid),
        has_task=has_cycle and not is_waived,
        due_at=None if is_waived else done.due_at,
    )


def _reasons(done: Training, at: datetime) -> Iterator[Reason]:
    if done.valid_until is None:
        if done.waived is None:
            yield Reason(Why.NOT_PASSED)
    elif done.valid_until > at:
        yield Reason(Why.PASSED, at=done.passed_at, until=done.valid_until)
        return
    elif done.cleared_until is not None and done.cleared_until > at:
        yield Reason(Why.GRACE, at=done.valid_until, until=done.cleared_until)
    elif done.waived is None:
        yield Reason(Why.RAN_OUT, until=done.valid_until)
    if done.waived is not None:
        yield Reason(Why.WAIVED, at=done.waived.at, until=done.waived.until, who=done.waived.who)
