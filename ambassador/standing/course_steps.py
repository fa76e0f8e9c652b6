"""Says what somebody is to do about a course, by when, and what holds until then."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from ambassador.standing.policy import Requirement, is_due_soon
from ambassador.standing.reasons import Reason, Why
from ambassador.web.formats import day
from ambassador.web.i18n import gettext as _


@dataclass(frozen=True)
class CourseStep:
    """How a course stands on a checklist."""

    is_done: bool
    note: str
    action: str


def course_step(course: Requirement, *, at: datetime) -> CourseStep:
    """Return how a course stands for somebody of whom it is asked."""
    waived, passed = course.reason(Why.WAIVED), course.reason(Why.PASSED)
    if passed is not None and is_due_soon(course, at=at):
        note = _("Passed, but it runs out on %(day)s.", day=_on(passed.until))
        return CourseStep(False, f"{note} {_keeps_its_day()}", _("Renew it"))
    if passed is not None:
        note = _("Passed. Counts until %(day)s.", day=_on(passed.until))
        if course.is_open:
            return CourseStep(True, f"{note} {_keeps_its_day()}", _("Renew it"))
        return CourseStep(True, note, _("See the course"))
    if waived is not None:
        note = _("You need not pass it until %(day)s.", day=_on(waived.until))
        return CourseStep(True, note, _("See the course"))
    lapsed = course.reason(Why.GRACE) or course.reason(Why.RAN_OUT)
    return CourseStep(
        False, " ".join(_left(course, lapsed, at=at)), _("Renew it") if lapsed else _("Take the course")
    )


def _left(course: Requirement, lapsed: Reason | None, *, at: datetime) -> Iterator[str]:
    if lapsed is None:
        if course.waits_for:
            yield _("Before its quiz, you pass: %(courses)s.", courses=", ".join(course.waits_for))
        else:
            yield _("Short lessons and a quiz, at your own pace.")
    elif lapsed.why is Why.GRACE:
        yield _(
            "Your pass ran out on %(day)s. You are cleared until %(until)s: renew it by then.",
            day=_on(lapsed.at),
            until=_on(lapsed.until),
        )
        return
    else:
        yield _("Your pass ran out on %(day)s.", day=_on(lapsed.until))
    if course.due_at is not None and course.due_at > at:
        yield _("Pass it by %(day)s.", day=day(course.due_at))
    elif course.due_at is not None and lapsed is None:
        yield _("It was due on %(day)s.", day=day(course.due_at))


def _keeps_its_day() -> str:
    return _("Renewed now, it counts on from that day.")


def _on(moment: datetime | None) -> str:
    return day(moment) if moment else ""
