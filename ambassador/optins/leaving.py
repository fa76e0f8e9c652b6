"""Knows who wants to hear that people opted out: subjects above that keep something of theirs."""

from __future__ import annotations

from blinker import Signal

opted_out = Signal("opted out")
"""Sent in the same transaction as the withdrawals, with the session as sender and `person_ids` and `at`.
Subjects above optins listen to it (app.py connects them), so that nothing here needs to know them."""
