"""Knows the words of following up: states, teams, and numbers of people as they may be shown."""

from __future__ import annotations

from ambassador.followup.campaign import TeamRow
from ambassador.followup.policy import State
from ambassador.people.withholding_policy import Count
from ambassador.web.formats import number
from ambassador.web.i18n import gettext as _


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
