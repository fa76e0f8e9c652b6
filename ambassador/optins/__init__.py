"""Choosing to take part, and stopping."""
