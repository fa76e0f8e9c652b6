"""Knows how a title becomes a short name that never changes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from itertools import count

LONGEST = 60
_NORWEGIAN = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "ß": "ss"})


def free_slug(title: str, *, taken: Collection[str], otherwise: str) -> str:
    """Return a title in small ASCII letters and hyphens, with a number at the end if the plain one is taken.

    `otherwise` stands in for a title without a single letter or digit of ASCII.
    """
    plain = unicodedata.normalize("NFKD", title.casefold().translate(_NORWEGIAN)).encode("ascii", "ignore")
    slug = re.sub(r"[^a-z0-9]+", "-", plain.decode()).strip("-")[: LONGEST - 8].strip("-") or otherwise
    if slug not in taken:
        return slug
    return next(numbered for number in count(2) if (numbered := f"{slug}-{number}") not in taken)
