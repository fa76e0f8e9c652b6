"""Knows how what happened is spelled and chained, so that nobody can change it unnoticed."""

from __future__ import annotations

import hashlib
import json

BEGINNING = "0" * 64
"""The previous hash of the first entry."""


def canonical(value: object) -> str:
    """Return JSON with sorted keys and no spaces: one spelling for one meaning."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def canonical_hash(value: object) -> str:
    """Return SHA-256 of a value's canonical JSON, in hexadecimal."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def chained_hash(previous: str, entry: str) -> str:
    """Return SHA-256 of the previous hash, a newline and the entry, in hexadecimal."""
    return hashlib.sha256(f"{previous}\n{entry}".encode()).hexdigest()
