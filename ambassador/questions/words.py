"""Says in words how long something took, and what a place or a question is called."""

from __future__ import annotations

from datetime import timedelta

from ambassador.questions.places import Place
from ambassador.web.i18n import gettext as _
from ambassador.web.i18n import ngettext

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HOURS_UP_TO = 2 * DAY
"""Below this a time is told in hours."""
BEGINNING = 140
"""Characters of a question in the list."""


def duration(time: timedelta) -> str:
    """Write how long something took or waits: less than an hour, 5 hours, 3 days."""
    if time < HOUR:
        return _("less than an hour")
    if time < HOURS_UP_TO:
        return ngettext("%(num)s hour", "%(num)s hours", time // HOUR)
    return ngettext("%(num)s day", "%(num)s days", time // DAY)


def beginning(text: str) -> str:
    """Return how a question begins, on one line; of an erased one nothing is left to show."""
    line = " ".join(text.split())
    if not line:
        return _("(erased)")
    return line if len(line) <= BEGINNING else line[: BEGINNING - 1].rstrip() + "…"


def place_title(place: Place | None) -> str:
    """Return what a place is called; one that has no page any more has no name either."""
    return place.title if place else _("No longer in force")
