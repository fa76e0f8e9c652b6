"""Draws the reports' charts: never an estimate without its range."""

from __future__ import annotations

from typing import Any

from ambassador.reports import words
from ambassador.reports.policy import Funnel
from ambassador.reports.reach_report import ChannelReach, GrowthPoint
from ambassador.web.charts import ACCENT, INK, Chart, Spec, chart
from ambassador.web.formats import month, number, span
from ambassador.web.i18n import gettext as _
from ambassador.web.i18n import language

BAR = 18
STEP = 58


def ladder_chart(reach: ChannelReach) -> Chart:
    """Return the ladder: a bar from the low to the high end of each rung, and a point at its figure."""
    rows = [
        {
            "step": words.steps()[step],
            "value": figure.value,
            "low": figure.low,
            "high": figure.high,
            "said": _("%(value)s (%(span)s)", value=number(figure.value), span=span(figure.low, figure.high)),
        }
        for step, figure in reach.ladder
    ]
    label = _("From follows to people: ") + "; ".join(f"{row['step']}: {row['said']}" for row in rows) + "."
    spec = _ranges(rows, end="high")
    return chart(spec, label=label, language=language())


def funnel_chart(funnel: Funnel) -> Chart:
    """Return the funnel: a bar for each step; where a count is a range, the open part is lighter."""
    names = words.funnel_steps()
    rows: list[dict[str, Any]] = []
    for name in names:
        count = getattr(funnel, name)
        rows.append(
            {
                "step": names[name],
                "value": count.low,
                "low": count.low,
                "high": count.high,
                "said": words.count(count),
            }
        )
    label = "; ".join(f"{row['step']}: {row['said']}" for row in rows) + "."
    y = {"field": "step", "type": "nominal", "sort": None, "axis": None}
    x = {"type": "quantitative", "axis": None}
    spec: Spec = {
        "height": {"step": STEP},
        "data": {"values": rows},
        "layer": [
            {
                "mark": {"type": "bar", "color": ACCENT, "opacity": 0.3, "size": BAR, "yOffset": 10},
                "encoding": {"y": y, "x": {**x, "field": "high"}},
            },
            {
                "mark": {"type": "bar", "color": ACCENT, "size": BAR, "yOffset": 10},
                "encoding": {"y": y, "x": {**x, "field": "low"}},
            },
            *_texts(y),
        ],
    }
    return chart(spec, label=label, language=language())


def growth_chart(growth: tuple[GrowthPoint, ...]) -> Chart | None:
    """Return the people reached month by month with their range as a band; None without two months."""
    points = [(point.day, point.people) for point in growth if point.people is not None]
    if len(points) < 2:  # noqa: PLR2004  (a line has two ends)
        return None
    rows = [
        {"day": day.isoformat(), "value": people.value, "low": people.low, "high": people.high}
        for day, people in points
    ]
    (since, first), (until, last) = points[0], points[-1]
    label = _(
        "People reached: %(first)s (%(first_span)s) in %(since)s, %(last)s (%(last_span)s) in %(until)s.",
        first=number(first.value),
        first_span=span(first.low, first.high),
        since=month(since),
        last=number(last.value),
        last_span=span(last.low, last.high),
        until=month(until),
    )

    def spec(ticks: int) -> Spec:
        x = {
            "field": "day",
            "type": "temporal",
            "axis": {"title": None, "format": "%b %y", "tickCount": ticks, "grid": False},
        }
        y = {"type": "quantitative", "axis": {"title": None, "format": ",d", "tickCount": 5}}
        return {
            "height": 240,
            "data": {"values": rows},
            "layer": [
                {
                    "mark": {"type": "area", "color": ACCENT, "opacity": 0.22},
                    "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}},
                },
                {
                    "mark": {"type": "line", "color": ACCENT, "strokeWidth": 2.5},
                    "encoding": {"x": x, "y": {**y, "field": "value"}},
                },
                {
                    "mark": {"type": "point", "color": ACCENT, "filled": True, "size": 40, "opacity": 1},
                    "encoding": {"x": x, "y": {**y, "field": "value"}},
                },
            ],
        }

    return chart(spec(9), narrow=spec(4), label=label, language=language())


def _ranges(rows: list[dict[str, Any]], *, end: str) -> Spec:
    y = {"field": "step", "type": "nominal", "sort": None, "axis": None}
    x = {
        "type": "quantitative",
        "scale": {"zero": True},
        "axis": {"title": None, "format": ",d", "tickCount": 4, "domain": False},
    }
    return {
        "height": {"step": STEP},
        "data": {"values": rows},
        "layer": [
            {
                "mark": {"type": "bar", "color": ACCENT, "opacity": 0.3, "size": BAR, "yOffset": 10},
                "encoding": {"y": y, "x": {**x, "field": "low"}, "x2": {"field": end}},
            },
            {
                "mark": {"type": "tick", "color": ACCENT, "size": BAR + 8, "thickness": 4, "yOffset": 10},
                "encoding": {"y": y, "x": {**x, "field": "value"}},
            },
            *_texts(y),
        ],
    }


def _texts(y: Spec) -> list[Spec]:
    """Return the step's name to the left above its bar, and its figure to the right."""
    above = {"type": "text", "color": INK, "baseline": "bottom", "yOffset": -6}
    return [
        {
            "mark": {**above, "align": "left", "x": 0},
            "encoding": {"y": y, "text": {"field": "step"}},
        },
        {
            "mark": {**above, "align": "right", "x": "width", "fontWeight": "bold"},
            "encoding": {"y": y, "text": {"field": "said"}},
        },
    ]
