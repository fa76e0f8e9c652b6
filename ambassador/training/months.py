"""Knows how the database adds months to moments: as `clock.add_months` does, for any number of rows."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Integer, cast, func, type_coerce
from sqlalchemy.orm import Session

from ambassador.db import Moment

AFTER_DAY = 11
"""Where the time of day begins in SQLite's text of a moment."""


def months_after(session: Session, at: Any, months: int) -> ColumnElement[Any]:
    """Return the same time of day so many months later, in UTC; a day the month lacks becomes its last."""
    if session.get_bind().dialect.name == "postgresql":
        # An interval is added in UTC: in the zone of a connection it would depend on summer time.
        later = func.timezone("UTC", at) + func.make_interval(0, months)
        return type_coerce(func.timezone("UTC", later), Moment)
    first = func.date(at, "start of month", f"+{months} months")
    last = cast(func.strftime("%d", first, "+1 month", "-1 day"), Integer)
    # SQLite itself makes 31 February the 3rd of March.
    day = func.min(cast(func.strftime("%d", at), Integer), last)
    text = func.strftime("%Y-%m-", first).op("||")(func.printf("%02d", day))
    return type_coerce(text.op("||")(func.substr(at, AFTER_DAY)), Moment)
