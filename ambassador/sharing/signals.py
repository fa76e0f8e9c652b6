"""Knows who wants to hear what happens to shared lists: subjects above that asked for them."""

from __future__ import annotations

from blinker import Signal

list_shared = Signal("list shared")
"""Sent in the same transaction as the list, with the session as sender and `person_id`, `channel` and `at`.
Subjects above sharing listen to it (app.py connects them), so that nothing here needs to know them."""
