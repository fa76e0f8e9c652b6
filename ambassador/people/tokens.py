"""Knows random tokens and how they are kept: only their hashes are stored."""

from __future__ import annotations

import hashlib
import secrets


def new_token() -> str:
    """Return 256 random bits as text for an address or a cookie."""
    return secrets.token_urlsafe(32)


def hash_of(text: str) -> str:
    """Return SHA-256 in hexadecimal: tokens are random, so no slow hash is needed."""
    return hashlib.sha256(text.encode()).hexdigest()
