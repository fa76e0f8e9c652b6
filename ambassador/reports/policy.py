"""Knows what is held back: no figure shows a group of fewer than five, and no subtraction finds one.

A figure that would is given as a range five wide. Held back this way are the facts that are somebody's choice
or effort: being invited, opted in, trained, acknowledged or cleared, on the whole and by team, being on a
channel, and having told the size of an audience there.
"""

from __future__ import annotations

from dataclasses import dataclass

from ambassador.people.withholding_policy import (
    FEW,
    FEWEST,
    Count,
    Grouping,
    exactly,
    grouping,
    is_shown,
    shown,
)

__all__ = [
    "FEW",
    "FEWEST",
    "Count",
    "Funnel",
    "Grouping",
    "Presence",
    "exactly",
    "expiring",
    "funnel",
    "grouping",
    "has_room",
    "is_shown",
    "lists_are_used",
    "presence",
    "shown",
]


@dataclass(frozen=True)
class Funnel:
    """How far people have come; each step counts people who work here now."""

    invited: Count
    opted_in: Count
    trained: Count
    acknowledged: Count
    cleared: Count
    on_their_way: Count
    """Opted in and not cleared yet."""


def funnel(*, invited: int, opted_in: int, trained: int, acknowledged: int, cleared: int) -> Funnel:
    """Return the steps with every small group hidden, also those between any two steps.

    `trained` and `acknowledged` are of those who opted in, and `cleared` are both. The cleared are shown as
    they are, because every figure is about them. A step that would leave fewer than five people between
    itself and a step around it is given as a range up to there: none looks the same as few. Where the cleared
    are fewer than five, or nearly everyone who opted in, the steps between are not told apart at all.
    """
    if opted_in < FEWEST:
        return Funnel(_told(invited), FEW, FEW, FEW, FEW, FEW)
    if cleared < FEWEST:
        between = Count(0, opted_in)
        return Funnel(_told(invited, opted_in), exactly(opted_in), between, between, FEW, FEW)
    if opted_in - cleared < FEWEST:
        close = Count(cleared, cleared + FEWEST - 1)
        return Funnel(_told(invited, cleared), close, close, close, exactly(cleared), FEW)
    learnt = _between(trained, cleared, opted_in)
    # With this many acknowledged, everyone who opted in did one or the other.
    most = opted_in - trained + cleared if learnt.is_exact else opted_in
    agreed = _between(acknowledged, cleared, most)
    exact = [cleared, opted_in, *(step.low for step in (learnt, agreed) if step.is_exact)]
    return Funnel(
        invited=_told(invited, *exact),
        opted_in=exactly(opted_in),
        trained=learnt,
        acknowledged=agreed,
        cleared=exactly(cleared),
        on_their_way=exactly(opted_in - cleared),
    )


def expiring(number: int, *, cleared: Count) -> Count:
    """Return how many of the cleared run out soon, hidden where they or those who stay may be few."""
    return _between(number, 0, cleared.high)


def _between(number: int, least: int, most: int) -> Count:
    """Return a number that lies between two others, or the range to whichever of them is within four."""
    if most - least < 2 * FEWEST:
        return Count(least, most)
    if number - least < FEWEST:
        return Count(least, least + FEWEST - 1)
    return Count(most - FEWEST + 1, most) if most - number < FEWEST else exactly(number)


def _told(number: int, *others: int) -> Count:
    """Return a number, or the range of all that lies within four of the others it is that close to."""
    close = [other for other in others if abs(number - other) < FEWEST]
    if number < FEWEST:
        return FEW
    return Count(max(0, min(close) - FEWEST + 1), max(close) + FEWEST - 1) if close else exactly(number)


@dataclass(frozen=True)
class Presence:
    """How many of the cleared are on a channel, and how many of those told the size of their audience."""

    ambassadors: Count
    shared: Count | None
    """None where no list is used: whether anybody shared one is then not shown."""
    told: Count
    """A size, or a list that is used."""
    missing: Count
    at_least: Count
    """Of those who told a size and whose list is not used."""


def lists_are_used(*, cleared: int, ambassadors: int, shared: int, missing: int) -> bool:
    """Say whether so many shared lists may be measured, where `missing` told of their audience in no way.

    They are where everyone shared one, or at least five did of what is shown to be at least ten: that lists
    are used, and not all, would else tell of too few people.
    """
    told = _presence(cleared=cleared, ambassadors=ambassadors, missing=missing)[2]
    return shared >= FEWEST and (told.low >= 2 * FEWEST or shared == ambassadors)


def presence(
    *, cleared: int, ambassadors: int, missing: int, at_least: int, shared: int | None = None
) -> Presence:
    """Return the parts of a channel that five or more are on, with every small part and remainder hidden.

    Where fewer than five of the cleared are not on the channel, its number is a range up to all of them. Each
    part hides behind the range of its whole, so what is exact never tells where in that range the truth is.
    Where no list is used, `shared` is None, and whether anybody shared one is not shown.
    """
    everyone, without, told = _presence(cleared=cleared, ambassadors=ambassadors, missing=missing)
    lists = None if shared is None else _part(shared, told)
    counted = told if lists is None else Count(max(0, told.low - lists.high), told.high - lists.low)
    return Presence(
        ambassadors=everyone, shared=lists, told=told, missing=without, at_least=_part(at_least, counted)
    )


def _presence(*, cleared: int, ambassadors: int, missing: int) -> tuple[Count, Count, Count]:
    everyone = _on_channel(ambassadors, cleared)
    without = _part(missing, everyone)
    return everyone, without, Count(max(0, everyone.low - without.high), everyone.high - without.low)


def _on_channel(number: int, cleared: int) -> Count:
    close = Count(max(FEWEST, cleared - FEWEST + 1), cleared)
    # Of six cleared, five or six are on a channel that is shown: "not six" would say that one is missing.
    is_telling = number < cleared or close.high - close.low == 1
    return close if cleared - number < FEWEST and is_telling else exactly(number)


def _part(number: int, whole: Count) -> Count:
    """Return a part, or a range where it or what is left of the whole may be a small group."""
    if number == 0 or (whole.is_exact and number == whole.low):
        return exactly(number)
    if whole.low < 2 * FEWEST:
        return Count(0, whole.high)
    if number < FEWEST:
        return FEW
    return Count(whole.low - FEWEST + 1, whole.high) if whole.low - number < FEWEST else exactly(number)


def has_room(ambassadors: Count, *, rows: int) -> bool:
    """Say whether so many teams of five or more leave open how many ambassadors there are in all."""
    return ambassadors.is_exact or rows * FEWEST <= ambassadors.high - 2
