"""Knows the reports' words: what the steps, channels, grades and assumptions are called on the page."""

from __future__ import annotations

from typing import Any

from flask_babel import format_decimal

from ambassador.audience.policy import NAMES, Channel
from ambassador.reach import Assumption, Grade, Needed, Quality
from ambassador.reach.assumptions import BERNSTEIN, CARRIED_OVER, MEASURED_GRAPHS, NO_SOURCE, VAN_DER_BLOM
from ambassador.reports.curves import More
from ambassador.reports.policy import Count, Presence
from ambassador.reports.reach_report import (
    Assumed,
    ChannelReach,
    Figure,
    OutsideBy,
    ReachReport,
    Step,
    Subject,
    TeamReach,
)
from ambassador.web.formats import exact_percent, number, percent, rounded, span
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
            "of the other employees, between none and all are taken to be among the people."
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


def about(value: Count) -> str:
    """Return a number of people, or about how many where it is a range."""
    middle = number((value.low + value.high) // 2)
    return middle if value.is_exact else _("about %(people)s", people=middle)


def share(assumed: Assumption) -> str:
    """Return a share with its range, where it has one."""
    if assumed.low == assumed.high:
        return percent(assumed.value)
    return f"{percent(assumed.value)} ({percent(assumed.low)}\N{EN DASH}{percent(assumed.high)})"


def added(step: More) -> str:
    """Return what so many more ambassadors would add, in a sentence."""
    return _(
        "%(more)s more ambassadors would add about %(people)s people (%(range)s).",
        more=number(step.more),
        people=number(step.added.value),
        range=range_in_words(step.added),
    )


def needed(goal: int, wanted: Needed) -> str:
    """Return how many more ambassadors a goal takes, in a sentence or two."""
    people = number(goal)
    if wanted.more == 0:
        said = _("Today's ambassadors already reach about %(people)s people.", people=people)
    elif wanted.more is None:
        said = _(
            "The curve never comes to %(people)s people: more ambassadors like today's would mostly reach "
            "the same ones.",
            people=people,
        )
    else:
        said = ngettext(
            "About %(more)s more ambassador would be needed to reach %(people)s people.",
            "About %(more)s more ambassadors would be needed to reach %(people)s people.",
            wanted.more,
            more=rounded(wanted.more),
            people=people,
        )
    if wanted.low == wanted.high:
        return said
    if wanted.high is None or wanted.low is None:
        ends = _(
            "At the low end of the range it is never reached; at the high end it takes %(least)s more.",
            least=rounded(wanted.low or 0),
        )
    else:
        ends = _(
            "Between %(low)s and %(high)s, as the range goes.",
            low=rounded(wanted.low),
            high=rounded(wanted.high),
        )
    return f"{said} {ends}"


def grade_explained(grade: Grade) -> str:
    """Return how good the evidence of a grade is, in a sentence."""
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
    }[grade]


def coverage(known: Presence) -> str:
    """Return how much of the programme the estimate has seen, in a sentence; small groups stay hidden."""
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
    said = "; ".join(parts) + "."
    return said[0].upper() + said[1:]


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


def assumption(assumed: Assumed) -> str:
    """Return what is assumed, in words, and for which channels if not for all."""
    what = _assumption(assumed.subject)
    if not assumed.channels:
        return what
    return f"{what} ({', '.join(channel(each) for each in assumed.channels)})"


def _assumption(subject: Subject) -> str:
    return {
        Subject.OVERLAP: _("People grow with the number of ambassadors to the power of"),
        Subject.POSTS: _("Posts by each ambassador in a campaign"),
        Subject.SEEN: _("Share of an audience that sees one post"),
        Subject.ACTIVE: _("Share of people who are active in a month"),
        Subject.COLLEAGUES: _("Share of colleagues who are among the people"),
        Subject.MISSING: _("An audience nobody told"),
    }[subject]


def assumption_value(assumed: Assumed) -> str:
    """Return an assumption's value and its range, as it is written on the page."""
    if assumed.value is None or assumed.low is None or assumed.high is None:
        return _("the median of those told")
    if assumed.subject is Subject.POSTS:
        return number(assumed.value)
    if assumed.subject is Subject.OVERLAP:
        return f"{decimal(assumed.value)} ({decimal(assumed.low)}\N{EN DASH}{decimal(assumed.high)})"
    if assumed.low == assumed.high:
        return exact_percent(assumed.value)
    ends = f"{exact_percent(assumed.low)}\N{EN DASH}{exact_percent(assumed.high)}"
    return f"{exact_percent(assumed.value)} ({ends})"


def source(assumed: Assumed) -> str:
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
    }.get(assumed.source, assumed.source)


def quality(assumed: Assumed) -> str:
    """Return how far an assumption can be trusted."""
    return {
        Quality.GOOD: _("good"),
        Quality.GOOD_BUT_OLD: _("good, but old"),
        Quality.WEAK: _("weak"),
        Quality.ASSUMPTION: _("an assumption"),
        Quality.MEASURED: _("measured"),
    }[assumed.quality]


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
