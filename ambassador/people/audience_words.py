"""Knows the words for audiences, and for how many people are in one."""

from __future__ import annotations

from ambassador.people.audiences import Audience
from ambassador.people.withholding_policy import FEWEST
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
