"""Knows who wants to hear that people opted in: subjects above that ask something of ambassadors."""

from __future__ import annotations

from blinker import Signal

opted_in = Signal("opted in")
"""Sent in the same transaction as the consents, with the session as sender and `person_ids` and `at`.
Subjects above optins listen to it (app.py connects them), so that nothing here needs to know them."""
