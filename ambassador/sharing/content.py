"""Reads the consents to share from content/consent.toml: one for each purpose and language."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache

from ambassador.optins.content import in_every_language, seen_among
from ambassador.optins.policy import Consent
from ambassador.settings import PACKAGE
from ambassador.sharing.policy import Purpose

CONSENT = PACKAGE / "sharing" / "content" / "consent.toml"


@lru_cache(maxsize=8)
def _consents(purpose: Purpose, days: int) -> Mapping[str, Consent]:
    text = CONSENT.read_text("utf-8").replace("{days}", str(days))
    return in_every_language(tomllib.loads(text)[purpose.value])


def consent_in(purpose: Purpose, language: str, *, days: int = 0) -> Consent:
    """Return the consent in force for a purpose in a language, with `days` where the text says {days}."""
    return _consents(purpose, days)[language]


def consent_seen(purpose: Purpose, fingerprint: str, *, days: int = 0) -> Consent | None:
    """Return the consent somebody was shown, or None when it is no longer the one in force."""
    return seen_among(_consents(purpose, days), fingerprint)
