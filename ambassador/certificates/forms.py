"""The forms of certificates: the name to show, which certificate the programme manager means, and why."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import RadioField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired

from ambassador.certificates import policy, words
from ambassador.certificates.printing import can_print
from ambassador.web.forms import SUMMARY, Form, at_most, even_lines, stripped


class PublishForm(Form):
    """The name on a certificate, and its language."""

    name = StringField(
        _("Name to show"),
        description=_("As you want it on the certificate, in any script. It is kept as you write it now."),
        render_kw={"autocomplete": "name", "dir": "auto"},
    )
    language = RadioField(
        _("Language of the certificate"),
        choices=[SelectChoice("nb", "Norsk bokmål"), SelectChoice("en", "English")],
        validators=[InputRequired(_("Choose a language."))],
    )

    def validate_name(self, field: Any) -> None:
        """Refuse what can't be shown, with a sentence; what was typed stays in the field."""
        name = policy.tidied(field.data or "")
        fault = policy.fault_of(name)
        if fault is not None:
            raise ValidationError(words.fault(fault))
        if not can_print(name):
            raise ValidationError(words.unprintable())

    @property
    def tidied(self) -> str:
        """The name in one spelling."""
        return policy.tidied(self.name.data or "")


class FindForm(Form):
    """Which certificate: by its address or number, or all of a person."""

    wanted = StringField(
        _("The certificate's address or number, or its holder's work e-mail"),
        filters=[stripped],
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"},
        validators=[DataRequired(_("Write an address, a number or a work e-mail.")), at_most(500)],
    )


class WithdrawForm(Form):
    """Why a certificate is withdrawn."""

    reason = TextAreaField(
        _("Why you withdraw it"),
        description=_("Its holder reads this. It is never public."),
        filters=[stripped, even_lines],
        render_kw={"rows": 4},
        validators=[DataRequired(_("Write why you withdraw it.")), at_most(SUMMARY)],
    )
