"""Reads the consent from content/consent.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from ambassador.optins.policy import Consent
from ambassador.settings import LANGUAGES, PACKAGE

CONSENT = PACKAGE / "optins" / "content" / "consent.toml"


def in_every_language(found: Mapping[str, Any]) -> Mapping[str, Consent]:
    """Return a consent by language, as it stands in a file: a version, and a section for each language."""
    return {
        language: Consent(
            version=found["version"],
            language=language,
            sentence=found[language]["sentence"],
            points=tuple(found[language]["points"]),
        )
        for language in LANGUAGES
    }


def seen_among(consents: Mapping[str, Consent], fingerprint: str) -> Consent | None:
    """Return the consent somebody was shown, or None when it is none of these."""
    return next((consent for consent in consents.values() if consent.fingerprint == fingerprint), None)


@lru_cache(maxsize=1)
def consents() -> Mapping[str, Consent]:
    """Return the consent in force, by language; read once, when it is first asked for."""
    return in_every_language(tomllib.loads(CONSENT.read_text("utf-8")))


def consent_in(language: str) -> Consent:
    """Return the consent in force in a language."""
    return consents()[language]


def consent_seen(fingerprint: str) -> Consent | None:
    """Return the consent somebody was shown, or None when it is no longer the one in force."""
    return seen_among(consents(), fingerprint)
