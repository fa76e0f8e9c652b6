"""Knows the words for whom a course is, and of whom it asks a pass."""

from __future__ import annotations

from ambassador.people.audience_words import audience
from ambassador.people.audiences import Audience
from ambassador.training.audience_queries import Whom
from ambassador.web.i18n import gettext as _


def for_whom(whom: Whom) -> str:
    """Return for whom a course is."""
    return _words(whom)[0]


def must_pass(whom: Whom) -> str:
    """Return of whom a required course asks a pass."""
    return _words(whom)[1]


def _words(whom: Whom) -> tuple[str, str]:
    if whom.teams:
        teams = ", ".join(whom.teams)
        return _("For %(teams)s", teams=teams), _("Must be passed in %(teams)s", teams=teams)
    return {
        Audience.ALL: (_("For everyone who works here"), _("Everyone must pass it")),
        Audience.AMBASSADORS: (_("For ambassadors"), _("Ambassadors must pass it")),
        Audience.TEAMS: (_("For some teams"), _("Some teams must pass it")),
        Audience.LEADERS: (_("For leaders"), _("Leaders must pass it")),
    }[whom.audience]


def audience_of(whom: Whom) -> str:
    """Return who that is, as a choice is called."""
    return ", ".join(whom.teams) or audience(whom.audience)
