"""The programme manager's forms about attempts: withdrawing a question, and granting an attempt."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import TextAreaField
from wtforms.validators import DataRequired

from ambassador.people.forms import others_address
from ambassador.web.bilingual import text
from ambassador.web.forms import SUMMARY, Form, at_most, even_lines, stripped


class WithdrawQuestionForm(Form):
    """What is wrong with a question."""

    why = text(
        _("What is wrong with it?"),
        rows=4,
        most=SUMMARY,
        hint=_("Whoever was asked it reads this beside their answers. Name nobody."),
    )


class GrantAttemptForm(Form):
    """Who gets one more attempt, and why."""

    email = others_address()
    reason = TextAreaField(
        _("Why do they get one more?"),
        description=_("It is kept in the trail."),
        filters=[stripped, even_lines],
        render_kw={"rows": 3},
        validators=[DataRequired(_("Write why.")), at_most(SUMMARY)],
    )
