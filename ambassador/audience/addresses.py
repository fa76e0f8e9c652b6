"""Knows how a channel stands in an address."""

from __future__ import annotations

from flask import abort

from ambassador.audience.policy import Channel


def channel_or_404(text: str) -> Channel:
    """Return the channel that a part of an address names; anything else is an address of nothing."""
    try:
        return Channel(text)
    except ValueError:
        abort(404)
