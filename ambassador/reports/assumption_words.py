"""Knows how the page of assumptions says them: names, figures, sources, and what a version changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask_babel import force_locale, format_decimal

from ambassador.audience.policy import Channel
from ambassador.reach import Assumption, Quality
from ambassador.reach.assumptions import BERNSTEIN, CARRIED_OVER, NO_SOURCE, VAN_DER_BLOM
from ambassador.reports import words
from ambassador.reports.assumption_policy import (
    BY_CHANNEL,
    Assumptions,
    Difference,
    Posts,
    about,
    percent_of,
    share_name,
)
from ambassador.reports.reach_report import Assumed, Subject
from ambassador.web.formats import exact_percent, number
from ambassador.web.i18n import LOCALES
from ambassador.web.i18n import gettext as _

SHIPPED_SOURCES = (VAN_DER_BLOM, BERNSTEIN, CARRIED_OVER, NO_SOURCE)
"""Sources that are ours, and so are said in both languages."""


def subject(which: Subject) -> str:
    """Return what is assumed, in words."""
    return words.assumption(_assumed(subject=which))


def name(assumption: str) -> str:
    """Return what one assumption is called: what it is about, and its channel."""
    if assumption == Subject.POSTS:
        return subject(Subject.POSTS)
    which, channel = about(assumption)
    return words.assumption(_assumed(subject=which, channels=(channel,) if channel else ()))


def figure(assumed: Assumption | Posts) -> str:
    """Return an assumption's figure, with its range where it has one."""
    if isinstance(assumed, Posts):
        return number(assumed.value)
    value = exact_percent(assumed.value)
    if assumed.low == assumed.high:
        return value
    return f"{value} ({exact_percent(assumed.low)}\N{EN DASH}{exact_percent(assumed.high)})"


def source(text: str) -> str:
    """Return where a figure comes from, for reading."""
    return words.source(_assumed(source=text))


def quality(which: Quality) -> str:
    """Return how far a figure can be trusted."""
    return words.quality(_assumed(quality=which))


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


@dataclass(frozen=True)
class Row:
    """Assumptions that are the same on some channels, as one row."""

    name: str
    figure: str
    source: str
    quality: str


def rows(assumptions: Assumptions) -> list[Row]:
    """Return everything assumed as rows, each different one once."""
    found = []
    for which in BY_CHANNEL:
        by_share: dict[Assumption, list[Channel]] = {}
        for channel in Channel:
            by_share.setdefault(assumptions.shares[share_name(which, channel)], []).append(channel)
        found += [
            _row(words.assumption(_assumed(subject=which, channels=tuple(channels))), share)
            for share, channels in by_share.items()
        ]
    found.append(_row(subject(Subject.COLLEAGUES), assumptions.colleagues))
    return [*found, _row(subject(Subject.POSTS), assumptions.posts)]


def _row(called: str, assumed: Assumption | Posts) -> Row:
    return Row(called, figure(assumed), source(assumed.source), quality(assumed.quality))


def changed(difference: Difference) -> Iterator[str]:
    """Yield what changed about one assumption, each in a few words."""
    before, after = difference.before, difference.after
    if difference.is_other_figure:
        yield _("from %(before)s to %(after)s", before=figure(before), after=figure(after))
    if before.source != after.source:
        yield _("source: %(source)s", source=source(after.source))
    if before.quality != after.quality:
        yield _(
            "how good: from %(before)s to %(after)s",
            before=quality(before.quality),
            after=quality(after.quality),
        )


def _assumed(**known: Any) -> Assumed:
    unknown: dict[str, Any] = {
        "subject": Subject.SEEN, "value": None, "low": None, "high": None,
        "source": "", "quality": Quality.ASSUMPTION,
    }  # fmt: skip
    return Assumed(**{**unknown, **known})
