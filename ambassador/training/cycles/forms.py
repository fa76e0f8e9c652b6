"""The programme manager's forms about cycles: letting somebody off, and ending that."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import DateField, TextAreaField
from wtforms.validators import DataRequired, InputRequired

from ambassador.people.forms import others_address
from ambassador.web.forms import SUMMARY, Form, at_most, even_lines, stripped


def _reason(label: object) -> TextAreaField:
    return TextAreaField(
        label,
        description=_("The person reads it, with your name beside it."),
        filters=[stripped, even_lines],
        render_kw={"rows": 4},
        validators=[DataRequired(_("Write your reason.")), at_most(SUMMARY)],
    )


class WaiveForm(Form):
    """Who is let off, until when, and why."""

    email = others_address()
    until = DateField(
        _("Last day of the waiver"),
        description=_("At most two years ahead. It ends by itself."),
        validators=[InputRequired(_("Choose a day."))],
    )
    reason = _reason(_("Why need they not pass it?"))


class EndWaiverForm(Form):
    """Why a waiver ends before its time."""

    reason = TextAreaField(
        _("Why does it end now?"),
        description=_("It is kept in the trail."),
        filters=[stripped, even_lines],
        render_kw={"rows": 3},
        validators=[DataRequired(_("Write why.")), at_most(SUMMARY)],
    )
