"""Says what would make the number better, from what is known and what is not."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ambassador.audience.policy import NAMES, Channel
from ambassador.reach import Grade
from ambassador.reach.experience import SIZES_ALONE, TEN_LISTS, TEN_PAIRS, TWENTY_FIVE_LISTS
from ambassador.reports import words
from ambassador.reports.outside import NUMBERS_ONLY
from ambassador.reports.policy import FEWEST
from ambassador.reports.reach_report import ChannelReach, Narrower, OutsideBy
from ambassador.web.formats import number, percent, span
from ambassador.web.i18n import gettext as _

ENOUGH = 2 * FEWEST
"""Ambassadors on a channel from which five lists are used; below, all must share."""


WORTH_ASKING = 5
"""Further lists that are worth a sentence of their own."""


class Where(StrEnum):
    """Where the programme manager can do something about it."""

    NOWHERE = ""
    LISTS = "asking.lists"


@dataclass(frozen=True)
class Advice:
    """One thing that would make the number better, and what it would change."""

    text: str
    where: Where = Where.NOWHERE


def advice(best: ChannelReach) -> list[Advice]:
    """Return what would make a channel's number better, what changes most first."""
    found = [*_lists(best), *_sizes(best)]
    if (
        best.outside_by is OutsideBy.HEADCOUNT
        and best.presence.shared is not None
        and best.channel not in NUMBERS_ONLY
    ):
        found.append(
            Advice(
                _(
                    "Ask the ambassadors to write their profile name on %(channel)s. Colleagues whose "
                    "profile is known are taken out of the people outside the company.",
                    channel=NAMES[best.channel],
                )
            )
        )
    return found or [Advice(_("Everything there is to know about this channel is in the number."))]


def narrowing(best: ChannelReach, *, least: int = 1) -> list[Narrower]:
    """Return the range today and with further lists, `least` or more: only steps that change the range."""
    found = [Narrower(0, best.people.low, best.people.high)]
    for each in best.narrower:
        if each.more >= least and (each.low, each.high) != (found[-1].low, found[-1].high):
            found.append(each)
    return found


def _lists(best: ChannelReach) -> list[Advice]:
    if best.grade is Grade.ALL_SHARED:
        return []
    if best.grade is Grade.SHARED_LISTS:
        told = narrowing(best, least=WORTH_ASKING)[1:3]
        more = [
            Advice(
                _(
                    "With %(more)s more follower lists, the range would probably be about %(span)s.",
                    more=number(each.more),
                    span=span(each.low, each.high),
                ),
                Where.LISTS if each is told[0] else Where.NOWHERE,
            )
            for each in told
        ]
        return more or [Advice(_("Each further follower list makes the range narrower."), Where.LISTS)]
    if best.presence.ambassadors.low < ENOUGH:
        return [
            Advice(
                _(
                    "With so few ambassadors, follower lists are used once all of them have shared theirs "
                    "(grade A). Before that they could tell of a single person."
                ),
                Where.LISTS,
            )
        ]
    return [
        Advice(
            _(
                "Ask 10 ambassadors to share their follower list (grade B). The overlap is then measured "
                "instead of taken from elsewhere. On real networks of 100 people, ten lists asked for in the "
                "right way came within %(ten)s of the truth half of the time, and 25 lists within %(more)s.",
                ten=percent(TEN_LISTS.median),
                more=percent(TWENTY_FIVE_LISTS.median),
            ),
            Where.LISTS,
        ),
        *_pairs(best),
    ]


def _pairs(best: ChannelReach) -> list[Advice]:
    # Only LinkedIn tells how many contacts two people have in common.
    if best.grade is Grade.MUTUAL_COUNTS or best.channel is not Channel.LINKEDIN:
        return []
    return [
        Advice(
            _(
                "Or ask ten pairs of ambassadors, drawn by chance, how many contacts they have in common "
                "(grade C). On real networks that came within %(half)s half of the time, and within %(most)s "
                "nine times in ten; sizes alone within %(half_alone)s and %(most_alone)s.",
                half=percent(TEN_PAIRS.median),
                most=percent(TEN_PAIRS.ninetieth),
                half_alone=percent(SIZES_ALONE.median),
                most_alone=percent(SIZES_ALONE.ninetieth),
            )
        )
    ]


def _sizes(best: ChannelReach) -> list[Advice]:
    known = best.presence
    found = []
    if known.missing.high > 0:
        found.append(
            Advice(
                _(
                    "Ask those who told no number on %(channel)s (%(people)s) for one. Until then they count "
                    "with the median.",
                    channel=NAMES[best.channel],
                    people=words.count(known.missing),
                )
            )
        )
    if known.at_least.high > 0:
        found.append(
            Advice(
                _(
                    "Ask those who only told “at least”, such as 500+ (%(people)s), for the exact number. "
                    "Until then all audiences added up, and the range, have no sure end.",
                    people=words.count(known.at_least),
                )
            )
        )
    return found
