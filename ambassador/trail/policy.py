"""Knows how what happened is spelled, committed to and chained, so that nobody can change it unnoticed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import rfc8785

BEGINNING = "0" * 64
"""The previous hash of the first entry."""


def canonical(value: object) -> str:
    """Return the canonical JSON of a value (RFC 8785): one spelling for one meaning."""
    return rfc8785.dumps(value).decode()  # type: ignore[arg-type]  # it checks the value itself


def chained_hash(previous: str, entry: str) -> str:
    """Return SHA-256 of the previous hash, a newline and the entry, in hexadecimal."""
    return hashlib.sha256(f"{previous}\n{entry}".encode()).hexdigest()


def commitment(salt: str, personal: str) -> str:
    """Return SHA-256 of a salt, a newline and a text about a person, in hexadecimal.

    The salt is 256 random bits in hexadecimal. Whoever has both can show what was committed to; once the salt
    is erased nobody can find it out by trying names.
    """
    return hashlib.sha256(f"{salt}\n{personal}".encode()).hexdigest()


def personal_text(personal: Mapping[str, str]) -> str:
    """Return what an entry says of a person, as the text that is committed to."""
    return canonical(dict(personal))
