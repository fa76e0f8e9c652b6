"""Says how the numbers of the reach report are made, for the page and the download."""

from __future__ import annotations

from ambassador.reach.estimators import HIGHEST, LOWEST, USUAL
from ambassador.reports import words
from ambassador.reports.reach_report import ChannelReach
from ambassador.web.i18n import gettext as _


def sentences(best: ChannelReach) -> list[str]:
    """Return how the numbers are made, step by step."""
    return [
        _("Only cleared ambassadors count: opted in, trained, and with the guidelines acknowledged, today."),
        _(
            "Their audiences are added up. That sum counts a person once for each ambassador they follow, so "
            "it is never called people. Some audiences are only told as “at least”, or not at all, so the "
            "sum may be higher."
        )
        if best.follows.is_open
        else _(
            "Their audiences are added up. That sum counts a person once for each ambassador they follow, so "
            "it is a ceiling and is never called people."
        ),
        _(
            "Audiences in a company overlap. How much is estimated from 18 real networks: n equal audiences "
            "hold n to the power of %(usual)s times the people of one, and between n to the power of %(low)s "
            "and %(high)s in nine of ten networks. Those are the middle and the ends of the range.",
            usual=words.decimal(USUAL),
            low=words.decimal(LOWEST),
            high=words.decimal(HIGHEST),
        ),
        _(
            "Audiences are not equal, so the figure is the largest that the j largest audiences give, over "
            "every j: their sum divided by j, times j to that power. The low end and the high end follow the "
            "same rule, so one more ambassador never lowers an estimate."
        ),
        _(
            "The estimate is never below the largest single audience and never above the sum. It is shown "
            "with two significant digits, because more would claim what nobody knows."
        ),
        _(
            "A campaign reaches the people who are active and see at least one post. A is the share of "
            "people who are active, and r the share of an audience that sees one post. For each ambassador "
            "they follow, active people have the chance q = 1 − (1 − r/A)^posts of seeing at least one of "
            "the posts. People = A × R(Σ d·q): d is each audience, and R the curve that leads from follows "
            "to people."
        ),
    ]
