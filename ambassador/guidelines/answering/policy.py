"""Knows the rules of answering a guideline."""

from __future__ import annotations

from enum import StrEnum


class Method(StrEnum):
    """How somebody acknowledged."""

    SELF = "self"
    ON_BEHALF = "on_behalf"
    """Recorded by the programme manager, with a note."""
    PAPER = "paper"
    """Signed on paper, recorded with a scan."""
