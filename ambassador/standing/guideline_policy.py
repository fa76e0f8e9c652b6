"""Knows when a guideline counts as acknowledged for one person, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from ambassador.guidelines.policy import Label
from ambassador.people.audiences import BROAD, Audience
from ambassador.standing.policy import Needed, Requirement
from ambassador.standing.reasons import Reason, Why


@dataclass(frozen=True)
class Edition:
    """A published version of a guideline, as far as clearance cares."""

    major: int
    binding_from: datetime | None
    title: str
    acknowledged_at: datetime | None = None
    minor: int = 0
    audience: Audience = Audience.AMBASSADORS
    withdrawn_at: datetime | None = None
    due_at: datetime | None = None

    @property
    def label(self) -> Label:
        return Label(self.major, self.minor)


@dataclass(frozen=True)
class Task:
    """That a person was asked to acknowledge a major version."""

    major: int
    due_at: datetime
    is_live: bool = True
    is_superseded: bool = False
    """Ended because a newer version asks instead."""


@dataclass(frozen=True)
class Excepted:
    """A granted exception."""

    at: datetime
    until: datetime
    who: str = ""
    """Who granted it."""


@dataclass(frozen=True)
class Declined:
    """That a person said no to a version."""

    label: Label
    at: datetime


@dataclass(frozen=True)
class Answers:
    """What was asked of a person about one guideline, and what became of it beside signatures."""

    tasks: Sequence[Task] = ()
    exceptions: Sequence[Excepted] = ()
    declines: Sequence[Declined] = ()


def guideline_requirement(
    guideline_id: int,
    editions: Sequence[Edition],
    *,
    at: datetime,
    answers: Answers | None = None,
    needed: Needed | None = None,
) -> Requirement:
    """Return how a guideline stands: met while no newer material version binds than the one acknowledged.

    A version that is published and does not bind yet leaves the earlier acknowledgement in force, and says
    when that ends. A version that was withdrawn binds nobody, and its signatures don't count. A version for
    teams or leaders binds who was asked for it; a granted exception is as good as a signature until it ends.
    `editions` are those published by `at`, the newest last; all that is told happened by then.
    """
    own = _Own(tuple(editions), answers or Answers())
    is_required = needed is None or needed.is_so
    is_met = not is_required or own.is_met(at)
    newest = own.newest
    signed = own.signed(1)
    return Requirement(
        guideline_id,
        (newest or editions[-1]).title,
        is_met=is_met,
        met_at=signed.acknowledged_at if signed and is_met else None,
        until=own.until(at) if is_required and is_met else None,
        reasons=tuple(own.reasons(at)) if is_required else (_against(needed),),
        is_asked=is_required and own.is_bound(own.line(at)),
        is_open=is_required and own.is_open(at),
        has_task=own.task_of_newest is not None,
        due_at=own.due_at(at),
    )


def _against(needed: Needed | None) -> Reason:
    return (needed or Needed()).reason_against


@dataclass(frozen=True)
class _Own:
    editions: tuple[Edition, ...]
    answers: Answers

    @property
    def newest(self) -> Edition | None:
        """The version in force: the newest that was not withdrawn."""
        return next((each for each in reversed(self.editions) if not each.withdrawn_at), None)

    @property
    def task_of_newest(self) -> Task | None:
        newest = self.newest
        asked = (task for task in self.answers.tasks if newest and task.major == newest.major)
        return next((task for task in asked if task.is_live), None)

    def line(self, at: datetime) -> int:
        """Return the major version that binds at a moment; 0 if none does."""
        live = (each for each in self.editions if not each.withdrawn_at)
        return max((each.major for each in live if each.binding_from and each.binding_from <= at), default=0)

    def first_of(self, major: int) -> Edition:
        return next(each for each in self.editions if each.major == major)

    def is_bound(self, major: int) -> bool:
        """Say whether a major version binds this person, once its time has come."""
        if not major:
            return False
        if self.first_of(major).audience in BROAD:
            return True
        asked = [task for task in self.answers.tasks if task.major == major]
        is_asked_later = any(task.is_live and task.major > major for task in self.answers.tasks)
        # Who is asked for the next version instead was, and stays, in the audience of this one.
        return any(task.is_live or (task.is_superseded and is_asked_later) for task in asked)

    def signed(self, major: int) -> Edition | None:
        """Return the newest version signed, of this major one or a later one, whose signature counts."""
        found = (each for each in reversed(self.editions) if each.acknowledged_at and not each.withdrawn_at)
        return next((each for each in found if each.major >= major), None)

    def excepted(self, at: datetime) -> Excepted | None:
        granted = (each for each in self.answers.exceptions if each.until > at)
        return max(granted, key=lambda each: each.until, default=None)

    def is_met(self, at: datetime) -> bool:
        major = self.line(at)
        return not self.is_bound(major) or bool(self.signed(major) or self.excepted(at))

    def until(self, at: datetime) -> datetime | None:
        """Return when it will no longer be met, as far as is known: at an end of grace or of an exception."""
        bindings = [each.binding_from for each in self.editions if each.binding_from]
        turns = [*bindings, *(each.until for each in self.answers.exceptions)]
        return next((turn for turn in sorted(turns) if turn > at and not self.is_met(turn)), None)

    def is_open(self, at: datetime) -> bool:
        newest = self.newest
        if newest is None or self.signed(newest.major) or self.excepted(at):
            return False
        return self.task_of_newest is not None or self.first_of(newest.major).audience in BROAD

    def due_at(self, at: datetime) -> datetime | None:
        """Return by when the newest version is to be acknowledged."""
        if not self.is_open(at) or self.newest is None:
            return None
        if self.task_of_newest is not None:
            return self.task_of_newest.due_at
        first = self.first_of(self.newest.major)
        return first.due_at or (first.binding_from if self.signed(1) else None)

    def reasons(self, at: datetime) -> Iterator[Reason]:
        major, newest = self.line(at), self.newest
        signed, excepted = self.signed(1), self.excepted(at)
        if not major:
            coming = [
                each.binding_from for each in self.editions if each.binding_from and not each.withdrawn_at
            ]
            yield Reason(Why.NOT_BINDING, until=min(coming, default=None))
        elif not self.is_bound(major):
            yield Reason(Why.NOT_ASKED, audience=self.first_of(major).audience)
        if signed is not None:
            yield Reason(Why.ACKNOWLEDGED, at=signed.acknowledged_at, version=signed.label)
        if excepted is not None and (signed is None or signed.major < major):
            yield Reason(Why.EXCEPTED, at=excepted.at, until=excepted.until, who=excepted.who)
        if not self.is_met(at):
            first = self.first_of(major)
            yield Reason(Why.MISSING, at=first.binding_from, version=first.label)
        elif newest and newest.major > major and self.is_open(at):
            first, until = self.first_of(newest.major), self.until(at)
            yield Reason(Why.WAITS, until=until, version=first.label, held=signed.label if signed else None)
        yield from self._beside(signed, major, is_open=self.is_open(at))

    def _beside(self, signed: Edition | None, major: int, *, is_open: bool) -> Iterator[Reason]:
        """Return what does not decide and is told all the same: a no, and versions that were withdrawn."""
        said = max(self.answers.declines, key=lambda each: each.at, default=None)
        if said is not None and is_open and said.label.major >= max(major, signed.major if signed else 0):
            yield Reason(Why.DECLINED, at=said.at, version=said.label)
        for each in self.editions:
            if each.withdrawn_at and (each.acknowledged_at or each.major > major):
                yield Reason(Why.WITHDRAWN, at=each.withdrawn_at, version=each.label)
