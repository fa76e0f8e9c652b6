"""Writes due dates as a calendar (RFC 5545): the same bytes for as long as nothing changes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta, tzinfo
from uuid import NAMESPACE_URL, uuid5

from icalendar import Calendar, Event, vDuration

from ambassador.calendars.queries import Holder
from ambassador.calendars.sources import Due, What
from ambassador.mail.letters import absolute
from ambassador.web.i18n import gettext as _

EVERY = timedelta(hours=12)
"""How often a calendar program is asked to look again."""
DAY = timedelta(days=1)


def calendar_of(dues: Iterable[Due], holder: Holder, *, company: str, zone: tzinfo) -> bytes:
    """Return the calendar of somebody's due dates, each all day long in the company's time zone.

    An event never changes: what is due on another day is another event. So its UID is made from what is due
    and when, and it was last revised when the address was made, whatever the time at which it is fetched.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Ambassador//Due dates//EN")
    calendar.add("version", "2.0")
    name = _("%(company)s: my due dates", company=company)
    calendar.add("name", name)
    # The two that came before the standard's own name and interval, which some programs still read alone.
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", EVERY, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(EVERY))
    days = ((due.at.astimezone(zone).date(), _summary(due, company), due) for due in dues)
    for day, summary, due in sorted(days, key=lambda each: (each[0], each[1], each[2].path)):
        calendar.add_component(_event(day, summary, due, holder))
    return bytes(calendar.to_ical())


def _event(day: date, summary: str, due: Due, holder: Holder) -> Event:
    address = absolute(due.path)
    event = Event()
    event.add("uid", str(uuid5(NAMESPACE_URL, f"{address}#{holder.person_id}-{due.what}-{day}")))
    event.add("dtstamp", holder.made_at.replace(microsecond=0))
    event.add("dtstart", day)
    event.add("dtend", day + DAY)
    event.add("summary", summary)
    event.add("description", address)
    event.add("url", address)
    # It takes no time of the day that others could not have.
    event.add("transp", "TRANSPARENT")
    return event


def _summary(due: Due, company: str) -> str:
    words = {"company": company, "title": due.title}
    return {
        What.TAKE: _("%(company)s: pass %(title)s", **words),
        What.ACKNOWLEDGE: _("%(company)s: acknowledge %(title)s", **words),
        What.RENEW: _("%(company)s: renew %(title)s", **words),
        What.EXCEPTION: _("%(company)s: %(title)s, the exception ends", **words),
    }[due.what]
