"""Knows who wants to hear that accounts were taken back: subjects above that keep something of them."""

from __future__ import annotations

from blinker import Signal

accounts_closed = Signal("accounts closed")
"""Sent in the same transaction as the closing, with the session as sender and `account_ids` and `at`. Not
sent for people who opt out or leave, for whom the opt-in's own signal speaks."""
