"""Knows how the page of assumptions says them: names, figures, sources, and what a version changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ambassador.audience.policy import NAMES, Channel
from ambassador.reach import Assumption, Quality
from ambassador.reach.assumptions import BERNSTEIN, CARRIED_OVER, MEASURED_GRAPHS, NO_SOURCE, VAN_DER_BLOM
from ambassador.reports import words
from ambassador.reports.assumption_policy import (
    Difference,
    Posts,
    about,
)
from ambassador.reports.reach_report import Assumed, Subject
from ambassador.web.formats import number, with_range
from ambassador.web.i18n import gettext as _


def subject(which: Subject) -> str:
    """Return what is assumed, in words."""
    return {
        Subject.OVERLAP: _("People grow with the number of ambassadors to the power of"),
        Subject.POSTS: _("Posts by each ambassador in a campaign"),
        Subject.SEEN: _("Share of an audience that sees one post"),
        Subject.ACTIVE: _("Share of people who are active in a month"),
        Subject.COLLEAGUES: _("Share of colleagues who follow an ambassador"),
        Subject.MISSING: _("An audience nobody told"),
    }[which]


def called(which: Subject, channels: Sequence[Channel] = ()) -> str:
    """Return what is assumed, in words, and for which channels if not for all."""
    what = subject(which)
    if not channels:
        return what
    return f"{what} ({', '.join(NAMES[each] for each in channels)})"


def name(assumption: str) -> str:
    """Return what one assumption is called: what it is about, and its channel."""
    which, channel = about(assumption)
    return called(which, (channel,) if channel else ())


def figure(assumed: Assumption | Posts) -> str:
    """Return an assumption's figure, with its range where it has one."""
    if isinstance(assumed, Posts):
        return number(assumed.value)
    return with_range(assumed.value, assumed.low, assumed.high)


def value(assumed: Assumed) -> str:
    """Return an assumption's value and its range, as it is written on the page."""
    if assumed.value is None or assumed.low is None or assumed.high is None:
        return _("the median of those told")
    if assumed.subject is Subject.POSTS:
        return number(assumed.value)
    if assumed.subject is Subject.OVERLAP:
        ends = f"{words.decimal(assumed.low)}\N{EN DASH}{words.decimal(assumed.high)}"
        return f"{words.decimal(assumed.value)} ({ends})"
    return with_range(assumed.value, assumed.low, assumed.high)


def source(text: str) -> str:
    """Return where an assumption comes from; what a programme manager wrote, as it was written."""
    return {
        VAN_DER_BLOM: _(
            "van der Blom, Algorithm Insights 2024, said 10 to 15 per cent of connections; the 2025 editions "
            "report about half"
        ),
        BERNSTEIN: _("Bernstein, Bakshy, Burke and Karrer, CHI 2013, 222,000 users of Facebook"),
        CARRIED_OVER: _("Bernstein, Bakshy, Burke and Karrer, CHI 2013, on Facebook; carried over"),
        NO_SOURCE: _("No good source was found"),
        MEASURED_GRAPHS: _("Measured on 18 real follower graphs"),
        "": _("Our own choice"),
    }.get(text, text)


def quality(which: Quality) -> str:
    """Return how far a figure can be trusted."""
    return {
        Quality.GOOD: _("good"),
        Quality.GOOD_BUT_OLD: _("good, but old"),
        Quality.WEAK: _("weak"),
        Quality.ASSUMPTION: _("an assumption"),
        Quality.MEASURED: _("measured"),
    }[which]


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
