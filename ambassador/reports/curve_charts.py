"""Draws what is read off the curve: people against ambassadors, and against posts; always with the range."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ambassador.reach import Rung
from ambassador.reports import curves
from ambassador.reports.planning import Outcome
from ambassador.reports.reach_report import ChannelReach, figure
from ambassador.web.charts import ACCENT, INK, Chart, Spec, chart
from ambassador.web.formats import number, span
from ambassador.web.i18n import gettext as _
from ambassador.web.i18n import language

POINTS = 24

LATE = 0.8
"""From where on a mark's word stands on its left."""


def curve_chart(reach: ChannelReach) -> Chart:
    """Return the people against the ambassadors, up to twice as many as today, with a mark at today."""
    today = curves.about(reach.presence.ambassadors)
    end = 2 * today
    places = sorted({*np.linspace(0, end, POINTS).astype(int).tolist(), today})
    points = [(place, curves.line(reach, ambassadors=place)) for place in places]
    then = figure(points[-1][1])
    label = _(
        "Today %(ambassadors)s ambassadors reach about %(people)s people (%(span)s). %(more)s would reach "
        "about %(then)s (%(then_span)s): each further ambassador adds fewer new people.",
        ambassadors=number(today),
        people=number(reach.people.value),
        span=span(reach.people.low, reach.people.high),
        more=number(end),
        then=number(then.value),
        then_span=span(then.low, then.high),
    )
    return _chart(points, at=today, title=_("Ambassadors"), said=_("today"), label=label)


def posts_chart(outcomes: Sequence[tuple[int, Outcome]], *, chosen: int) -> Chart:
    """Return the people who see at least one post against the posts each, with a mark at those chosen."""
    here = dict(outcomes)[chosen].people
    (least, first), (most, last) = outcomes[0], outcomes[-1]
    label = _(
        "With %(least)s post each about %(first)s people see at least one, with %(chosen)s posts about "
        "%(here)s (%(span)s), with %(most)s about %(last)s.",
        least=number(least),
        first=number(first.people.value),
        chosen=number(chosen),
        here=number(here.value),
        span=span(here.low, here.high),
        most=number(most),
        last=number(last.people.value),
    )
    points = [(posts, outcome.drawn) for posts, outcome in outcomes]
    return _chart(points, at=chosen, title=_("Posts each"), said=_("chosen"), label=label)


def _chart(points: Sequence[tuple[int, Rung]], *, at: int, title: str, said: str, label: str) -> Chart:
    """Return people against a number, with their range as a band and one number marked."""
    rows = [
        {"x": place, "value": round(people.value), "low": round(people.low), "high": round(people.high)}
        for place, people in points
    ]
    [here] = [{**row, "said": said} for row in rows if row["x"] == at]
    is_late = at > LATE * points[-1][0]

    def spec(ticks: int) -> Spec:
        x = {
            "field": "x",
            "type": "quantitative",
            "axis": {"title": title, "format": ",d", "tickCount": ticks, "tickMinStep": 1, "grid": False},
            "scale": {"nice": False},
        }
        y = {"type": "quantitative", "axis": {"title": None, "format": ",d", "tickCount": 5}}
        value = {"x": x, "y": {**y, "field": "value"}}
        text = {"type": "text", "color": INK, "fontWeight": "bold"}
        return {
            "height": 240,
            "data": {"values": rows},
            "layer": [
                {
                    "mark": {"type": "area", "color": ACCENT, "opacity": 0.22},
                    "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}},
                },
                {"mark": {"type": "line", "color": ACCENT, "strokeWidth": 2.5}, "encoding": value},
                {
                    "data": {"values": [here]},
                    "mark": {"type": "rule", "color": INK, "strokeDash": [3, 3], "opacity": 0.5},
                    "encoding": {"x": x},
                },
                {
                    "data": {"values": [here]},
                    "mark": {"type": "point", "color": ACCENT, "filled": True, "size": 110, "opacity": 1},
                    "encoding": value,
                },
                {
                    "data": {"values": [here]},
                    # Where the line leaves room: above it on its left, below it on its right.
                    "mark": {**text, "align": "right", "dx": -8, "dy": -14}
                    if is_late
                    else {**text, "align": "left", "dx": 8, "dy": 18},
                    "encoding": {"x": x, "y": {**y, "field": "value"}, "text": {"field": "said"}},
                },
            ],
        }

    return chart(spec(9), narrow=spec(4), label=label, language=language())
