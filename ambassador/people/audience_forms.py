"""The part of a form that says for whom something is."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import RadioField, SelectMultipleField
from wtforms.fields.choices import SelectChoice

from ambassador.people.audiences import Audience
from ambassador.people.models import Team
from ambassador.web.forms import Form


def audience_field(label: Any) -> RadioField:
    """Return a field to choose an audience."""
    return RadioField(
        label,
        default=Audience.AMBASSADORS.value,
        choices=[
            SelectChoice(Audience.AMBASSADORS.value, _("All ambassadors")),
            SelectChoice(Audience.ALL.value, _("Everyone who works here")),
            SelectChoice(Audience.TEAMS.value, _("Some teams")),
            SelectChoice(Audience.LEADERS.value, _("All leaders")),
        ],
    )


class AudienceForm(Form):
    """For whom something is, and which teams, if it is for some."""

    audience = audience_field(_("For whom is it?"))
    team_ids = SelectMultipleField(_("Teams"), coerce=int, choices=[], validate_choice=False)

    def offer(self, teams: Sequence[Team]) -> None:
        """Let these teams be chosen; without any, nobody can choose some of them."""
        self.team_ids.choices = [SelectChoice(str(team.id), team.name) for team in teams]
        if not teams:
            possible = [one for one in self.audience.choices if one.value != Audience.TEAMS.value]
            self.audience.choices = possible

    def show_audience(self, audience: Audience, team_ids: Collection[int]) -> None:
        """Show what is chosen."""
        self.audience.data, self.team_ids.data = audience.value, sorted(team_ids)

    @property
    def chosen_teams(self) -> frozenset[int]:
        """The teams that were chosen of those offered."""
        offered = {int(choice.value) for choice in self.team_ids.choices}
        return frozenset(offered & set(self.team_ids.data or ()))
