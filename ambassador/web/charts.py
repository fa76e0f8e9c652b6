"""Knows how a chart is drawn: a Vega-Lite specification becomes an SVG that suits our pages.

The drawing has no script and no style in it, takes the page's own colours in light and dark, and is read
aloud as one sentence. Whoever shows one puts its numbers in a table beside it.
"""

from __future__ import annotations

import json
import re
import threading
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import vl_convert
from markupsafe import Markup, escape

Spec = dict[str, Any]

INK = "currentColor"
ACCENT = "var(--bar, currentColor)"
"""The stylesheet's colour of what is measured, else the text's own."""

WIDE, NARROW = 960, 300
"""Widths of the drawing itself in pixels, for a desk and for a phone: text keeps its size on both."""

KEPT = 256
"""Charts in memory: the pages of a day, in both languages."""

NUMBERS = {
    "nb": {"decimal": ",", "thousands": "\N{NO-BREAK SPACE}", "grouping": [3], "currency": ["", " kr"]},
    "en": {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["kr ", ""]},
}

TIMES = {
    "nb": {
        "dateTime": "%A %e. %B %Y kl. %X",
        "date": "%d.%m.%Y",
        "time": "%H:%M:%S",
        "periods": ["", ""],
        "days": ["søndag", "mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag"],
        "shortDays": ["søn.", "man.", "tir.", "ons.", "tor.", "fre.", "lør."],
        "months": [
            "januar",
            "februar",
            "mars",
            "april",
            "mai",
            "juni",
            "juli",
            "august",
            "september",
            "oktober",
            "november",
            "desember",
        ],
        "shortMonths": [
            "jan.",
            "feb.",
            "mars",
            "apr.",
            "mai",
            "juni",
            "juli",
            "aug.",
            "sep.",
            "okt.",
            "nov.",
            "des.",
        ],
    },
    "en": {
        "dateTime": "%A %e %B %Y at %X",
        "date": "%d/%m/%Y",
        "time": "%H:%M:%S",
        "periods": ["AM", "PM"],
        "days": ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"],
        "shortDays": ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"],
        "months": [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ],
        "shortMonths": ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
    },
}

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
            format_locale=NUMBERS[language],
            time_format_locale=TIMES[language],
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
