"""The forms of counting contacts in common: a consent, and one number for each colleague shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, IntegerField
from wtforms.validators import DataRequired, NumberRange, Optional

from ambassador.audience.policy import MOST_PEOPLE
from ambassador.optins.forms import ConsentForm
from ambassador.sharing.mutual_queries import Colleague
from ambassador.web.errors import Refusal
from ambassador.web.forms import Form


class AgreeForm(ConsentForm):
    """The consent to counting contacts in common."""

    agree = BooleanField(validators=[DataRequired(_("Tick the box if you agree."))])


class CountsForm(Form):
    """One field for each colleague shown who was not counted yet; an empty one stands for "I don't know"."""

    def told(self, colleagues: Sequence[Colleague]) -> Mapping[int, int]:
        """Return what was counted, by pair."""
        numbers = {each.pair_id: self[_name(each.pair_id)].data for each in colleagues}
        return {pair: number for pair, number in numbers.items() if number is not None}

    def refuse_each(self, refusals: Mapping[int, Refusal]) -> None:
        """Put each refusal beside the number it is about."""
        for pair, refusal in refusals.items():
            self.refuse(Refusal(refusal.sentence, field=_name(pair)))

    def field_of(self, colleague: Colleague) -> Any:
        """Return the field of one colleague."""
        return self[_name(colleague.pair_id)]


def counts_form(colleagues: Sequence[Colleague]) -> CountsForm:
    """Return a form with a field for each of these colleagues."""
    fields = {
        _name(each.pair_id): IntegerField(
            _("Mutual connections with %(name)s", name=each.name),
            render_kw={"inputmode": "numeric", "autocomplete": "off"},
            validators=[
                Optional(),
                NumberRange(min=0, max=MOST_PEOPLE, message=_("Write a whole number from 0 up.")),
            ],
        )
        for each in colleagues
    }
    form: CountsForm = type("CountsFormOfThese", (CountsForm,), fields)()
    return form


def _name(pair_id: int) -> str:
    return f"mutual_{pair_id}"
