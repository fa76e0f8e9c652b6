"""Makes up what each employee of the company does in the programme, the same every time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from ambassador.audience.operations import Told
from ambassador.audience.policy import Channel, Size
from ambassador.clock import add_months
from ambassador.demo.acts import (
    Event,
    acknowledge_all,
    leave_company,
    opt_in,
    pass_courses,
    tell,
    withdraw,
)
from ambassador.demo.company import Employee
from ambassador.demo.followers import PROFILE

INVITED_AFTER = {
    "Marked og kommunikasjon": 3,
    "Salg": 24,
    "Kundeservice": 52,
    "Teknologi": 95,
    "Økonomi og HR": 130,
    "Drift": 165,
}
"""Days from the beginning until each team was invited."""

WILLING = {
    "Marked og kommunikasjon": 0.8,
    "Salg": 0.62,
    "Kundeservice": 0.45,
    "Teknologi": 0.48,
    "Økonomi og HR": 0.5,
    "Drift": 0.33,
}
"""The share of each team that opts in."""

TRAINED, ACKNOWLEDGED, RENEWED, WITHDRAWN = 0.88, 0.94, 0.82, 0.05
"""Shares of those who come so far."""
READS_ENGLISH, SILENT, CAPPED = 0.1, 0.06, 0.3
"""Shares of the ambassadors: read English, tell no sizes, and write "500+" where LinkedIn shows it."""
NOT_TOLD_AGAIN = 0.35
"""The share of quarters in which somebody does not look over their numbers."""
GROWTH = 1.025
"""How an audience grows in a quarter."""

EVERYONE = 1.0
AUDIENCES = {
    Channel.LINKEDIN: (EVERYONE, (6.1, 0.75)),
    Channel.FACEBOOK: (0.55, (5.6, 0.6)),
    Channel.INSTAGRAM: (0.4, (5.4, 0.9)),
}
"""The share of ambassadors on each channel, and their audiences there: log-normal, mean and spread."""

LINKEDIN_CAP = 500
"""From here up LinkedIn shows others only "500+"."""

FRIDAY = 4
JULY = 7


def life(
    chance: Random, employee: Employee, person: int, *, start: datetime, now: datetime
) -> Iterator[Event]:
    """Yield what one employee does in the programme, if anything."""
    if employee.left_at is not None:
        yield Event(employee.left_at, leave_company(person, employee.left_at))
    if chance.random() > WILLING[employee.team]:
        return
    asked = max(start + timedelta(days=INVITED_AFTER[employee.team]), employee.joined_at + timedelta(days=20))
    joined = _office_hours(chance, asked + timedelta(days=min(200, chance.expovariate(1 / 40))))
    end = employee.left_at or now
    yield from _within(joined, end, _take_part(chance, person, joined, end))


def _take_part(chance: Random, person: int, joined: datetime, end: datetime) -> Iterator[Event]:
    language = "en" if chance.random() < READS_ENGLISH else "nb"
    yield Event(joined, opt_in(person, joined, language))
    yield from _audiences(chance, person, joined, end)
    if chance.random() < WITHDRAWN:
        left = joined + timedelta(days=chance.randrange(40, 300))
        yield Event(left, withdraw(person, left))
        end = min(end, left)
    if chance.random() > TRAINED:
        return
    passed = _office_hours(chance, joined + timedelta(days=chance.expovariate(1 / 6)))
    yield from _within(passed, end, [Event(passed, pass_courses(person, passed))])
    if chance.random() < ACKNOWLEDGED:
        signed = passed + timedelta(minutes=chance.randrange(5, 4000))
        yield from _within(signed, end, [Event(signed, acknowledge_all(person, signed, language))])
    if chance.random() < RENEWED:
        again = add_months(passed, 12) - timedelta(days=chance.randrange(1, 15))
        yield from _within(again, end, [Event(again, pass_courses(person, again))])


def _within(at: datetime, end: datetime, events: Iterator[Event] | list[Event]) -> Iterator[Event]:
    if at < end:
        yield from (event for event in events if event.at < end)


def _office_hours(chance: Random, at: datetime) -> datetime:
    """Move a moment into a working day; in July hardly anything happens in Norway."""
    if at.month == JULY:
        at += timedelta(days=31)
    if at.weekday() > FRIDAY:
        at += timedelta(days=7 - at.weekday())
    return at.replace(hour=chance.randrange(6, 15), minute=chance.randrange(60))


def _audiences(chance: Random, person: int, joined: datetime, end: datetime) -> Iterator[Event]:
    """Yield the sizes told on the first day, and some of them told again each quarter."""
    sizes = {
        channel: chance.lognormvariate(*size)
        for channel, (share, size) in AUDIENCES.items()
        if share == EVERYONE or chance.random() < share
    }
    silent, capped = chance.random() < SILENT, chance.random() < CAPPED
    handle = f"{PROFILE}{person}"
    for quarter in range(7):
        at = joined + timedelta(days=91 * quarter, minutes=4)
        if at >= end or (quarter and chance.random() < NOT_TOLD_AGAIN):
            continue
        told = {
            channel: Told(
                handle, None if silent else _as_shown(channel, size * GROWTH**quarter, capped=capped)
            )
            for channel, size in sizes.items()
        }
        yield Event(at, tell(person, at, told))


def _as_shown(channel: Channel, size: float, *, capped: bool) -> Size:
    if capped and channel is Channel.LINKEDIN and size > LINKEDIN_CAP:
        return Size(LINKEDIN_CAP, is_at_least=True)
    return Size(int(size))


def underway(person: int, now: datetime) -> Iterator[Event]:
    """Yield the two days of somebody who joined lately, passed the course, and has yet to acknowledge."""
    joined, passed = now - timedelta(days=2), now - timedelta(days=1)
    yield Event(joined, opt_in(person, joined, "nb"))
    told = {
        Channel.LINKEDIN: Told("jonas-vik", Size(500, is_at_least=True)),
        Channel.INSTAGRAM: Told("jonasvik", Size(312)),
    }
    yield Event(joined + timedelta(minutes=2), tell(person, joined, told))
    yield Event(passed, pass_courses(person, passed))
