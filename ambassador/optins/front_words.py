"""Says the example in words: three rungs with their ranges, and what they rest on."""

from __future__ import annotations

from math import ceil, floor

from flask_babel import format_decimal, gettext

from ambassador.optins.example import Example
from ambassador.optins.front_forms import ExampleChannel
from ambassador.reach import Assumption, Rung
from ambassador.reach.estimators import HIGHEST, LOWEST, USUAL
from ambassador.web.formats import number, percent, rounded


def rungs(example: Example) -> list[dict[str, object]]:
    """Return the rungs for the component `ladder`: follows, people, people who see a post."""
    nobody = gettext("exactly: nobody follows you") if example.followers == 0 else ""
    certain = nobody or gettext("exactly: one audience overlaps with no other")
    return [
        {
            "label": gettext("Follows, with duplicates"),
            "value": example.follows,
            "text": number(example.follows),
            "is_ceiling": True,
            "note": gettext("A ceiling, never people: whoever follows several of you counts several times."),
        },
        {
            "label": gettext("Different people"),
            "text": number(example.people.value) if example.is_certain else about(example.people),
            "range": certain if example.is_certain else between(example.people),
            **_ends(example.people),
        },
        {
            "label": gettext("People who see at least one post, when each of you posts once"),
            "text": about(example.post),
            "range": nobody or between(example.post) or gettext("the source gives no range"),
            **_ends(example.post),
        },
    ]


def foundations(example: Example, *, channel: ExampleChannel) -> list[tuple[str, str]]:
    """Return what the example rests on, as names and texts: bounds, formula, range, assumptions."""
    low, usual, high = exponents()
    return [
        (
            gettext("Certain bounds"),
            gettext(
                "%(low)s to %(high)s people", low=number(example.certain.low), high=number(example.follows)
            ),
        ),
        (
            gettext("Estimate"),
            gettext(
                "%(followers)s × %(ambassadors)s to the power of %(exponent)s",
                followers=number(example.followers),
                ambassadors=number(example.ambassadors),
                exponent=usual,
            ),
        ),
        (gettext("Range"), gettext("to the power of %(low)s, and of %(high)s", low=low, high=high)),
        (gettext("Sees one post"), seen(example.seen, channel=channel)),
        (gettext("Active in a month"), active(example.active, channel=channel)),
    ]


def exponents() -> tuple[str, str, str]:
    """Return the powers of the number of ambassadors that people grow with: lowest, usual and highest."""
    low, usual, high = (str(format_decimal(power, format="0.00")) for power in (LOWEST, USUAL, HIGHEST))
    return low, usual, high


def about(rung: Rung) -> str:
    """Say a figure as the estimate it is, with two digits."""
    if 0 < rung.value < 1:
        return str(gettext("fewer than 1"))
    return str(gettext("about %(count)s", count=rounded(rung.value)))


def between(rung: Rung) -> str:
    """Say the range of a figure, in whole people; nothing where it has none."""
    if rung.low == rung.high:
        return ""
    _value, low, high = rung.presented()
    if low == high:
        # Both ends round to one number, but a range there is: its ends are the whole numbers around it.
        low, high = floor(rung.low), ceil(rung.high)
    return str(gettext("between %(low)s and %(high)s", low=number(low), high=number(high)))


def seen(share: Assumption, *, channel: ExampleChannel) -> str:
    """Say which share of an audience sees a post, by whom, and how good that is."""
    words = {"value": percent(share.value), "low": percent(share.low), "high": percent(share.high)}
    match channel:
        case ExampleChannel.LINKEDIN:
            return str(
                gettext(
                    "%(low)s to %(high)s of connections, used as %(value)s "
                    "(van der Blom, Algorithm Insights 2024 and 2025; weak evidence)",
                    **words,
                )
            )
        case ExampleChannel.FACEBOOK:
            return str(
                gettext(
                    "%(value)s of friends (Bernstein and others, CHI 2013; good evidence, but old)",
                    **words,
                )
            )
        case ExampleChannel.OTHER:
            return str(
                gettext(
                    "%(low)s to %(high)s of followers, used as %(value)s (assumed: no good source was found)",
                    **words,
                )
            )


def active(share: Assumption, *, channel: ExampleChannel) -> str:
    """Say which share of people is active at all in a month, and how good that is."""
    if channel is ExampleChannel.FACEBOOK:
        return str(gettext("%(value)s (the same paper)", value=percent(share.value)))
    return str(gettext("%(value)s (measured on Facebook in 2013, assumed here)", value=percent(share.value)))


def _ends(rung: Rung) -> dict[str, float]:
    return {"value": rung.value, "low": rung.low, "high": rung.high}
