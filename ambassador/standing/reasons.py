"""Knows why something that clearance takes is met, or not: each kind of reason, and what it tells."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ambassador.guidelines.policy import Label
from ambassador.people.audiences import Audience


class Why(StrEnum):
    """The kinds of reasons; beside each, what its `Reason` tells."""

    ACKNOWLEDGED = "acknowledged"
    """`version`, `at`."""
    WAITS = "waits"
    """A newer version is to be acknowledged before `until`: `version`, and `held` if an earlier one holds."""
    EXCEPTED = "excepted"
    """By the decision of `who` `at`, `until`."""
    NOT_ASKED = "not asked"
    """The version is for others: `audience`."""
    NOT_REQUIRED = "not required"
    """No longer since `at`, or not before `until`, or never."""
    NOT_BINDING = "not binding"
    """No version has to have been acknowledged, before `until` if one is to come."""
    MISSING = "missing"
    """`version` had to have been acknowledged since `at`."""
    DECLINED = "declined"
    """`version`, `at`."""
    WITHDRAWN = "withdrawn"
    """`version` was taken back `at`."""
    PASSED = "passed"
    """`at`, `until`."""
    RAN_OUT = "ran out"
    """The pass counted `until`."""
    GRACE = "grace"
    """The pass counted until `at`, and its holder stays cleared `until`."""
    WAIVED = "waived"
    """By the decision of `who` `at`, `until`."""
    NOT_PASSED = "not passed"


@dataclass(frozen=True)
class Reason:
    """One reason, with what it tells."""

    why: Why
    at: datetime | None = None
    until: datetime | None = None
    version: Label | None = None
    held: Label | None = None
    audience: Audience | None = None
    who: str = ""
