"""The sliders of a campaign and the goal of a plan; both are sent by GET, and an answer may be bookmarked."""

from __future__ import annotations

import re

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import Field
from wtforms.widgets import RangeInput

from ambassador.audience.policy import MOST_PEOPLE
from ambassador.reports.planning import MOST_POSTS
from ambassador.web.fields import WholeNumber
from ambassador.web.forms import QuestionForm

_SHARE = re.compile(r"([0-9]{1,3})(?:[.,]([05]))?")
LEAST_SHARE, MOST_SHARE = 0.5, 100.0


class Slider(WholeNumber):
    """A whole number on a slider; it says itself what may be written instead."""

    widget = RangeInput()

    def up_to(self, high: int) -> None:
        """Set the highest number there is."""
        self.high = high

    def __call__(self, **attributes: object) -> object:
        return super().__call__(min=self.low, max=self.high, step=1, **attributes)


class ShareSlider(Field):  # type: ignore[misc]  # WTForms ships no types
    """A share in per cent on a slider, in steps of a half."""

    widget = RangeInput()

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        text = valuelist[0].strip() if valuelist else ""
        found = _SHARE.fullmatch(text)
        self.data = float(f"{found[1]}.{found[2] or 0}") if found else None
        if self.data is None or not LEAST_SHARE <= self.data <= MOST_SHARE:
            raise ValueError(gettext("Write a share from 0.5 to 100 per cent, in steps of a half."))

    def __call__(self, **attributes: object) -> object:
        return super().__call__(min=LEAST_SHARE, max=MOST_SHARE, step=LEAST_SHARE, **attributes)


class CampaignForm(QuestionForm):
    """Who takes part, how often they post, and which share of an audience sees one post."""

    ambassadors = Slider(_("Ambassadors who take part"), low=1, high=1)
    posts = Slider(_("Posts each, within a month"), low=1, high=MOST_POSTS)
    eager = Slider(_("Of them, how many post more often"), low=0, high=1)
    eager_posts = Slider(_("Posts each by those"), low=1, high=MOST_POSTS)
    seen = ShareSlider(_("Share of an audience that sees one post"))


class GoalForm(QuestionForm):
    """How many people somebody wants to reach."""

    goal = WholeNumber(_("People to reach"), low=1, high=MOST_PEOPLE)
