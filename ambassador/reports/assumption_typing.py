"""Knows how assumptions are typed in a form, in either language, and read again exactly."""

from __future__ import annotations

import re
from decimal import Decimal

from flask_babel import force_locale, format_decimal

from ambassador.reach.assumptions import BERNSTEIN, CARRIED_OVER, NO_SOURCE, VAN_DER_BLOM
from ambassador.reports.assumption_policy import MOST_POSTS
from ambassador.reports.assumption_words import source
from ambassador.web.i18n import LOCALES

SHIPPED_SOURCES = (VAN_DER_BLOM, BERNSTEIN, CARRIED_OVER, NO_SOURCE)
"""Sources that are ours, and so are said in both languages."""

_PERCENT = re.compile(r"([0-9]{1,3}(?:[.,][0-9]{1,2})?)\s*%?")
_COUNT = re.compile(r"[0-9]{1,3}")


def read_percent(text: str) -> float | None:
    """Return a percentage as a share from 0 to 1, with a decimal comma or point; None if it can't be read."""
    found = _PERCENT.fullmatch(text.strip())
    share = Decimal(found[1].replace(",", ".")) / 100 if found else Decimal(2)
    return float(share) if share <= 1 else None


def percent_of(share: float) -> Decimal:
    """Return a share in percent, exactly as it was typed."""
    return (Decimal(repr(share)) * 100).normalize()


def read_posts(text: str) -> int | None:
    """Return a number of posts from 1 to 100; None if it can't be read as one."""
    number = int(text.strip()) if _COUNT.fullmatch(text.strip()) else 0
    return number if 1 <= number <= MOST_POSTS else None


def typed_percent(share: float) -> str:
    """Return a share as it stands in a form: in percent, with this language's decimal sign."""
    return str(format_decimal(percent_of(share), format="0.##"))


def typed_source(text: str) -> str:
    """Return a source as it stands in a form; our own choice is an empty field."""
    return source(text) if text else ""


def read_source(typed: str) -> str:
    """Return a source as it is kept: ours by its own name, whichever language it was shown in."""
    plain = " ".join(typed.split())
    for locale in LOCALES.values():
        with force_locale(locale):
            for ours in SHIPPED_SOURCES:
                if plain in (ours, source(ours)):
                    return ours
    return plain
