"""Writes a campaign as rows for a spreadsheet: the same figures as the page, withheld the same way."""

from __future__ import annotations

from collections.abc import Iterator

from ambassador.followup import words
from ambassador.followup.campaign import STATES, Campaign
from ambassador.people.audience_words import audience
from ambassador.people.withholding_policy import Count
from ambassador.web.formats import day
from ambassador.web.i18n import gettext as _
from ambassador.web.spreadsheet import Cell

Row = tuple[Cell, ...]


def rows(campaign: Campaign) -> Iterator[Row]:
    """Return a campaign as rows of one width: part, what, number, from, to; a range has no number."""
    yield (_("Part"), _("What"), _("Number"), _("From"), _("To"))
    about = _("About this campaign")
    yield (about, _("Guideline"), campaign.title, None, None)
    yield (about, _("Version"), str(campaign.label), None, None)
    yield (about, _("Who must acknowledge it?"), audience(campaign.audience), None, None)
    yield (about, _("Published"), day(campaign.published_at), None, None)
    if campaign.due_at is not None:
        yield (about, _("To be acknowledged by"), day(campaign.due_at), None, None)
    yield (about, _("Binding from"), day(campaign.binding_from), None, None)
    yield (about, _("As of"), day(campaign.at), None, None)
    states = words.states()
    everybody = _("Everybody")
    yield _count(everybody, _("Asked"), campaign.asked)
    for state, count in zip(STATES, campaign.counts, strict=True):
        yield _count(everybody, states[state], count)
    for team in campaign.teams:
        name = words.team(team)
        yield _count(name, _("Asked"), team.asked)
        for state, count in zip(STATES, team.counts, strict=True):
            yield _count(name, states[state], count)
    for point in campaign.points:
        yield _count(_("Acknowledged by the end of the day"), day(point.day), point.done)


def _count(part: str, what: str, count: Count) -> Row:
    return (part, what, count.low if count.is_exact else None, count.low, count.high)
