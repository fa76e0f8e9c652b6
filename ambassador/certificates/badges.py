"""Knows how a certificate becomes a badge here: whose it is, in which words, and with which key."""

from __future__ import annotations

from flask_babel import force_locale

from ambassador.certificates import words
from ambassador.certificates.credential import Badge, Issuer, credential
from ambassador.certificates.policy import place_of
from ambassador.certificates.queries import Pass
from ambassador.settings import Settings
from ambassador.web.i18n import LOCALES
from ambassador.web.i18n import gettext as _


def issuer_of(settings: Settings) -> Issuer:
    """Return who signs badges here."""
    return Issuer(
        company=settings.company or _("Ambassador"),
        base_url=settings.base_url,
        key=settings.certificate_key,
    )


def badge_of(found: Pass, issuer: Issuer) -> str:
    """Return the signed credential of a published certificate, in the language chosen for it."""
    number, place = place_of(found.certificate_id or 0)
    with force_locale(LOCALES[found.language]):
        badge = Badge(
            public_id=found.public_id,
            name=found.name,
            language=found.language,
            version_id=found.version_id,
            title=found.title(found.language),
            description=found.summary(found.language) or found.title(found.language),
            criteria=words.criteria(found),
            passed_at=found.standing.passed_at,
            valid_until=found.standing.valid_until,
            list_number=number,
            list_place=place,
        )
    return credential(badge, issuer)
