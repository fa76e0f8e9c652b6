"""The calculator on the front page."""

from __future__ import annotations

from enum import StrEnum

from flask_babel import lazy_gettext
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice

from ambassador.web.fields import WholeNumber
from ambassador.web.forms import QuestionForm


class ExampleChannel(StrEnum):
    """Where the example's followers are; the shares of all the others have no source of their own."""

    LINKEDIN = "linkedin"
    FACEBOOK = "facebook"
    OTHER = "other"


class ExampleForm(QuestionForm):
    """How many ambassadors, with how many followers, on which channel."""

    ambassadors = WholeNumber(lazy_gettext("Ambassadors"), low=1, high=1_000_000)
    followers = WholeNumber(lazy_gettext("Followers each"), low=0, high=100_000_000)
    channel = SelectField(
        lazy_gettext("Channel"),
        choices=[
            SelectChoice(ExampleChannel.LINKEDIN.value, "LinkedIn"),
            SelectChoice(ExampleChannel.FACEBOOK.value, "Facebook"),
            SelectChoice(ExampleChannel.OTHER.value, lazy_gettext("Another channel")),
        ],
    )
