"""The reach report as one frozen object: the page and the download read nothing else, so they can't disagree.

No field can name a person, and estimates are kept as they are shown, to two significant digits.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from ambassador.audience.policy import Channel
from ambassador.reach import Grade, Quality, Rung
from ambassador.reports.kept_format import plain, spelled_hash
from ambassador.reports.policy import Count, Funnel, Presence

CHECK_DIGITS = 12


@dataclass(frozen=True)
class Figure:
    """An estimate with its range, in people or follows, to two significant digits."""

    value: int
    low: int
    high: int
    is_open: bool
    """`high` is no sure end, because a count was missing or only "at least"."""


def figure(rung: Rung) -> Figure:
    """Return a figure as it is shown."""
    value, low, high = rung.presented()
    return Figure(value=value, low=low, high=high, is_open=rung.is_open)


class Step(StrEnum):
    """A rung of the ladder."""

    FOLLOWS = "follows"
    PEOPLE = "people"
    OUTSIDE = "outside"
    CAMPAIGN = "campaign"


class OutsideBy(StrEnum):
    """How colleagues were told from people outside the company."""

    HEADCOUNT = "headcount"
    """Nothing but their number is known."""
    PROFILES = "profiles"
    """The profiles that ambassadors told were taken out of the shared lists; others are only a number."""


@dataclass(frozen=True)
class Bends:
    """How the curve bends through the people and through each end of the range: the k of `reach.Curve`.

    Rounded, so that a curve through figures as they are shown tells no more than these do.
    """

    low: float
    people: float
    high: float


@dataclass(frozen=True)
class Narrower:
    """The range that would be expected with so many more lists."""

    more: int
    low: int
    high: int


@dataclass(frozen=True)
class ChannelReach:
    """What the ambassadors on one channel reach there, and on what evidence."""

    channel: Channel
    follows: Figure
    people: Figure
    outside: Figure
    campaign: Figure
    presence: Presence
    grade: Grade
    is_designed: bool
    """The lists were asked for by a design: the largest audiences for certain, the others by chance."""
    outside_by: OutsideBy
    bends: Bends
    narrower: tuple[Narrower, ...]
    """Empty where everyone has shared a list, or too few could."""

    @property
    def is_counted(self) -> bool:
        """Say whether all people were counted: every list is here, and nothing of them was left out."""
        return self.grade is Grade.ALL_SHARED and self.people.low == self.people.high

    @property
    def ladder(self) -> tuple[tuple[Step, Figure], ...]:
        return tuple(
            zip(Step, (self.follows, self.people, self.outside, self.campaign), strict=True),
        )


@dataclass(frozen=True)
class Across:
    """All shown channels together: from the largest of them alone to their sum, were nobody on two."""

    low: int
    high: int
    is_open: bool


@dataclass(frozen=True)
class TeamReach:
    """What the ambassadors of one team reach on the channel of the headline."""

    name: str
    """Empty for people without a team, and for the smaller teams together."""
    is_together: bool
    ambassadors: int | None
    """None, five or more, where the sum of the teams would show how many are not on the channel."""
    follows: Figure
    people: Figure


@dataclass(frozen=True)
class GrowthPoint:
    """The end of a month, or today: how many were cleared, and whom they reached on that channel."""

    day: date
    cleared: Count
    people: Figure | None
    """None where fewer than five had an audience there, or none was told."""


class Subject(StrEnum):
    """What an assumption is about."""

    POSTS = "posts"
    SEEN = "seen"
    ACTIVE = "active"
    OVERLAP = "overlap"
    COLLEAGUES = "colleagues"
    MISSING = "missing"


@dataclass(frozen=True)
class Assumed:
    """An assumption behind the figures, with its value, its range and where it comes from."""

    subject: Subject
    value: float | None
    low: float | None
    high: float | None
    source: str
    quality: Quality
    channels: tuple[Channel, ...] = ()
    """Those of the shown channels that it holds for; empty where it holds for all."""


@dataclass(frozen=True)
class ReachReport:
    """Everything the reach report says, on one day."""

    company: str
    day: date
    headcount: int
    funnel: Funnel
    channels: tuple[ChannelReach, ...]
    """The largest reach first. Without a channel there is no estimate: see `is_withheld`."""
    withheld: tuple[Channel, ...]
    """Channels with fewer than five ambassadors."""
    unknown: tuple[Channel, ...]
    """Channels on which nobody has told a size."""
    across: Across | None
    """None while fewer than two channels are shown."""
    teams: tuple[TeamReach, ...]
    growth: tuple[GrowthPoint, ...]
    assumptions: tuple[Assumed, ...]
    assumptions_version: int
    """Which version of the assumptions these are: each is kept, and none is edited."""

    @property
    def is_withheld(self) -> bool:
        """Say whether there are too few cleared ambassadors to say anything about them."""
        return self.funnel.cleared.is_few

    @property
    def headline(self) -> ChannelReach | None:
        return self.channels[0] if self.channels else None

    @cached_property
    def check(self) -> str:
        """The first twelve digits of SHA-256 over the report: the same number, the same report."""
        return spelled_hash(plain(self))[:CHECK_DIGITS]
