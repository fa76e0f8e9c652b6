"""Knows the words of following up: audiences, and numbers of people as they may be shown."""

from __future__ import annotations

from ambassador.followup.campaign import TeamRow
from ambassador.followup.policy import State
from ambassador.people.audiences import Audience
from ambassador.people.withholding_policy import FEWEST, Count
from ambassador.web.formats import in_fives, number
from ambassador.web.i18n import gettext as _


def people_of(people: int, audience: Audience) -> str:
    """Return a number of people: of ambassadors in steps of five, of others exactly from five on.

    Who works here, on which team, and who leads is on the roster; who is an ambassador is their own choice.
    """
    if audience is Audience.AMBASSADORS or 0 < people < FEWEST:
        return in_fives(people)
    return number(people)


def audience(which: Audience) -> str:
    """Return whom a version is for."""
    return {
        Audience.ALL: _("Everyone who works here"),
        Audience.AMBASSADORS: _("All ambassadors"),
        Audience.TEAMS: _("Some teams"),
        Audience.LEADERS: _("All leaders"),
    }[which]


def states() -> dict[State, str]:
    """Return what each state of a task is called."""
    return {
        State.DONE: _("Acknowledged"),
        State.DUE: _("Not due yet"),
        State.OVERDUE: _("Overdue"),
        State.DECLINED: _("Declined"),
        State.EXCEPTED: _("Excepted"),
    }


def team(row: TeamRow) -> str:
    """Return what a row of the teams is called."""
    if row.is_together:
        return _("Other teams together")
    return row.name or _("Without a team")


def count(value: Count) -> str:
    """Return a number of people, a range, or that there are fewer than five."""
    if value.is_exact:
        return number(value.low)
    if value.is_few:
        return _("fewer than 5")
    return f"{number(value.low)}\N{EN DASH}{number(value.high)}"
