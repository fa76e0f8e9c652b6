"""Knows how numbers, ranges, moments and months are written in the visitor's language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from babel import Locale, numbers
from flask import Flask
from flask_babel import format_date, format_datetime, format_decimal, get_locale, gettext
from markupsafe import Markup, escape

from ambassador.reach import two_digits

NO_BREAK = "\N{NO-BREAK SPACE}"


def number(value: float) -> str:
    """Write a whole number, with the language's thousands separator."""
    return _grouped(round(value), get_locale())


# A page of teams writes hundreds of numbers, and the same page writes them again.
@lru_cache(maxsize=8192)
def _grouped(value: int, locale: Locale | None) -> str:
    return str(numbers.format_decimal(value, format="#,##0", locale=locale))


def rounded(value: float) -> str:
    """Write an estimate with two significant digits."""
    return number(two_digits(value))


def span(low: float, high: float) -> str:
    """Write a range of an estimate; one number when both ends round to the same."""
    first, last = rounded(low), rounded(high)
    return first if first == last else f"{first}\N{EN DASH}{last}"


def in_fives(people: int) -> str:
    """Write how many people, in steps of five: 10–14. Beside an exact count it shows no small group."""
    if people == 0:
        return number(0)
    low = people - people % 5
    return f"{number(low)}\N{EN DASH}{number(low + 4)}" if low else str(gettext("fewer than 5"))


def percent(share: float) -> str:
    """Write a share (0.083) as a percentage with no decimals, or one below ten percent."""
    decimals = "0.#" if 0 < share * 100 < 10 else "0"  # noqa: PLR2004  (a single digit deserves a decimal)
    written = format_decimal(share * 100, format=decimals)
    return f"{written}{NO_BREAK}%" if _is_norwegian() else f"{written}%"


def exact_percent(share: float) -> str:
    """Write a share that somebody chose as a percentage, with the decimals they chose, two at most."""
    written = format_decimal(Decimal(repr(share)) * 100, format="0.##")
    return f"{written}{NO_BREAK}%" if _is_norwegian() else f"{written}%"


def with_range(value: float, low: float, high: float) -> str:
    """Write a share that somebody chose with its range, if it has one: 9 % (6–12 %)."""
    if low == high:
        return exact_percent(value)
    first = exact_percent(low).rstrip(f"{NO_BREAK}%")
    return f"{exact_percent(value)} ({first}\N{EN DASH}{exact_percent(high)})"


def share_of(part: float, whole: float) -> float:
    """Return a part in percent of a whole, 0 to 100, for the width of a bar; of nothing it is nothing."""
    return round(min(max(100 * part / whole, 0.0), 100.0), 2) if whole else 0.0


def with_headings(row: Markup, headings: Sequence[str]) -> Markup:
    """Return a table's row with each cell's heading on it, for a screen too narrow for columns."""
    named = iter(headings)
    labelled = re.sub(
        r"<(td|th)\b", lambda cell: f'<{cell[1]} data-label="{escape(next(named, ""))}"', str(row)
    )
    # A cell of nothing but white space becomes an empty one, which the stylesheet can leave out.
    closed = re.sub(r"(<td[^>]*>)\s+(?=</td>)", r"\1", labelled)
    return Markup(closed)  # noqa: S704  (the row was escaped when written, headings here)  # nosec B704


def day(value: date | datetime) -> str:
    """Write a day, such as 3. mars 2026."""
    return str(format_date(value, format="long"))


def short_day(value: date | datetime) -> str:
    """Write a day in little room, such as 3. mar. 2026."""
    return str(format_date(value, format="medium"))


def moment(value: datetime) -> str:
    """Write a day and a time of day in the company's time zone."""
    return str(format_datetime(value, format="d. MMMM y HH:mm" if _is_norwegian() else "d MMMM y, HH:mm"))


def month(value: date) -> str:
    """Write a month and its year."""
    return str(format_date(value, format="MMM y"))


def _is_norwegian() -> bool:
    locale = get_locale()
    return locale is not None and locale.language == "nb"


def init_app(app: Flask) -> None:
    """Teach the templates these formats."""
    for write in (number, rounded, in_fives, span, percent, with_headings, day, short_day, moment, month):
        app.jinja_env.filters[write.__name__] = write
    app.jinja_env.globals.update(span=span, share_of=share_of)
