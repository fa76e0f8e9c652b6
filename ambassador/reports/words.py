"""Knows the reports' words: what the steps, channels, grades and assumptions are called on the page."""

from __future__ import annotations

from typing import Any

from flask_babel import format_decimal

from ambassador.audience.policy import NAMES, Channel
from ambassador.reach import Grade
from ambassador.reports.curves import More
from ambassador.reports.policy import Count, Presence
from ambassador.reports.reach_report import (
    ChannelReach,
    Figure,
    OutsideBy,
    ReachReport,
    Step,
    TeamReach,
)
from ambassador.web.formats import number, span
from ambassador.web.i18n import gettext as _
from ambassador.web.i18n import ngettext


def channel(which: Channel) -> str:
    """Return a channel's name, the same in both languages."""
    return NAMES[which]


def steps() -> dict[Step, str]:
    """Return the rungs of the ladder by name, short enough for a phone."""
    return {
        Step.FOLLOWS: _("Follows"),
        Step.PEOPLE: _("Different people"),
        Step.OUTSIDE: _("Outside the company"),
        Step.CAMPAIGN: _("See a campaign"),
    }


def step_explained(step: Step, reach: ChannelReach) -> str:
    """Return what a rung counts on this channel."""
    if step is Step.OUTSIDE and reach.outside_by is OutsideBy.PROFILES:
        return _(
            "The same without colleagues. Ambassadors who told their own profile are taken out of the lists; "
            "of the other employees, as many as are assumed to be among the people."
        )
    return {
        Step.FOLLOWS: _(
            "All audiences added up. The same person counts once for each ambassador they follow."
        ),
        Step.PEOPLE: _("Everyone counted once, however many of the ambassadors they follow."),
        Step.OUTSIDE: _(
            "The same without colleagues, as many of them as are assumed to be among these people."
        ),
        Step.CAMPAIGN: _("People who see at least one post, if every ambassador posts as often as assumed."),
    }[step]


def funnel_steps() -> dict[str, str]:
    """Return the steps of the funnel, in order, by the name of their field."""
    return {
        "invited": _("Invited"),
        "opted_in": _("Opted in"),
        "trained": _("Trained"),
        "acknowledged": _("Guidelines acknowledged"),
        "cleared": _("Cleared"),
    }


def count(value: Count) -> str:
    """Return a number of people, a range, or that there are fewer than five."""
    if value.is_exact:
        return number(value.low)
    if value.is_few:
        return _("fewer than 5")
    return f"{number(value.low)}\N{EN DASH}{number(value.high)}"


def added(step: More) -> str:
    """Return what so many more ambassadors would add, in a sentence."""
    return _(
        "%(more)s more ambassadors would add about %(people)s people (%(range)s).",
        more=number(step.more),
        people=number(step.added.value),
        range=range_in_words(step.added),
    )


def grade_explained(reach: ChannelReach) -> str:
    """Return how good the evidence behind a channel's figures is, in a sentence."""
    if reach.grade is Grade.ALL_SHARED and not reach.is_counted:
        return _(
            "All follower lists were shared. Only a sample of them is kept, so the people were counted in "
            "the sample."
        )
    return {
        Grade.ALL_SHARED: _("All follower lists were shared, so the people were counted, not estimated."),
        Grade.SHARED_LISTS: _(
            "Some ambassadors shared their follower list, and the overlap between them was measured."
        ),
        Grade.MUTUAL_COUNTS: _("Ambassadors looked up how many contacts pairs of them have in common."),
        Grade.COUNTS_ONLY: _(
            "Only the sizes of the audiences are known. How much they overlap is taken from other networks, "
            "so the evidence is weak and the range is wide."
        ),
    }[reach.grade]


def coverage(known: Presence) -> str:
    """Return how much of the programme the estimate has seen, in a sentence; small groups stay hidden."""
    return _sentence("; ".join(_covered(known)))


def coverage_in_short(known: Presence) -> str:
    """Return the part of the coverage that the grade rests on: lists where there are any, numbers else."""
    lists, numbers, *_rest = _covered(known)
    return _sentence(numbers if known.shared is None else lists)


def _covered(known: Presence) -> list[str]:
    everyone = count(known.ambassadors)
    if known.shared is None:
        parts = [_("too few follower lists are shared to be used")]
        told = _("all of them gave a number")
        some = _("%(stated)s of %(all)s gave a number", stated=count(known.told), all=everyone)
    else:
        parts = [
            _("%(shared)s of %(all)s ambassadors shared a list", shared=count(known.shared), all=everyone)
        ]
        told = _("all of them gave a number or a list")
        some = _("%(stated)s of %(all)s gave a number or a list", stated=count(known.told), all=everyone)
    parts.append(told if known.missing.high == 0 else some)
    if known.missing.high > 0:
        parts.append(_("%(imputed)s gave none and count with the median", imputed=count(known.missing)))
    if known.at_least.high > 0:
        parts.append(_("%(least)s said “at least”", least=count(known.at_least)))
    return parts


def _sentence(said: str) -> str:
    return f"{said[0].upper()}{said[1:]}."


def headline(report: ReachReport, best: ChannelReach) -> str:
    """Return the sentence that a leader can repeat the next day."""
    figures = {
        "follows": number(best.follows.value),
        "channel": channel(best.channel),
        "people": number(best.people.value),
        "range": range_in_words(best.people),
    }
    cleared = report.funnel.cleared.low
    here = best.presence.ambassadors
    if not here.is_exact:
        return _(
            "Our cleared ambassadors on %(channel)s have %(follows)s follows there, which is about "
            "%(people)s different people (%(range)s).",
            **figures,
        )
    if here.low == cleared:
        return _(
            "Our %(all)s cleared ambassadors have %(follows)s follows on %(channel)s, which is about "
            "%(people)s different people (%(range)s).",
            all=number(cleared),
            **figures,
        )
    return _(
        "%(some)s of our %(all)s cleared ambassadors are on %(channel)s. They have %(follows)s follows "
        "there, which is about %(people)s different people (%(range)s).",
        all=number(cleared),
        some=number(here.low),
        **figures,
    )


def rungs(reach: ChannelReach) -> list[dict[str, Any]]:
    """Return the ladder in words and numbers: follows first, which are no people."""
    return [
        {
            "label": steps()[step],
            "text": number(figure.value),
            "range": between(figure) if figure.low != figure.high else "",
            "value": figure.value,
            "low": figure.low,
            "high": figure.high,
            "is_ceiling": step is Step.FOLLOWS,
            "note": _follows_explained(figure, reach)
            if step is Step.FOLLOWS
            else step_explained(step, reach),
        }
        for step, figure in reach.ladder
    ]


def _follows_explained(follows: Figure, reach: ChannelReach) -> str:
    if follows.is_open:
        return _(
            "Not people: all audiences told added up. Some are only told as “at least”, or not at all, so "
            "there may be more."
        )
    return _("A ceiling, not people. %(what)s", what=step_explained(Step.FOLLOWS, reach))


def range_in_words(figure: Figure) -> str:
    """Return the range of a figure for reading aloud; one with no sure end says so."""
    ends = {"low": number(figure.low), "high": number(figure.high)}
    if figure.is_open:
        return _("between %(low)s and %(high)s, or more", **ends)
    return _("between %(low)s and %(high)s", **ends)


def between(figure: Figure) -> str:
    """Return a figure's range; one with no sure end says so."""
    said = span(figure.low, figure.high)
    return _("%(span)s or more", span=said) if figure.is_open else said


def team(row: TeamReach) -> str:
    """Return what a row of the team table is called."""
    if row.is_together:
        return _("Smaller teams together")
    return row.name or _("Without a team")


def team_size(row: TeamReach) -> str:
    """Return how many ambassadors a team has, or that there are five or more."""
    return _("5 or more") if row.ambassadors is None else number(row.ambassadors)


def on_their_way(value: Count) -> str:
    """Return how many have opted in and are not cleared yet, in a sentence."""
    if not value.is_exact:
        return _("Fewer than 5 more are on their way. They are not in any figure of reach.")
    return ngettext(
        "%(people)s more is on the way: opted in, but not cleared yet, and not in any figure of reach.",
        "%(people)s more are on their way: opted in, but not cleared yet, and not in any figure of reach.",
        value.low,
        people=number(value.low),
    )


def too_few() -> str:
    """Return why nothing about reach is shown yet."""
    return _(
        "There are fewer than 5 cleared ambassadors. Figures about so few could tell of a single person, so "
        "they are held back until there are more."
    )


def decimal(value: float) -> str:
    """Return an exponent with two decimals."""
    return str(format_decimal(value, format="0.00"))
