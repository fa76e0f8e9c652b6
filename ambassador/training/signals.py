"""Knows who wants to hear of courses that were published or made required: subjects above."""

from __future__ import annotations

from blinker import Signal

course_published = Signal("course published")
"""Sent in the same transaction, with the session as sender and `course_id` and `at`."""

pass_withdrawn = Signal("pass withdrawn")
"""Sent in the same transaction, with the session as sender and `person_ids` and `at`."""

course_requirement_changed = Signal("course requirement changed")
"""Sent in the same transaction, with the session as sender and `course_id` and `at`."""
