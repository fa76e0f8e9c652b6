"""Knows the channels, and how people write the size of an audience."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Channel(StrEnum):
    """A social medium; people are never added up across two of them."""

    LINKEDIN = "linkedin"
    FACEBOOK = "facebook"
    INSTAGRAM = "instagram"
    X = "x"
    TIKTOK = "tiktok"
    YOUTUBE = "youtube"
    BLUESKY = "bluesky"
    MASTODON = "mastodon"
    THREADS = "threads"
    SNAPCHAT = "snapchat"


NAMES = {
    Channel.LINKEDIN: "LinkedIn",
    Channel.FACEBOOK: "Facebook",
    Channel.INSTAGRAM: "Instagram",
    Channel.X: "X",
    Channel.TIKTOK: "TikTok",
    Channel.YOUTUBE: "YouTube",
    Channel.BLUESKY: "Bluesky",
    Channel.MASTODON: "Mastodon",
    Channel.THREADS: "Threads",
    Channel.SNAPCHAT: "Snapchat",
}
"""What the channels call themselves, in every language."""

MOST_PEOPLE = 2_000_000_000
"""The largest audience that can be told: more than any account has, and what a 32-bit column holds."""

LOOKED_UP = (Channel.BLUESKY, Channel.MASTODON)
"""Channels that tell everybody how many follow a profile, without a key or an account."""

FRESH_FOR = timedelta(days=80)
"""How long the size of an audience needs no second look: a little less than a quarter."""

CONFIRMED_AGAIN_AFTER = timedelta(days=7)
"""From this age on, saying an unchanged number again is a new fact; before, it is the same one."""

REMINDING_BEGINS = {1: (1, 8), 2: (4, 8), 3: (8, 15), 4: (10, 8)}
"""The first month and day in each quarter on which audiences are asked for again: its second week, and in the
third quarter the middle of August, because in July hardly anybody in Norway is at work."""

FRIDAY = 5


def may_remind(day: date) -> bool:
    """Say whether people may be reminded on a day: a weekday, and not in the quarter's first days."""
    begins = REMINDING_BEGINS[(day.month + 2) // 3]
    return day.isoweekday() <= FRIDAY and (day.month, day.day) >= begins


@dataclass(frozen=True)
class Size:
    """How many people follow an account, as its owner said it."""

    people: int
    is_at_least: bool = False
    """True when there may be more: LinkedIn shows "500+" from 500 up."""

    def __str__(self) -> str:
        return f"{self.people}+" if self.is_at_least else str(self.people)


class Unreadable(StrEnum):
    """Why the size of an audience can't be read."""

    NOT_A_NUMBER = "not a number"
    AMBIGUOUS = "could be two numbers"
    TOO_MANY = "more than any account has"


_SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f]+")
_SHAPE = re.compile(
    r"(?P<number>[0-9][0-9., ]*?)"
    r"(?: ?(?P<unit>k|tusen|thousand|m|mill|million|millions|millioner)\.?)? ?(?P<plus>\+?)"
    r"(?: (?:connections|followers|friends|subscribers|forbindelser|følgere|kontakter|venner|abonnenter))?",
    re.IGNORECASE,
)
_PLAIN = re.compile(r"[0-9]+")
_GROUPED = re.compile(r"[0-9]{1,3}(?:([., ])[0-9]{3})(?:\1[0-9]{3})*")
_DECIMAL = re.compile(r"([0-9]+)[.,]([0-9]{1,2})")


def read_size(text: str) -> Size | Unreadable:
    """Return the size a text tells, or why it tells none.

    Reads 1200, 1 200, 1.200, 1,200, 1,2k, 1.2K, 12 tusen, 2 mill and 1.5M, each with a plus for "at least".
    Refuses what could be two numbers: a decimal without a unit (1,5), or three decimals with one (1.200k).
    """
    found = _SHAPE.fullmatch(_SPACES.sub(" ", text.strip()))
    if found is None:
        return Unreadable.NOT_A_NUMBER
    number, unit = found["number"], (found["unit"] or "").lower()
    if len(number) > len("2 000 000 000") + 1:
        return Unreadable.TOO_MANY
    people = (
        _with_unit(number, 1000 if unit in {"k", "tusen", "thousand"} else 1_000_000)
        if unit
        else _bare(number)
    )
    if people is None:
        return Unreadable.AMBIGUOUS
    return Size(people, found["plus"] == "+") if people <= MOST_PEOPLE else Unreadable.TOO_MANY


def _bare(number: str) -> int | None:
    if _PLAIN.fullmatch(number) or _GROUPED.fullmatch(number):
        return int(re.sub(r"[., ]", "", number))
    return None


def _with_unit(number: str, unit: int) -> int | None:
    if _PLAIN.fullmatch(number):
        return int(number) * unit
    if decimal := _DECIMAL.fullmatch(number):
        whole, part = decimal.groups()
        return int(f"{whole}{part:0<2}") * unit // 100
    return None
