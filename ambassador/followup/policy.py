"""Knows the rules of following up: how a task stands, and when somebody is reminded."""
