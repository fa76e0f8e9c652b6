"""Knows how campaigns and plans are said: shares, about how many, and what a goal takes."""

from __future__ import annotations

from ambassador.reach import Assumption, Needed
from ambassador.reports.policy import Count
from ambassador.web.formats import number, rounded, with_range
from ambassador.web.i18n import gettext as _
from ambassador.web.i18n import ngettext


def about(value: Count) -> str:
    """Return a number of people, or about how many where it is a range."""
    middle = number((value.low + value.high) // 2)
    return middle if value.is_exact else _("about %(people)s", people=middle)


def share(assumed: Assumption) -> str:
    """Return a share with its range, where it has one."""
    return with_range(assumed.value, assumed.low, assumed.high)


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
