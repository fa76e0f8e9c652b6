"""Answering a guideline: acknowledging, declining, asking for an exception."""
