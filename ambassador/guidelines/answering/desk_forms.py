"""The programme manager's forms: deciding about exceptions, and recording for others."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import DateField, HiddenField, RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Optional

from ambassador.guidelines.queries import Published
from ambassador.people.forms import others_address
from ambassador.web.addresses import id_in
from ambassador.web.errors import Refusal
from ambassador.web.forms import SUMMARY, Form, at_most, even_lines, stripped
from ambassador.web.scans import scan_in

LANGUAGE_NAMES = {"nb": _("Norwegian"), "en": _("English")}


def _words(label: object, description: object, missing: object) -> TextAreaField:
    return TextAreaField(
        label,
        description=description,
        filters=[stripped, even_lines],
        render_kw={"rows": 4},
        validators=[DataRequired(missing), at_most(SUMMARY)],
    )


class DecideForm(Form):
    """Granted until a day, or refused; and why."""

    decision = RadioField(
        _("Your decision"),
        choices=[SelectChoice("grant", _("Grant it")), SelectChoice("refuse", _("Refuse it"))],
        validators=[InputRequired(_("Choose whether you grant it."))],
    )
    until = DateField(
        _("Last day of the exception"),
        description=_("If you grant it: at most two years ahead. It ends by itself."),
        validators=[Optional()],
    )
    reason = _words(
        _("Your reason"),
        _("The person reads it, with your name beside it."),
        _("Write your reason."),
    )


class GrantForm(Form):
    """An exception that nobody asked for."""

    email = others_address()
    until = DateField(
        _("Last day of the exception"),
        description=_("At most two years ahead. It ends by itself."),
        validators=[InputRequired(_("Choose a day."))],
    )
    reason = _words(
        _("Your reason"),
        _("The person reads it, with your name beside it."),
        _("Write your reason."),
    )


class RecordForm(Form):
    """Somebody else's acknowledgement, given otherwise than here."""

    version_id = HiddenField(filters=[id_in])
    email = others_address()
    language = SelectField(_("Language of the text"))
    note = _words(
        _("How it came about"),
        _("When and how they said or signed it. The person reads this, with your name beside it."),
        _("Write how it came about."),
    )

    def offer(self, published: Sequence[Published]) -> None:
        """Offer the languages that the version in force was published in."""
        self.language.choices = [
            SelectChoice(one.language, LANGUAGE_NAMES[one.language]) for one in published
        ]


class OnBehalfForm(RecordForm):
    """Somebody who can't do it here."""

    why = _words(
        _("Why they don't do it themselves"),
        _("Such as a leave without access. The person reads this, too."),
        _("Write why they don't do it themselves."),
    )


class PaperForm(RecordForm):
    """Somebody who signed on paper."""

    signed_on = DateField(
        _("Day on the paper"),
        validators=[InputRequired(_("Choose the day that stands on the paper."))],
    )
    scan = FileField(_("Scan of the paper"), description=_("PDF, PNG or JPEG, at most 10 MB."))

    def brought(self) -> bytes | Refusal:
        """Return the bytes of the scan, as many as say that it is too large, or a refusal for none."""
        return scan_in(self.scan) or Refusal(gettext("Choose the scan of the paper."), "scan")
