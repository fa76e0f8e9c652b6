"""Knows how a chart is drawn: a Vega-Lite specification becomes an SVG that suits our pages.

The drawing has no script and no style in it, takes the page's own colours in light and dark, and is read
aloud as one sentence. Whoever shows one puts its numbers in a table beside it.
"""

from __future__ import annotations

import json
import re
import threading
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import vl_convert
from babel import Locale
from babel.numbers import get_decimal_symbol, get_group_symbol
from markupsafe import Markup, escape

from ambassador.web.i18n import LOCALES

Spec = dict[str, Any]

INK = "currentColor"
ACCENT = "var(--bar, currentColor)"
"""The stylesheet's colour of what is measured, else the text's own."""

WIDE, NARROW = 960, 300
"""Widths of the drawing itself in pixels, for a desk and for a phone: text keeps its size on both."""

KEPT = 256
"""Charts in memory: the pages of a day, in both languages."""

THEME: Spec = {
    "background": None,
    "font": "inherit",
    "padding": 4,
    "view": {"stroke": None},
    "axis": {
        **dict.fromkeys(("labelColor", "titleColor", "domainColor", "tickColor", "gridColor"), INK),
        "gridOpacity": 0.15,
        "domainOpacity": 0.4,
        "ticks": False,
        "labelFontSize": 14,
        "titleFontSize": 13,
        "titleFontWeight": "normal",
        "labelPadding": 6,
        "labelLimit": 240,
    },
    "text": {"color": INK, "fontSize": 15},
    "aria": False,
}


@dataclass(frozen=True)
class Chart:
    """A chart in two widths, and what it shows in a sentence."""

    wide: Markup
    narrow: Markup
    label: str


@cache
def _numbers(language: str) -> Spec:
    """Return how d3 writes numbers in a language."""
    locale = LOCALES[language]
    return {
        "decimal": get_decimal_symbol(locale),
        "thousands": get_group_symbol(locale),
        "grouping": [3],
        "currency": ["", ""],
    }


@cache
def _times(language: str) -> Spec:
    """Return how d3 writes days and months in a language: in the words of the tables beside the charts."""
    locale = Locale.parse(LOCALES[language])
    days, months = locale.days["format"], locale.months["format"]
    # d3's week begins with Sunday, Babel's with Monday.
    week, year = (6, 0, 1, 2, 3, 4, 5), range(1, 13)
    return {
        "dateTime": "%e. %B %Y %X",
        "date": "%d.%m.%Y",
        "time": "%H:%M:%S",
        "periods": ["", ""],
        "days": [days["wide"][day] for day in week],
        "shortDays": [days["abbreviated"][day] for day in week],
        "months": [months["wide"][month] for month in year],
        "shortMonths": [months["abbreviated"][month] for month in year],
    }


def chart(spec: Spec, *, narrow: Spec | None = None, label: str, language: str) -> Chart:
    """Return a chart as SVG for a desk and for a phone; `label` is read in place of the picture."""
    return Chart(
        wide=svg({**spec, "width": WIDE}, label=label, language=language),
        narrow=svg({**(narrow or spec), "width": NARROW}, label=label, language=language),
        label=label,
    )


def svg(spec: Spec, *, label: str, language: str) -> Markup:
    """Return a specification as an SVG for a page in this language; the same one is drawn once."""
    text = json.dumps(spec, sort_keys=True, default=str)
    return Markup(_opened(_drawn(text, language), label))  # noqa: S704  (drawn here; the label is escaped)  # nosec B704


@lru_cache(maxsize=KEPT)
def _drawn(spec: str, language: str) -> str:
    drawn = str(
        vl_convert.vegalite_to_svg(
            json.loads(spec),
            config=THEME,
            format_locale=_numbers(language),
            time_format_locale=_times(language),
            # Charts are made of the numbers in them, and fetch nothing.
            allowed_base_urls=[],
        )
    )
    # The parts are read as one picture, and hidden ticks and empty backgrounds are only weight.
    drawn = re.sub(r' (?:aria-[a-z]+|role|pointer-events)="[^"]*"', "", drawn)
    return re.sub(
        r'<text[^>]* opacity="0"[^>]*>[^<]*</text>|<path[^>]* d="(?:M0,0h0v0h0Z)?"[^>]*/>', "", drawn
    )


def _opened(drawn: str, label: str) -> str:
    """Return the SVG with an opening tag that scales down with its room and says what is drawn."""
    found = re.match(r"<svg[^>]*viewBox=\"([^\"]*)\"[^>]*>", drawn)
    if found is None:
        raise ValueError("The chart has no view box.")
    width = found.group(1).split()[2]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart-drawing" viewBox="{found.group(1)}" '
        f'width="{width}" role="img" aria-label="{escape(label)}" preserveAspectRatio="xMinYMin meet">'
        + drawn[found.end() :]
    )


def warm_up() -> None:
    """Start the drawing machine beside the first requests: it takes half a second to come up.

    Only for a process that will draw: the machine has threads, and a process forked from one that runs it
    hangs at its first chart.
    """
    empty = '{"mark":"point","data":{"values":[]}}'
    threading.Thread(target=_drawn, args=(empty, "en"), daemon=True).start()
