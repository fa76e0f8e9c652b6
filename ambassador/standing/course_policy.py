"""Knows when a course counts as passed for one person, and why."""

from __future__ import annotations

from datetime import datetime

from ambassador.people.audiences import Audience
from ambassador.standing.policy import Needed, Requirement
from ambassador.standing.reasons import Reason, Why


def course_requirement(
    course_id: int,
    title: str,
    *,
    passed_at: datetime | None,
    valid_until: datetime | None,
    at: datetime,
    needed: Needed | None = None,
    is_for_them: bool = True,
    audience: Audience = Audience.AMBASSADORS,
) -> Requirement:
    """Return how a course stands: met while the longest-lasting pass counts, its last moment excluded."""
    if needed is not None and not needed.is_so:
        return Requirement(course_id, title, is_met=True, reasons=(needed.reason_against,), is_asked=False)
    if not is_for_them:
        not_asked = Reason(Why.NOT_ASKED, audience=audience)
        return Requirement(course_id, title, is_met=True, reasons=(not_asked,), is_asked=False)
    is_met = valid_until is not None and valid_until > at
    if is_met:
        reason = Reason(Why.PASSED, at=passed_at, until=valid_until)
    elif valid_until is not None:
        reason = Reason(Why.RAN_OUT, until=valid_until)
    else:
        reason = Reason(Why.NOT_PASSED)
    return Requirement(
        course_id,
        title,
        is_met=is_met,
        met_at=passed_at if is_met else None,
        until=valid_until if is_met else None,
        reasons=(reason,),
        is_open=not is_met,
    )
