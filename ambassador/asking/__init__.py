"""Whom to ask for a follower list: the design, its draws, and what came in."""
