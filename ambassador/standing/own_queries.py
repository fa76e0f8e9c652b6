"""Asks the facts how one person stands at a moment, with reasons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import String, and_, bindparam, cast, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from ambassador.audience.models import Account
from ambassador.db import Moment
from ambassador.guidelines.answering.models import Acknowledgement
from ambassador.guidelines.models import (
    Guideline,
    GuidelineRequirement,
    GuidelineText,
    GuidelineVersion,
    VersionWithdrawal,
)
from ambassador.guidelines.requirement_queries import still_required as guideline_is_required
from ambassador.optins.models import OptIn, Withdrawal
from ambassador.people.audiences import Audience
from ambassador.people.models import Person
from ambassador.standing.answer_queries import answers_of
from ambassador.standing.course_policy import Training, Waived, course_requirement
from ambassador.standing.guideline_policy import Answers, Edition, guideline_requirement
from ambassador.standing.policy import Needed, Requirement, Standing
from ambassador.training.audience_queries import is_for
from ambassador.training.cycles.models import CourseCycle, CourseWaiver, WaiverEnd
from ambassador.training.cycles.queries import cycle_is_open
from ambassador.training.models import Course, CoursePrerequisite, CourseRequirement, CourseVersion
from ambassador.training.pass_queries import passes
from ambassador.training.requirement_queries import still_required as course_is_required

# The statements about one person are built once: building them anew takes longer than running them.
_WHO: Any = bindparam("who")
_AT: Any = bindparam("moment", type_=Moment)
_LANGUAGE: Any = bindparam("language")


def standing_of(session: Session, person_id: int, language: str, at: datetime) -> Standing:
    """Return how one person stands at a moment, with titles in a language, in four statements.

    What is not required at that moment is among it, met, with the reason why nobody asks for it.
    """
    about: Mapping[str, object] = {"who": person_id, "moment": at, "language": language}
    person = session.execute(_PERSON, about).first()
    return Standing(
        at=at,
        opted_in_at=person.opted_in_at if person else None,
        courses=_courses_of(session, about, language=language, at=at),
        guidelines=_guidelines_of(session, about, at=at),
        works_here=bool(
            person and person.joined_at <= at and (person.left_at is None or person.left_at > at)
        ),
        channels=person.channels if person else 0,
    )


_PERSON = select(
    Person.joined_at,
    Person.left_at,
    select(func.max(OptIn.at))
    .outerjoin(Withdrawal, and_(Withdrawal.opt_in_id == OptIn.id, Withdrawal.at <= _AT))
    .where(OptIn.person_id == _WHO, OptIn.at <= _AT, Withdrawal.opt_in_id.is_(None))
    .scalar_subquery()
    .label("opted_in_at"),
    select(func.count())
    .where(
        Account.person_id == _WHO,
        Account.added_at <= _AT,
        or_(Account.removed_at.is_(None), Account.removed_at > _AT),
    )
    .scalar_subquery()
    .label("channels"),
).where(Person.id == _WHO)


def _changed_at(history: Any, own: Any, *more: Any) -> Any:
    said = select(history.at).where(own, history.at <= _AT, *more)
    return said.order_by(history.number.desc()).limit(1).scalar_subquery().label("changed_at")


def _again_from(history: Any, own: Any) -> Any:
    later = select(func.min(history.at)).where(own, history.at > _AT, history.is_required)
    return later.scalar_subquery().label("again_from")


def _needed(row: Any) -> Needed:
    return Needed(is_so=row.is_required, changed_at=row.changed_at, again_from=row.again_from)


def _courses_of(
    session: Session, about: Mapping[str, object], *, language: str, at: datetime
) -> tuple[Requirement, ...]:
    rows = session.execute(_COURSES, about).all()
    missing = {row.id: _title(row.texts, language) for row in rows if _training(row).until(at) is None}
    return tuple(_course(row, missing, language=language, at=at) for row in rows)


def _course(row: Any, missing: Mapping[int, str], *, language: str, at: datetime) -> Requirement:
    found = course_requirement(
        row.id,
        _title(row.texts, language),
        done=_training(row),
        at=at,
        needed=_needed(row),
        is_for_them=row.is_for_them,
        audience=Audience(row.audience),
    )
    after = tuple(sorted(int(each) for each in (row.after or "").split(",") if each))
    return replace(found, after=after, waits_for=tuple(missing[each] for each in after if each in missing))


def _training(row: Any) -> Training:
    return Training(
        passed_at=row.passed_at,
        valid_until=row.valid_until,
        cleared_until=row.cleared_until,
        waived=Waived(row.waived_at, row.waived_until, row.waived_by) if row.waived_at else None,
        due_at=row.due_at,
    )


def _title(texts: Mapping[str, Mapping[str, str]], language: str) -> str:
    chosen = texts.get(language) or next(iter(texts.values()), {})
    return chosen.get("title", "")


_passes = passes().c


def _pass(what: Any) -> Any:
    own = select(func.max(what)).where(
        _passes.course_id == Course.id, _passes.person_id == _WHO, _passes.at <= _AT
    )
    return own.correlate(Course).scalar_subquery()


_newest, _first = aliased(CourseVersion), aliased(CourseVersion)
_first_published = (
    select(func.min(_first.published_at))
    .where(_first.course_id == Course.id)
    .correlate(Course)
    .scalar_subquery()
)
_holding, _approver = aliased(CourseWaiver), aliased(Person)
_waiver = (
    select(_holding.id)
    .where(
        _holding.person_id == _WHO,
        _holding.course_id == Course.id,
        _holding.at <= _AT,
        _holding.until > _AT,
        ~exists().where(WaiverEnd.waiver_id == _holding.id, WaiverEnd.at <= _AT),
    )
    .order_by(_holding.until.desc())
    .limit(1)
    .correlate(Course)
    .scalar_subquery()
)
_due_at = (
    select(func.min(CourseCycle.due_at))
    .where(CourseCycle.person_id == _WHO, CourseCycle.course_id == Course.id, cycle_is_open(_AT))
    .correlate(Course)
    .scalar_subquery()
)
_COURSES = (
    select(
        Course.id,
        CourseVersion.texts,
        CourseVersion.audience,
        is_for(_WHO).label("is_for_them"),
        # As one text, so that what comes before which takes no statement more.
        select(func.aggregate_strings(cast(CoursePrerequisite.course_id, String), ","))
        .where(CoursePrerequisite.version_id == CourseVersion.id)
        .correlate(CourseVersion)
        .scalar_subquery()
        .label("after"),
        _pass(_passes.at).label("passed_at"),
        _pass(_passes.valid_until).label("valid_until"),
        _pass(_passes.cleared_until).label("cleared_until"),
        CourseWaiver.at.label("waived_at"),
        CourseWaiver.until.label("waived_until"),
        _approver.name.label("waived_by"),
        _due_at.label("due_at"),
        course_is_required(_AT).label("is_required"),
        # What was so from the first publication on is no change: such a course was never required.
        _changed_at(
            CourseRequirement,
            CourseRequirement.course_id == Course.id,
            CourseRequirement.at > _first_published,
        ),
        _again_from(CourseRequirement, CourseRequirement.course_id == Course.id),
    )
    .join(CourseVersion, CourseVersion.course_id == Course.id)
    .outerjoin(CourseWaiver, CourseWaiver.id == _waiver)
    .outerjoin(_approver, _approver.id == CourseWaiver.by)
    .where(
        CourseVersion.id
        == select(_newest.id)
        .where(_newest.course_id == Course.id, _newest.published_at <= _AT)
        .order_by(_newest.number.desc())
        .limit(1)
        .correlate(Course)
        .scalar_subquery(),
    )
    .order_by(Course.id)
)


def _guidelines_of(session: Session, about: Mapping[str, object], *, at: datetime) -> tuple[Requirement, ...]:
    answers = defaultdict(Answers, answers_of(session, about))
    found = []
    for guideline_id, rows in groupby(session.execute(_GUIDELINES, about), key=lambda row: row.id):
        own = list(rows)
        found.append(
            guideline_requirement(
                guideline_id,
                [_edition(row) for row in own],
                at=at,
                answers=answers[guideline_id],
                needed=_needed(own[0]),
            )
        )
    return tuple(found)


def _edition(row: Any) -> Edition:
    return Edition(
        row.major,
        row.binding_from,
        row.title or "",
        row.acknowledged_at,
        minor=row.minor,
        audience=Audience(row.audience),
        withdrawn_at=row.withdrawn_at,
        due_at=row.due_at,
    )


_any_text = aliased(GuidelineText)
_GUIDELINES = (
    select(
        Guideline.id,
        GuidelineVersion.major,
        GuidelineVersion.minor,
        GuidelineVersion.binding_from,
        GuidelineVersion.due_at,
        GuidelineVersion.audience,
        func.coalesce(
            GuidelineText.title,
            select(func.min(_any_text.title))
            .where(_any_text.version_id == GuidelineVersion.id)
            .correlate(GuidelineVersion)
            .scalar_subquery(),
        ).label("title"),
        Acknowledgement.at.label("acknowledged_at"),
        VersionWithdrawal.at.label("withdrawn_at"),
        guideline_is_required(_AT).label("is_required"),
        _changed_at(GuidelineRequirement, GuidelineRequirement.guideline_id == Guideline.id),
        _again_from(GuidelineRequirement, GuidelineRequirement.guideline_id == Guideline.id),
    )
    .join(GuidelineVersion, GuidelineVersion.guideline_id == Guideline.id)
    .outerjoin(
        GuidelineText,
        and_(
            GuidelineText.version_id == GuidelineVersion.id,
            GuidelineText.language == _LANGUAGE,
            ~GuidelineText.lags,
        ),
    )
    .outerjoin(
        Acknowledgement,
        and_(
            Acknowledgement.version_id == GuidelineVersion.id,
            Acknowledgement.person_id == _WHO,
            Acknowledgement.at <= _AT,
        ),
    )
    .outerjoin(
        VersionWithdrawal,
        and_(VersionWithdrawal.version_id == GuidelineVersion.id, VersionWithdrawal.at <= _AT),
    )
    .where(GuidelineVersion.published_at <= _AT)
    .order_by(Guideline.id, GuidelineVersion.number)
)
