"""Knows the rules of guidelines: how versions are numbered, when they bind, what a signature holds for."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

DEFAULT_DUE = 14
MOST_DUE = 365
"""Days from its publication in which a version is to be acknowledged."""

DEFAULT_GRACE = 14
MOST_GRACE = 180
"""Days after the due date in which those who acknowledged the version before stay cleared."""


class Change(StrEnum):
    """How much a new version differs from the one before."""

    FIRST = "first"
    MINOR = "minor"
    """Nothing to acknowledge anew: a clearer word, a mended mistake."""
    MATERIAL = "material"
    """Something people must know and accept: everybody is asked again."""


class Ended(StrEnum):
    """Why a task ended without being done."""

    SUPERSEDED = "superseded"
    """A newer material version asks instead."""
    WITHDRAWN = "withdrawn"
    """The version was taken back."""
    LEFT = "left"
    OUTSIDE = "outside"
    """No longer in the audience: opted out, changed team, or the guideline is no longer required."""


@dataclass(frozen=True, order=True)
class Label:
    """A version's name: 2.1 is the second set of rules, mended once."""

    major: int
    minor: int

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}"


@dataclass(frozen=True)
class Words:
    """A version's words in one language."""

    title: str = ""
    summary: str = ""
    body: str = ""

    @property
    def are_complete(self) -> bool:
        return bool(self.title.strip() and self.summary.strip() and self.body.strip())


class Reviewed(StrEnum):
    """How far the review of a draft is."""

    NEVER = "never"
    WAITING = "waiting"
    APPROVED = "approved"
    SENT_BACK = "sent back"
    CHANGED = "changed"
    """Its words were changed after they were looked at, so nobody has seen these."""


class Verdict(StrEnum):
    """What becomes of an acknowledgement that somebody sent."""

    DONE_BEFORE = "done before"
    SUPERSEDED = "superseded"
    NOT_TICKED = "not ticked"
    ACCEPTED = "accepted"


def next_label(taken: Collection[Label], in_force: Label | None, change: Change) -> Label:
    """Return the name of the version that follows: 1.0 first, then a higher minor or major number.

    `taken` are the names of all versions ever published, withdrawn or not: no name is given twice.
    """
    if in_force is None or change is not Change.MINOR:
        return Label(max((label.major for label in taken), default=0) + 1, 0)
    minors = [label.minor for label in taken if label.major == in_force.major]
    return Label(in_force.major, max(minors, default=in_force.minor) + 1)


def binding_from(
    change: Change,
    *,
    published_at: datetime,
    due_at: datetime | None,
    grace_days: int,
    major_binds_from: datetime | None,
) -> datetime:
    """Return from when a version must have been acknowledged.

    A first version binds at once, a material one when its grace after the due date ends. A minor one binds
    when its major version does (`major_binds_from`): mending a word must not cut short the grace that people
    were promised.
    """
    if change is Change.MATERIAL:
        return (due_at or published_at) + timedelta(days=grace_days)
    if change is Change.FIRST or major_binds_from is None:
        return published_at
    return max(published_at, major_binds_from)


def is_due(due_at: datetime | None, *, at: datetime) -> bool:
    """Say whether a version published now may be due then: after now, and within a year or so."""
    return due_at is not None and at < due_at <= at + timedelta(days=MOST_DUE + 1)


def is_grace(days: int | None) -> bool:
    """Say whether this many days of grace may be chosen."""
    return days is not None and 0 <= days <= MOST_GRACE


def judge(*, acknowledged_major: int, current_major: int, is_what_was_seen: bool, is_ticked: bool) -> Verdict:
    """Say what becomes of an acknowledgement.

    `acknowledged_major` is 0 for somebody who acknowledged nothing; `is_what_was_seen` says whether the page
    showed the version in force, byte for byte.
    """
    if not is_what_was_seen:
        # A page that was sent twice is no conflict as long as its version's signature holds.
        return Verdict.DONE_BEFORE if acknowledged_major >= current_major else Verdict.SUPERSEDED
    if acknowledged_major >= current_major:
        return Verdict.DONE_BEFORE
    return Verdict.ACCEPTED if is_ticked else Verdict.NOT_TICKED


def sha256(shown: str) -> str:
    """Return the SHA-256 of a shown text in UTF-8, in hexadecimal."""
    return hashlib.sha256(shown.encode()).hexdigest()


def fingerprint(*texts: str) -> str:
    """Return one hash for several texts: two people who loaded the same draft hold the same."""
    return sha256("".join(f"{len(text)}:{text}" for text in texts))


def reviewed(reviews: Sequence[tuple[str, bool | None]], words: str) -> Reviewed:
    """Say how far the review of a draft is that has these words, by their fingerprint.

    `reviews` holds the fingerprint of each review, the newest first, and its answer or None.
    """
    answers = [answer for seen, answer in reviews if seen == words]
    if not answers:
        return Reviewed.CHANGED if reviews else Reviewed.NEVER
    return {None: Reviewed.WAITING, True: Reviewed.APPROVED, False: Reviewed.SENT_BACK}[answers[0]]
