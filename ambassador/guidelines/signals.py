"""Knows who wants to hear of guidelines that were published, withdrawn or made required: subjects above."""

from __future__ import annotations

from blinker import Signal

version_published = Signal("guideline version published")
"""Sent in the same transaction, with the session as sender and `version_id`, `by` and `at`."""

version_withdrawn = Signal("guideline version withdrawn")
"""Sent in the same transaction, with the session as sender and `version_id`, `by` and `at`."""

requirement_changed = Signal("guideline requirement changed")
"""Sent in the same transaction, with the session as sender and `guideline_id`, `by` and `at`."""
