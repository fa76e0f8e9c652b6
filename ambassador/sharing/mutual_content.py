"""Reads the consent to counting contacts in common from content/mutual.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache

from ambassador.optins.policy import Consent
from ambassador.settings import LANGUAGES, PACKAGE

CONSENT = PACKAGE / "sharing" / "content" / "mutual.toml"


@lru_cache(maxsize=1)
def consents() -> Mapping[str, Consent]:
    """Return the consent in force, by language; read once, when it is first asked for."""
    found = tomllib.loads(CONSENT.read_text("utf-8"))
    return {
        language: Consent(
            version=found["version"],
            language=language,
            sentence=found[language]["sentence"],
            points=tuple(found[language]["points"]),
        )
        for language in LANGUAGES
    }


def consent_in(language: str) -> Consent:
    """Return the consent in force in a language."""
    return consents()[language]


def consent_seen(fingerprint: str) -> Consent | None:
    """Return the consent somebody was shown, or None when it is no longer the one in force."""
    return next((consent for consent in consents().values() if consent.fingerprint == fingerprint), None)
