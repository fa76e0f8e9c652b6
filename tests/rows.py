"""Writes rows straight into the tables, many at a time, where operations would take too long."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from ambassador.audience.policy import Channel
from ambassador.guidelines.answering.models import Decline, ExceptionDecision, ExceptionRequest
from ambassador.guidelines.models import Guideline, GuidelineRequirement, GuidelineText, GuidelineVersion
from ambassador.guidelines.policy import Ended
from ambassador.people.audiences import Audience
from ambassador.sharing.keys import secret_check
from ambassador.sharing.policy import Purpose
from ambassador.trail.operations import record
from ambassador.training.cycles.models import CourseWaiver, WaiverEnd
from ambassador.training.models import (
    Course,
    CoursePrerequisite,
    CourseRequirement,
    CourseVersion,
    CourseVersionTeam,
)
from tests.factories import LIST_SECRET, LONG_AGO

DAY = timedelta(days=1)
YEAR = 365 * DAY


def rows(session: Session, model: type[Any], values: Sequence[dict[str, Any]]) -> None:
    """Insert many rows."""
    if values:
        session.execute(insert(model), list(values))


def publish_course(
    session: Session,
    course_id: int,
    *,
    at: datetime | None,
    number: int = 1,
    is_required: bool = True,
    audience: Audience = Audience.AMBASSADORS,
    teams: Sequence[int] = (),
    after: Sequence[int] = (),
    **settings: Any,
) -> int:
    """Add a version of a course, and the course itself with its first; return the version's id."""
    if number == 1:
        session.add(Course(id=course_id, slug=f"course-{course_id}"))
        session.flush()
        if not is_required:
            session.add(CourseRequirement(course_id=course_id, number=1, is_required=False, at=LONG_AGO))
    version = CourseVersion(
        course_id=course_id,
        number=number,
        pass_percent=80,
        texts={
            "nb": {"title": f"Kurs {course_id}.{number}"},
            "en": {"title": f"Course {course_id}.{number}"},
        },
        audience=audience,
        **{"validity_months": 12, **settings},
    )
    session.add(version)
    session.flush()
    session.add_all(CourseVersionTeam(version_id=version.id, team_id=team) for team in teams)
    session.add_all(CoursePrerequisite(version_id=version.id, course_id=other) for other in after)
    session.flush()
    session.execute(update(CourseVersion).where(CourseVersion.id == version.id).values(published_at=at))
    return version.id


def publish_guideline(
    session: Session,
    guideline_id: int,
    *,
    at: datetime | None,
    binding_from: datetime | None,
    number: int = 1,
    major: int = 1,
    minor: int = 0,
    audience: Audience = Audience.AMBASSADORS,
    due_at: datetime | None = None,
    is_required: bool = True,
) -> int:
    """Add a version of a guideline, and the guideline itself with its first; return the version's id."""
    if number == 1:
        session.add(Guideline(id=guideline_id, slug=f"rules-{guideline_id}"))
        session.flush()
        if not is_required:
            never = GuidelineRequirement(guideline_id=guideline_id, number=1, is_required=False, at=LONG_AGO)
            session.add(never)
    version = GuidelineVersion(guideline_id=guideline_id, number=number, audience=audience, due_at=due_at)
    session.add(version)
    session.flush()
    for language, word in (("nb", "Regler"), ("en", "Rules")):
        session.add(
            GuidelineText(
                version_id=version.id, language=language, title=f"{word} {guideline_id}.{number}", body="..."
            )
        )
    session.flush()
    session.execute(
        update(GuidelineVersion)
        .where(GuidelineVersion.id == version.id)
        .values(published_at=at, binding_from=binding_from, major=major, minor=minor)
    )
    return version.id


def person(who: int, *, joined_at: datetime, left_at: datetime | None = None) -> dict[str, Any]:
    """Return a person as a row."""
    return {
        "id": who,
        "email": f"person{who}@example.no",
        "name": f"Person {who}",
        "title": "",
        "is_leader": False,
        "sort_key": f"person {who}",
        "search_key": f"person {who}",
        "joined_at": joined_at,
        "left_at": left_at,
    }


def opt_in(opt_in_id: int, who: int, at: datetime, *, number: int = 1, version: str = "2") -> dict[str, Any]:
    """Return an opt-in as a row."""
    consent = {"consent_version": version, "sentence": "I take part.", "language": "en"}
    return {"id": opt_in_id, "person_id": who, "number": number, "at": at, **consent}


def sharing_consent(who: int, at: datetime, *, purpose: Purpose, channel: Channel) -> dict[str, Any]:
    """Return a consent to share as a row, which the database gives its id."""
    consent = {"consent_version": "1", "sentence": "I share.", "language": "en"}
    return {"person_id": who, "purpose": purpose, "channel": channel, "number": 1, "at": at, **consent}


def shared_list(
    account_id: int,
    who: int,
    consent_id: int,
    at: datetime,
    *,
    channel: Channel,
    people: int,
    keys: bytes = b"",
    one_in: int = 16,
    secret: str = LIST_SECRET,
    kept: timedelta = YEAR,
) -> dict[str, Any]:
    """Return a shared list as a row."""
    return {
        "account_id": account_id,
        "person_id": who,
        "channel": channel,
        "consent_id": consent_id,
        "keys": keys,
        "people": people,
        "one_in": one_in,
        "secret_check": secret_check(secret),
        "shared_at": at,
        "expires_at": at + kept,
    }


def attempt(attempt_id: int, who: int, version: int, at: datetime, *, number: int = 1) -> dict[str, Any]:
    """Return an attempt as a row."""
    return {"id": attempt_id, "person_id": who, "version_id": version, "number": number, "started_at": at}


def result(
    attempt_id: int,
    who: int,
    course: int,
    at: datetime,
    *,
    valid_until: datetime | None,
    grace: timedelta | None = None,
) -> dict[str, Any]:
    """Return a result as a row: passed when it has an end."""
    marks = {"answers": {}, "right": 12, "asked": 12, "is_passed": valid_until is not None}
    return {
        "attempt_id": attempt_id,
        "person_id": who,
        "course_id": course,
        "at": at,
        "valid_until": valid_until,
        "cleared_until": valid_until + grace if valid_until and grace else None,
        **marks,
    }


def waive(
    session: Session, who: int, course: int, at: datetime, *, until: datetime, number: int = 1, by: int = 1
) -> int:
    """Let somebody off passing a course; return the waiver."""
    entry = record(session, "waived", by=None, at=at).sequence
    made = {"person_id": who, "course_id": course, "number": number, "at": at, "by": by, "until": until}
    waiver = CourseWaiver(**made, entry=entry)
    session.add(waiver)
    session.flush()
    return waiver.id


def end_waiver(session: Session, waiver_id: int, at: datetime, *, by: int = 1) -> None:
    """End a waiver before its time."""
    entry = record(session, "waiver ended", by=None, at=at).sequence
    session.add(WaiverEnd(waiver_id=waiver_id, at=at, by=by, entry=entry))
    session.flush()


def acknowledgement(who: int, version: int, at: datetime) -> dict[str, Any]:
    """Return an acknowledgement as a row."""
    shown = {"language": "en", "sha256": "0" * 64, "sentence": "I have read it."}
    return {"person_id": who, "version_id": version, "at": at, **shown}


def task(
    who: int,
    version: int,
    at: datetime,
    *,
    due_at: datetime | None = None,
    number: int = 1,
    ended_at: datetime | None = None,
    ended_why: Ended | None = None,
) -> dict[str, Any]:
    """Return a task to acknowledge a version as a row."""
    return {
        "person_id": who,
        "version_id": version,
        "number": number,
        "asked_at": at,
        "due_at": due_at or at + 14 * DAY,
        "ended_at": ended_at,
        "ended_why": ended_why,
    }


def except_from(
    session: Session,
    who: int,
    guideline_id: int,
    at: datetime,
    *,
    until: datetime | None,
    number: int = 1,
    by: int | None = None,
) -> None:
    """Let somebody ask for an exception and decide about it at once: granted if it has an end."""
    asked, decided = (record(session, what, by=None, at=at).sequence for what in ("asked", "decided"))
    request = ExceptionRequest(
        person_id=who, guideline_id=guideline_id, number=number, at=at, by=who, entry=asked
    )
    session.add(request)
    session.flush()
    decision = {"is_granted": until is not None, "at": at, "by": by or who, "until": until, "entry": decided}
    session.add(ExceptionDecision(request_id=request.id, **decision))
    session.flush()


def decline(session: Session, who: int, version: int, at: datetime) -> None:
    """Let somebody say no to a version."""
    entry = record(session, "declined", by=None, at=at).sequence
    session.add(Decline(person_id=who, version_id=version, at=at, entry=entry))
    session.flush()
