"""Knows the rules of following up: how a task stands, and when somebody is reminded."""

from __future__ import annotations

from enum import StrEnum


class Ended(StrEnum):
    """Why a task ended without being done."""

    SUPERSEDED = "superseded"
    """A newer material version asks instead."""
    WITHDRAWN = "withdrawn"
    """The version was taken back."""
    LEFT = "left"
    OUTSIDE = "outside"
    """No longer in the audience: opted out, changed team, or the guideline is no longer required."""
