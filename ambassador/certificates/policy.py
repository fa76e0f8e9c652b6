"""Knows the rules of certificates: how one stands, which names can be shown, and places in a status list."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import groupby

MOST_NAME = 100
"""Characters in a name."""
MOST_MARKS = 4
"""Marks above and below one letter: more than any script of names needs."""
LIST_BITS = 131_072
"""Certificates in one status list: the fewest that the W3C allows, so that a list hides whom one asks for."""
SPREAD = 75_319
"""Odd, so that places in a list are all different, and neighbours in time are not neighbours in it."""

TURNS_TEXT = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks that turn the order of what follows: with them a name can be made to look like another."""
JOINERS = frozenset("\u200c\u200d")
"""Invisible, and needed: in Persian and in emoji."""
LOOKS = frozenset(map(chr, range(0xFE00, 0xFE10)))
"""Variation selectors, which choose how an emoji looks and are drawn upon nothing."""


class Status(StrEnum):
    """How a certificate stands at a moment."""

    VALID = "valid"
    EXPIRED = "expired"
    RENEWED = "renewed"
    """A newer pass takes its place."""
    SUSPENDED = "suspended"
    """The holder opted out or left; it is back when they are."""
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Standing:
    """What decides how a certificate stands."""

    passed_at: datetime
    valid_until: datetime
    is_withdrawn: bool = False
    is_away: bool = False
    """The holder opted out, or left the company. Who never opted in is not away."""
    newer_at: datetime | None = None
    """When the same person passed the same course the next time."""


def status_of(standing: Standing, at: datetime) -> Status:
    """Return how a certificate stands at a moment.

    What has run out says nothing of the present, so it doesn't say either that its holder is away.
    """
    is_renewed = standing.newer_at is not None and standing.newer_at <= at
    if standing.is_withdrawn:
        return Status.WITHDRAWN
    if standing.valid_until <= at and not is_renewed:
        return Status.EXPIRED
    if standing.is_away:
        return Status.SUSPENDED
    return Status.RENEWED if is_renewed else Status.VALID


def names_holder(status: Status) -> bool:
    """Say whether the check page tells the name: not where it would tell that the holder went."""
    return status in {Status.VALID, Status.EXPIRED, Status.RENEWED}


class NameFault(StrEnum):
    """Why a name can't be shown."""

    EMPTY = "empty"
    LONG = "long"
    ADDRESS = "address"
    UNWRITABLE = "unwritable"
    """Control characters, marks that turn the text around, and what no alphabet has."""
    STACKED = "stacked"
    """Marks piled on one letter."""
    NO_LETTER = "no letter"


def tidied(name: str) -> str:
    """Return a name in one spelling (NFC), with single spaces."""
    return unicodedata.normalize("NFC", " ".join(name.split()))


def fault_of(name: str) -> NameFault | None:
    """Return why a tidied name can't be shown, or None."""
    marks = (len(list(run)) for is_mark, run in groupby(name, key=_is_mark) if is_mark)
    faults = {
        NameFault.EMPTY: not name,
        NameFault.LONG: len(name) > MOST_NAME,
        NameFault.ADDRESS: "@" in name,
        NameFault.UNWRITABLE: any(_is_unwritable(each) for each in name),
        NameFault.STACKED: max(marks, default=0) > MOST_MARKS,
        NameFault.NO_LETTER: not any(unicodedata.category(each).startswith("L") for each in name),
    }
    return next((fault for fault, is_there in faults.items() if is_there), None)


def _is_unwritable(character: str) -> bool:
    # Control, format, private use, surrogate, unassigned; and the separators of lines and paragraphs.
    category = unicodedata.category(character)
    is_odd = category.startswith("C") or category in {"Zl", "Zp"}
    return character in TURNS_TEXT or (is_odd and character not in JOINERS)


def _is_mark(character: str) -> bool:
    return unicodedata.category(character) in {"Mn", "Me"} and character not in LOOKS


def letters_language(name: str) -> str | None:
    """Return the language whose letter shapes a name wants: Chinese, Japanese and Korean share characters."""
    kinds = {unicodedata.name(each, "").split(" ")[0] for each in name}
    if kinds & {"HIRAGANA", "KATAKANA"}:
        return "ja"
    if "HANGUL" in kinds:
        return "ko"
    return "zh" if "CJK" in kinds else None


def place_of(certificate_id: int) -> tuple[int, int]:
    """Return in which status list a certificate is, from 1, and at which bit."""
    before = certificate_id - 1
    return before // LIST_BITS + 1, before % LIST_BITS * SPREAD % LIST_BITS


def bits_of(certificate_ids: Collection[int]) -> bytes:
    """Return a status list, before it is compressed: bit 0 is the leftmost of the first byte."""
    bits = bytearray(LIST_BITS // 8)
    for each in certificate_ids:
        byte, bit = divmod(place_of(each)[1], 8)
        bits[byte] |= 0x80 >> bit
    return bytes(bits)
