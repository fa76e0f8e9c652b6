"""Follower lists and mutual counts that ambassadors choose to share, kept as pseudonymous keys."""
