"""The forms of counting contacts in common: a consent, and one number for each colleague shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField, IntegerField
from wtforms.validators import DataRequired, NumberRange, Optional

from ambassador.audience.policy import MOST_PEOPLE
from ambassador.optins.policy import Consent
from ambassador.sharing.mutual_queries import Offer
from ambassador.web.errors import Refusal
from ambassador.web.forms import Form, at_most


class AgreeForm(Form):
    """The consent: one tick, never set beforehand, beside the exact sentence."""

    seen = HiddenField(validators=[at_most(64)])
    """The fingerprint of the consent this form shows."""
    agree = BooleanField(validators=[DataRequired(_("Tick the box if you agree."))])

    def show(self, consent: Consent) -> None:
        """Put the consent's words beside the tick; a tick set beside other words is taken away."""
        self.agree.label.text = consent.sentence
        if self.seen.data != consent.fingerprint:
            self.seen.data, self.agree.data = consent.fingerprint, False


class CountsForm(Form):
    """One field for each colleague shown who was not counted yet; an empty one stands for "I don't know"."""

    def told(self, offers: Sequence[Offer]) -> Mapping[int, int]:
        """Return what was counted, by pair."""
        numbers = {offer.pair_id: self[_name(offer.pair_id)].data for offer in offers}
        return {pair: number for pair, number in numbers.items() if number is not None}

    def refuse_each(self, refusals: Mapping[int, Refusal]) -> None:
        """Put each refusal beside the number it is about."""
        for pair, refusal in refusals.items():
            self.refuse(Refusal(refusal.sentence, field=_name(pair)))

    def field_of(self, offer: Offer) -> Any:
        """Return the field of one colleague."""
        return self[_name(offer.pair_id)]


def counts_form(offers: Sequence[Offer]) -> CountsForm:
    """Return a form with a field for each of these colleagues."""
    fields = {
        _name(offer.pair_id): IntegerField(
            _("Mutual connections with %(name)s", name=offer.name),
            render_kw={"inputmode": "numeric", "autocomplete": "off"},
            validators=[
                Optional(),
                NumberRange(min=0, max=MOST_PEOPLE, message=_("Write a whole number from 0 up.")),
            ],
        )
        for offer in offers
    }
    form: CountsForm = type("CountsFormOfThese", (CountsForm,), fields)()
    return form


def _name(pair_id: int) -> str:
    return f"mutual_{pair_id}"
