"""Turns a standing into the steps of the checklist: what is done, what is next, and where to do it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from flask import url_for
from flask_babel import gettext as _

from ambassador.standing.policy import Requirement, Standing, is_due_soon
from ambassador.web.formats import day


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
    for course in standing.courses:
        href = url_for("training.course", course_id=course.id)
        if not course.is_met:
            note = _("Short lessons and a quiz, at your own pace.")
            yield Step("todo", course.title, note, href, _("Take the course"))
        elif is_due_soon(course, at=standing.at):
            note = _("Passed, but it runs out on %(day)s.", day=_until(course))
            yield Step("todo", course.title, note, href, _("Renew it"))
        else:
            yield Step(
                "done",
                course.title,
                _("Passed. Counts until %(day)s.", day=_until(course)),
                href,
                _("See the course"),
            )


def _guidelines(standing: Standing) -> Iterator[Step]:
    for guideline in standing.guidelines:
        href = url_for("guidelines.read", guideline_id=guideline.id)
        if not guideline.is_met:
            note = _("Read the rules, and say that you will follow them.")
            yield Step("todo", guideline.title, note, href, _("Read and acknowledge"))
        elif guideline.until is not None:
            note = _("There is a new version. Acknowledge it by %(day)s.", day=_until(guideline))
            yield Step("todo", guideline.title, note, href, _("Read and acknowledge"))
        else:
            note = _("Acknowledged on %(day)s.", day=day(guideline.met_at)) if guideline.met_at else ""
            yield Step("done", guideline.title, note, href, _("Read the rules"))


def _channels(standing: Standing) -> Step:
    title, href = _("Tell which channels you use"), url_for("audience.channels")
    if standing.channels:
        return Step(
            "done", title, _("Numbers change: look over them now and then."), href, _("Update my channels")
        )
    note = _("If you like to. Without it the report fills in an estimate for you, and says so.")
    return Step("todo", title, note, href, _("Tell about my channels"))


def _until(requirement: Requirement) -> str:
    return day(requirement.until) if requirement.until else ""
