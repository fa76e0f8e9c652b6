"""Draws the reports' charts: never an estimate without its range."""

from __future__ import annotations

from typing import Any

from ambassador.reports import words
from ambassador.reports.policy import Funnel
from ambassador.reports.reach_report import GrowthPoint
from ambassador.web.charts import ACCENT, INK, Chart, Spec, chart
from ambassador.web.formats import month, number, span
from ambassador.web.i18n import gettext as _
from ambassador.web.i18n import language

BAR: Spec = {"type": "bar", "color": ACCENT, "size": 18, "yOffset": 8}
STEPS: Spec = {"field": "step", "type": "nominal", "sort": None, "axis": None}


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
    return chart(
        _bars(rows, is_wide=True), narrow=_bars(rows, is_wide=False), label=label, language=language()
    )


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


def _bars(rows: list[dict[str, Any]], *, is_wide: bool) -> Spec:
    """Return bars to each row's low end, and lighter ones on to its high end."""
    x = {"type": "quantitative", "axis": None}
    to_high = {"mark": {**BAR, "opacity": 0.3}, "encoding": {"y": STEPS, "x": {**x, "field": "high"}}}
    to_low = {"mark": BAR, "encoding": {"y": STEPS, "x": {**x, "field": "low"}}}
    return _rows(rows, [to_high, to_low], is_wide=is_wide)


def _rows(rows: list[dict[str, Any]], marks: list[Spec], *, is_wide: bool) -> Spec:
    """Return rows with the step's name above its bar, and its figure at the right or, on a phone, below."""
    above = {"type": "text", "color": INK, "baseline": "bottom", "yOffset": -6 if is_wide else -10}
    name = {**above, "align": "left", "x": 0}
    figure = {**above, "align": "right", "x": "width", "fontWeight": "bold"}
    if not is_wide:
        figure = {**name, "baseline": "top", "yOffset": 26, "fontWeight": "bold"}
    texts = [
        {"mark": mark, "encoding": {"y": STEPS, "text": {"field": field}}}
        for mark, field in ((name, "step"), (figure, "said"))
    ]
    return {
        "height": {"step": 58 if is_wide else 88},
        "data": {"values": rows},
        "layer": [*marks, *texts],
    }
