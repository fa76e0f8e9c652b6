"""The form of asking for lists: a channel, and how many."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _
from wtforms import IntegerField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange

from ambassador.asking.policy import FEWEST_LISTS
from ambassador.audience.policy import MOST_PEOPLE, NAMES, Channel
from ambassador.web.formats import number
from ambassador.web.forms import Form
from ambassador.web.i18n import gettext


class AskForm(Form):
    """How many lists are wanted, and on which channel."""

    channel = SelectField(_("Channel"), choices=[], validate_choice=False)
    lists = IntegerField(
        _("How many lists do you want?"),
        description=_(
            "A quarter of the ambassadors already makes the range much narrower. At least ten: five must "
            "come in before there is a figure."
        ),
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
        validators=[
            InputRequired(_("Write a whole number.")),
            NumberRange(
                min=FEWEST_LISTS,
                max=MOST_PEOPLE,
                message=_("Write a whole number from %(min)s up to the most that the channel has."),
            ),
        ],
    )

    def offer(self, most: Mapping[Channel, int]) -> None:
        """Let these channels be chosen, each with the most lists that can be asked for."""
        self.channel.choices = [
            SelectChoice(
                channel.value,
                gettext("%(channel)s (up to %(most)s)", channel=NAMES[channel], most=number(up_to)),
            )
            for channel, up_to in most.items()
        ]

    @property
    def chosen(self) -> Channel | None:
        """The channel, if it is one that is offered."""
        offered = {choice.value for choice in self.channel.choices}
        return Channel(self.channel.data) if self.channel.data in offered else None
