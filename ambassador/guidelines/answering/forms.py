"""The forms of answering a guideline: acknowledging, declining, and asking for an exception."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField, TextAreaField
from wtforms.validators import DataRequired

from ambassador.web.addresses import id_in
from ambassador.web.forms import SUMMARY, Form, at_most, even_lines, stripped


class ShownForm(Form):
    """Says exactly what was on the page."""

    version_id = HiddenField(filters=[id_in])
    sha256 = HiddenField()
    language = HiddenField()


class AcknowledgeForm(ShownForm):
    """One tick beside one sentence."""

    sentence = HiddenField()
    agrees = BooleanField()


class DeclineForm(ShownForm):
    """Why somebody won't acknowledge."""

    reason = TextAreaField(
        _("Your reason"),
        description=_("The programme manager reads it, with your name beside it. Nobody else does."),
        filters=[stripped, even_lines],
        render_kw={"rows": 5},
        validators=[DataRequired(_("Write your reason.")), at_most(SUMMARY)],
    )


class AskForm(Form):
    """Why somebody should be excepted."""

    reason = TextAreaField(
        _("Why you should be excepted"),
        description=_("The programme manager reads it, with your name beside it. Nobody else does."),
        filters=[stripped, even_lines],
        render_kw={"rows": 5},
        validators=[DataRequired(_("Write your reason.")), at_most(SUMMARY)],
    )
