"""The forms of joining and inviting; leaving is one button, without a question."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField, RadioField, SelectMultipleField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired

from ambassador.optins.policy import Consent
from ambassador.optins.queries import TeamToInvite
from ambassador.web.forms import Form, at_most

EVERYONE, TEAMS = "everyone", "teams"


class ConsentForm(Form):
    """A consent: one tick, never set beforehand, beside the exact sentence. What it is for adds the tick."""

    seen = HiddenField(validators=[at_most(64)])
    """The fingerprint of the consent this form shows."""
    agree: BooleanField

    def show(self, consent: Consent) -> None:
        """Put the consent's words beside the tick; a tick set beside other words is taken away."""
        self.agree.label.text = consent.sentence
        if self.seen.data != consent.fingerprint:
            self.seen.data, self.agree.data = consent.fingerprint, False


class JoinForm(ConsentForm):
    """The consent to take part."""

    agree = BooleanField(validators=[DataRequired(_("Tick the box if you want to join."))])


class InviteForm(Form):
    """Whom to invite."""

    whom = RadioField(
        _("Whom do you want to invite?"),
        choices=[SelectChoice(EVERYONE, _("Everyone who works here")), SelectChoice(TEAMS, _("Some teams"))],
        default=EVERYONE,
    )
    # A team may have been invited by another manager a moment ago: that is no mistake of whoever chose it.
    teams = SelectMultipleField(_("Teams"), coerce=int, choices=[], validate_choice=False)

    def offer(self, teams: Sequence[TeamToInvite]) -> None:
        """Let these teams be chosen, each with how many would get a letter."""
        self.teams.choices = [SelectChoice(str(team.id), f"{team.name} ({team.people})") for team in teams]

    def validate_teams(self, field: SelectMultipleField) -> None:
        if self.whom.data == TEAMS and not field.data:
            raise ValidationError(gettext("Choose one team or more."))

    @property
    def team_ids(self) -> Collection[int] | None:
        """The chosen teams that still have somebody to invite; None stands for everyone."""
        offered = {int(choice.value) for choice in self.teams.choices}
        return offered & set(self.teams.data) if self.whom.data == TEAMS else None
