"""Turns a standing into the steps of the checklist: what is done, what is next, and where to do it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from flask import url_for

from ambassador.standing.course_steps import course_step
from ambassador.standing.policy import Requirement, Standing
from ambassador.standing.reasons import Why
from ambassador.training.prerequisite_policy import in_order
from ambassador.web.formats import day
from ambassador.web.i18n import gettext as _


@dataclass(frozen=True)
class Step:
    """One line of the checklist."""

    state: str
    """`done`, `current` (the one next thing to do) or `todo`."""
    title: str
    note: str
    href: str
    action: str


def steps_of(standing: Standing) -> list[Step]:
    """Return the steps of somebody who has joined; at most one of them is current."""
    steps = [_joined(standing), *_courses(standing), *_guidelines(standing), _channels(standing)]
    first = next((place for place, step in enumerate(steps) if step.state == "todo"), None)
    if first is not None:
        steps[first] = replace(steps[first], state="current")
    return steps


def tasks_of(standing: Standing) -> list[Step]:
    """Return what was asked of somebody who has not joined, courses and guidelines; none of it first."""
    guidelines = [
        Step(
            "todo",
            guideline.title,
            to_acknowledge(guideline, at=standing.at),
            url_for("guidelines.read", guideline_id=guideline.id),
            _("Read and acknowledge"),
        )
        for guideline in standing.tasks
    ]
    return [*(_step(course, at=standing.at) for course in standing.courses_to_take), *guidelines]


def _joined(standing: Standing) -> Step:
    when = day(standing.opted_in_at) if standing.opted_in_at else ""
    return Step(
        "done",
        _("Join the programme"),
        _("You joined on %(day)s.", day=when),
        url_for("optins.join"),
        _("What I agreed to"),
    )


def _courses(standing: Standing) -> Iterator[Step]:
    for course in _in_order(standing):
        yield _step(course, at=standing.at)


def _step(course: Requirement, *, at: datetime) -> Step:
    step = course_step(course, at=at)
    href = url_for("training.course", course_id=course.id)
    return Step("done" if step.is_done else "todo", course.title, step.note, href, step.action)


def _in_order(standing: Standing) -> Sequence[Requirement]:
    """Return the courses that are asked, each after those that must be passed before it."""
    asked = {course.id: course for course in standing.courses if course.is_asked}
    order = in_order(tuple(asked), {course.id: course.after for course in standing.courses})
    return [asked[course_id] for course_id in order]


def _guidelines(standing: Standing) -> Iterator[Step]:
    for guideline in standing.guidelines:
        href = url_for("guidelines.read", guideline_id=guideline.id)
        if not guideline.is_met or guideline.is_open:
            note = to_acknowledge(guideline, at=standing.at)
            yield Step("todo", guideline.title, note, href, _("Read and acknowledge"))
        elif guideline.is_asked or guideline.met_at is not None:
            yield Step("done", guideline.title, _acknowledged(guideline), href, _("Read the rules"))


def to_acknowledge(guideline: Requirement, *, at: datetime) -> str:
    """Return in words what is to be acknowledged, by when, and what holds until then."""
    due, is_overdue = guideline.due_at, guideline.due_at is not None and guideline.due_at <= at
    waits = guideline.reason(Why.WAITS)
    if waits is not None and waits.held is not None and waits.until is not None:
        until, held = day(waits.until), waits.held.major
        sentences = [_("There is a new version.")]
        if due is not None and not is_overdue and day(due) != until:
            sentences.append(_("Acknowledge it by %(day)s.", day=day(due)))
            sentences.append(
                _("You are cleared under version %(version)s until %(day)s.", version=held, day=until)
            )
        else:
            sentences.append(
                _(
                    "Acknowledge it by %(day)s; until then you are cleared under version %(version)s.",
                    day=until,
                    version=held,
                )
            )
    else:
        sentences = [_("Read the rules, and say that you will follow them.")]
        if due is not None and not is_overdue:
            sentences.append(_("Acknowledge it by %(day)s.", day=day(due)))
    if due is not None and is_overdue:
        sentences.append(_("It was due on %(day)s.", day=day(due)))
    declined = guideline.reason(Why.DECLINED)
    if declined is not None:
        sentences.append(_("You declined it on %(day)s, and may still acknowledge it.", day=_on(declined.at)))
    return " ".join(sentences)


def _acknowledged(guideline: Requirement) -> str:
    excepted = guideline.reason(Why.EXCEPTED)
    if excepted is not None:
        return _("You are excepted until %(day)s.", day=_on(excepted.until))
    return _("Acknowledged on %(day)s.", day=_on(guideline.met_at)) if guideline.met_at else ""


def _channels(standing: Standing) -> Step:
    title, href = _("Tell which channels you use"), url_for("audience.channels")
    if standing.channels:
        return Step(
            "done", title, _("Numbers change: look over them now and then."), href, _("Update my channels")
        )
    note = _("If you like to. Without it the report fills in an estimate for you, and says so.")
    return Step("todo", title, note, href, _("Tell about my channels"))


def _on(moment: datetime | None) -> str:
    return day(moment) if moment else ""
