"""Reads the consents to share from content/consent.toml: one for each purpose and language."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from ambassador.optins.policy import Consent
from ambassador.settings import LANGUAGES, PACKAGE
from ambassador.sharing.policy import Purpose

CONSENT = PACKAGE / "sharing" / "content" / "consent.toml"


@lru_cache(maxsize=1)
def _found() -> Mapping[str, Any]:
    return tomllib.loads(CONSENT.read_text("utf-8"))


def consent_in(purpose: Purpose, language: str, *, days: int = 0) -> Consent:
    """Return the consent in force for a purpose in a language, with `days` where the text says {days}."""
    found = _found()[purpose.value]

    def filled_in(text: str) -> str:
        return text.replace("{days}", str(days))

    return Consent(
        version=found["version"],
        language=language,
        sentence=filled_in(found[language]["sentence"]),
        points=tuple(filled_in(point) for point in found[language]["points"]),
    )


def consent_seen(purpose: Purpose, fingerprint: str, *, days: int = 0) -> Consent | None:
    """Return the consent somebody was shown, or None when it is no longer the one in force."""
    in_force = (consent_in(purpose, language, days=days) for language in LANGUAGES)
    return next((consent for consent in in_force if consent.fingerprint == fingerprint), None)
